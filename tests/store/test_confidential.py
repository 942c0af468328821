"""What a SQLite store leaves on the disk, byte for byte: nothing of what it no longer holds."""

from __future__ import annotations

from pathlib import Path

from store.repository import open_store

DROPPED = "旧版里说过的一句话"
KEPT = "仍然有效的一句话"


def raw(folder: Path) -> bytes:
    """All bytes of all files of the folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def test_a_finding_that_was_replaced_is_gone_from_the_disk(tmp_path, versions, commit, outcome, finding):
    dropped = [finding(case_words=DROPPED + str(number)) for number in range(400)]
    with open_store(str(tmp_path / "guowen.db")) as store:
        run = store.begin_run("/inbox", versions)
        commit(store, run, outcome("comms/a.txt", findings=dropped))
        assert DROPPED.encode() in raw(tmp_path)
        commit(store, run, outcome("comms/a.txt", sha256="b" * 64, findings=(finding(case_words=KEPT),)))
    assert KEPT.encode() in raw(tmp_path)
    assert DROPPED.encode() not in raw(tmp_path)


def test_a_proposal_whose_words_changed_leaves_none_of_the_old_ones(tmp_path, versions, proposal):
    with open_store(str(tmp_path / "guowen.db")) as store:
        run = store.begin_run("/inbox", versions)
        store.save_proposals(run, [proposal(rules=(DROPPED,))])
        store.save_proposals(run, [proposal(rules=(KEPT,))])
    assert KEPT.encode() in raw(tmp_path)
    assert DROPPED.encode() not in raw(tmp_path)


def test_what_was_erased_is_gone_though_somebody_else_reads(tmp_path, versions, commit, outcome, finding):
    """With a second connection open SQLite keeps its log, and with it the pages as they were."""
    with open_store(str(tmp_path / "guowen.db")) as desk, open_store(str(tmp_path / "guowen.db")) as store:
        run = store.begin_run("/inbox", versions)
        commit(store, run, outcome("comms/a.txt", findings=(finding(case_words=DROPPED),)))
        assert desk.findings(run)[0].case_words == DROPPED
        commit(store, run, outcome("comms/a.txt", findings=(finding(case_words=KEPT),)))
        assert DROPPED.encode() in raw(tmp_path)
        store.empty_log()
        assert DROPPED.encode() not in raw(tmp_path)
        assert desk.findings(run)[0].case_words == KEPT

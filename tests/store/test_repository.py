"""Runs, files, findings and proposals in and out of SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.errors import FileStatus, StoreError
from records.types import CaseItem
from store.rows import Batch, PlannedFile, ProposalState, RunState


def test_a_finding_comes_back_as_it_went_in(store, versions, commit, outcome, finding):
    run = store.begin_run("/inbox", versions)
    told = finding()
    assert commit(store, run, outcome("comms/a.txt", findings=(told,))) == 1
    assert store.findings(run) == [told]


def test_text_that_is_no_valid_unicode_comes_back_too(store, versions, commit, outcome, finding):
    broken = finding(case_words="半个表情\ud83d 与零\x00字节")
    run = store.begin_run("/inbox", versions)
    commit(store, run, outcome("comms/a.txt", findings=(broken,)))
    assert store.findings(run) == [broken]


def test_files_and_findings_come_by_path_whatever_the_order_of_batches(store, versions, commit, outcome, finding):
    run = store.begin_run("/inbox", versions)
    for path in ("b/2.txt", "a/1.txt", "张三.txt", "a.txt"):
        commit(store, run, outcome(path, findings=(finding(path=path),)))
    paths = ["a.txt", "a/1.txt", "b/2.txt", "张三.txt"]
    assert [row.path for row in store.files(run)] == paths
    assert [found.path for found in store.findings(run)] == paths


def test_a_file_screened_again_replaces_its_findings(store, versions, commit, outcome, finding):
    run = store.begin_run("/inbox", versions)
    commit(store, run, outcome("a.txt", findings=(finding(path="a.txt"), finding(path="a.txt", event_id="e2"))))
    commit(store, run, outcome("a.txt", sha256="b" * 64, findings=(finding(path="a.txt", event_id="e3"),)))
    assert [found.event_id for found in store.findings(run)] == ["e3"]
    assert [row.sha256 for row in store.files(run)] == ["b" * 64]


def test_inboxes_of_one_store_do_not_mix(store, versions, commit, outcome, finding):
    first, second = store.begin_run("/one", versions), store.begin_run("/two", versions)
    commit(store, first, outcome("a.txt", findings=(finding(path="a.txt"),)))
    assert store.findings(second) == []
    assert store.files(second) == []


def test_an_unfinished_run_is_taken_up_with_the_same_versions_only(store, versions):
    run = store.begin_run("/inbox", versions)
    assert store.begin_run("/inbox", versions).run_id == run.run_id
    other = store.begin_run("/inbox", {**versions, "registries": "r2"})
    assert other.run_id != run.run_id
    assert store.run(run.run_id).state is RunState.ABANDONED
    assert store.begin_run("/inbox", versions).run_id not in (run.run_id, other.run_id)


def test_a_finished_run_is_not_taken_up(store, versions):
    run = store.begin_run("/inbox", versions)
    assert store.latest_run() is None
    store.finish_run(run, {"files": 3}, {"proposals.jsonl": "c" * 64})
    assert store.begin_run("/inbox", versions).run_id != run.run_id
    latest = store.latest_run()
    assert (latest.run_id, latest.state, latest.counts) == (run.run_id, RunState.FINISHED, {"files": 3})
    assert latest.finished_at >= latest.started_at


def test_a_batch_comes_back_as_planned_and_a_new_plan_drops_what_was_not_committed(store, versions, outcome):
    run = store.begin_run("/inbox", versions)
    one = Batch(
        run.run_id, "k1", 0, (PlannedFile("a.txt", "a" * 64, "w", 12, "chat", "P0001", "（2024）川97刑终12号"),)
    )
    two = Batch(run.run_id, "k2", 1, (PlannedFile("b.txt", "b" * 64, "w", stored_as="b\udcff.txt"),))
    store.plan_batches(run, [one, two])
    assert [store.batch(run.run_id, key) for key in ("k1", "k2")] == [one, two]
    store.commit_batch(run, one, [outcome("a.txt")])
    store.plan_batches(run, [])
    assert store.batch(run.run_id, "k1") == one
    with pytest.raises(StoreError, match="k2"):
        store.batch(run.run_id, "k2")


def test_a_failed_commit_leaves_nothing_behind(store, versions, commit, outcome, finding):
    run = store.begin_run("/inbox", versions)
    commit(store, run, outcome("a.txt", findings=(finding(),)))
    rows_before, audit_before = len(store.ledger()), store.findings(run)
    twice = outcome("b.txt")
    with pytest.raises(StoreError, match="IntegrityError|UniqueViolation") as caught:
        store.commit_batch(run, Batch(run.run_id, "k", 0, ()), [twice, twice])
    assert "b.txt" not in str(caught.value)
    assert (len(store.ledger()), store.findings(run)) == (rows_before, audit_before)


class TestPlaces:
    """What is no longer in the inbox."""

    def test_a_file_that_is_gone_keeps_its_findings(self, store, versions, commit, outcome, finding):
        run = store.begin_run("/inbox", versions)
        commit(store, run, outcome("a.txt", findings=(finding(),)), outcome("b.txt", sha256="b" * 64))
        moves = store.settle_places(run, ["b.txt"])
        assert (moves.gone, moves.moved) == (("a.txt",), ())
        assert {row.path: row.gone_in for row in store.files(run)} == {"a.txt": run.run_id, "b.txt": None}
        assert len(store.findings(run)) == 1
        assert store.settle_places(run, ["b.txt"]) == moves

    def test_a_file_is_gone_once_and_there_again_when_it_comes_back(self, store, versions, commit, outcome):
        run = store.begin_run("/inbox", versions)
        commit(store, run, outcome("a.txt"))
        store.settle_places(run, [])
        store.finish_run(run, {}, {})
        later = store.begin_run("/inbox", versions)
        assert store.settle_places(later, []).gone == ()
        assert store.settle_places(later, ["a.txt"]).gone == ()
        assert [row.gone_in for row in store.files(later)] == [None]

    def test_a_moved_file_is_counted_once(self, store, versions, commit, outcome, finding):
        run = store.begin_run("/inbox", versions)
        commit(store, run, outcome("old.txt", findings=(finding(path="old.txt"),)))
        commit(store, run, outcome("new.txt", findings=(finding(path="new.txt"),)))
        assert store.settle_places(run, ["new.txt"]).moved == ("old.txt",)
        assert [found.path for found in store.findings(run)] == ["new.txt"]


class TestProposals:
    """The state of proposals over several runs."""

    def test_new_unchanged_updated_withdrawn_restored(self, store, kept, versions, proposal):
        run = store.begin_run("/inbox", versions)
        one, two = proposal(), proposal(proposal_id="G0002")
        changes = store.save_proposals(run, [one, two])
        assert (changes.proposals, changes.new, changes.created) == (2, 2, 2)
        again = store.save_proposals(run, [one, two])
        assert (again.new, again.created, again.updated, again.withdrawn) == (2, 0, 0, 0)
        store.finish_run(run, {}, {})

        later = store.begin_run("/inbox", versions)
        changes = store.save_proposals(later, [replace(one, severity="high")])
        assert (changes.new, changes.updated, changes.withdrawn) == (0, 1, 1)
        assert kept.proposal("G0001").severity == "high"
        assert (kept.proposal("G0001").first_run, kept.proposal("G0001").last_run) == (run.run_id, later.run_id)
        assert kept.proposal("G0002").state is ProposalState.WITHDRAWN
        assert [row.proposal_id for row in kept.proposals()] == ["G0001"]

        changes = store.save_proposals(later, [one, two])
        assert (changes.restored, changes.updated, changes.new) == (1, 1, 0)
        assert len(kept.proposals()) == 2

    def test_columns_and_body(self, store, kept, versions, proposal):
        store.save_proposals(store.begin_run("/inbox", versions), [proposal()])
        row = kept.proposal("G0001")
        assert (row.unit, row.case_no, row.intervener) == ("安澜市中级人民法院", "（2024）川97刑终12号", "顾长青")
        assert (row.severity, row.due_on, row.score, row.category) == ("low", "2024-03-12", 0.8125, "inquire")
        assert row.occurred_on == "2024-03-05"
        assert row.body == proposal().row() | {"evidence": [dict(row.body["evidence"][0])]}
        assert row.body["evidence"][0]["quote"] == "帮忙问问进展"
        assert kept.proposal("G9999") is None

    def test_a_record_without_case_or_day(self, store, kept, versions, proposal):
        bare = replace(proposal().record, case=None, occurred_on=None, name=None)
        store.save_proposals(store.begin_run("/inbox", versions), [proposal(record=bare, due_on=None)])
        row = kept.proposal("G0001")
        assert (row.unit, row.case_no, row.intervener, row.due_on) == (None, None, None, None)

    def test_passages_are_replaced_with_their_proposal(self, store, kept, versions, proposal):
        run = store.begin_run("/inbox", versions)
        store.save_proposals(run, [proposal()])
        [passage] = kept.passages("G0001")
        assert (passage.doc_id, passage.body["text"]) == ("comms/a.txt", "昨天来电帮忙问问进展到哪")
        store.save_proposals(run, [proposal(passages=())])
        assert kept.passages("G0001") == []

    def test_more_proposals_than_one_statement_names(self, store, versions, proposal):
        run = store.begin_run("/inbox", versions)
        many = [proposal(proposal_id=f"G{number:05}") for number in range(1100)]
        assert store.save_proposals(run, many).created == 1100
        changed = [replace(one, score=0.25) for one in many]
        assert store.save_proposals(run, changed).updated == 1100
        assert store.save_proposals(run, []).withdrawn == 1100

    def test_the_same_proposal_in_two_inboxes_stands_once(self, store, kept, versions, proposal):
        one, two = store.begin_run("/one", versions), store.begin_run("/two", versions)
        store.save_proposals(one, [proposal()])
        assert store.save_proposals(two, [proposal(score=0.5)]).updated == 1
        assert len(kept.proposals()) == 1
        assert store.save_proposals(one, []).withdrawn == 0


def test_a_case_without_number_is_kept(store, versions, commit, outcome, finding):
    words_only = CaseItem(None, None, "周大海那个案子", None, None)
    told = finding(record=replace(finding().record, case=words_only))
    run = store.begin_run("/inbox", versions)
    commit(store, run, outcome("comms/a.txt", findings=(told,)))
    assert store.findings(run)[0].record.case == words_only


def test_statuses_come_back(store, versions, commit, outcome):
    run = store.begin_run("/inbox", versions)
    commit(store, run, outcome("a.pdf", status=FileStatus.ENCRYPTED, reason="a.pdf: encrypted; decrypt it", kind=None))
    [row] = store.files(run)
    assert (row.status, row.quarantined, row.reason) == (FileStatus.ENCRYPTED, True, "a.pdf: encrypted; decrypt it")

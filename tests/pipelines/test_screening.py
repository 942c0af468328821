"""A screening end to end on real files, in this process but for its workers."""

from __future__ import annotations

import json
import stat
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from pipelines import conclusion
from pipelines.screening import screen
from store.database import open_database
from store.repository import Store, open_store
from store.rows import RunState
from tests.store.kept import Kept

SKIPPED = ["units/link.txt", "units/~$open.docx"]
UNREADABLE = ["units/broken.pdf", "units/empty.txt"]


def documents(order):
    """The lines of documents.jsonl."""
    return [json.loads(line) for line in (order.out / "documents.jsonl").read_text("utf-8").splitlines()]


def statuses(order):
    """Paths by status."""
    found: dict[str, list[str]] = {}
    for line in documents(order):
        found.setdefault(line["status"], []).append(line["path"])
    return found


def counts(order):
    """The counts of run.json."""
    return json.loads((order.out / "run.json").read_text("utf-8"))["counts"]


class TestFirstRun:
    """What an undisturbed run leaves."""

    def test_every_file_stands_once_with_what_became_of_it(self, screened_city):
        found = statuses(screened_city.order)
        assert found["quarantined"] == sorted(SKIPPED + UNREADABLE)
        assert found["screened"] == [
            "cases/（2023）湘96执311号/通知.txt",
            "comms/P0011/chat.csv",
            "comms/P0011/later.csv",
            "comms/P0013/gbk.txt",
            "comms/P0013/mail.eml",
            "comms/P0013/note.txt",
            "units/minutes-0.txt",
            "units/minutes-1.txt",
            "units/minutes-2.txt",
            "units/minutes-3.txt",
        ]
        assert all(line["reason"] for line in documents(screened_city.order) if line["status"] == "quarantined")

    def test_run_json_tells_where_the_ledger_ended(self, screened_city):
        anchor = json.loads((screened_city.order.out / "run.json").read_text("utf-8"))["ledger"]
        with open_store(screened_city.order.store_url) as store:
            row = store.ledger()[anchor["sequence"] - 1]
        assert (row.sequence, row.hash) == (anchor["sequence"], anchor["hash"])

    def test_run_json_counts_and_names_versions(self, screened_city):
        run = json.loads((screened_city.order.out / "run.json").read_text("utf-8"))
        told = run["counts"]
        assert (told["files"], told["screened"], told["unchanged"], told["quarantined"]) == (14, 10, 0, 4)
        assert told["proposals"] == told["new"] >= 4
        assert told["documents"] == 10
        assert set(run["versions"]) == {"code", "model", "rulebook", "registries", "readers"}
        assert run["versions"]["rulebook"].startswith("court ")
        assert set(run["seconds"]) >= {"registries", "plan", "read", "extract", "resolve", "commit", "conclude"}
        assert run["complete"] is True

    def test_outputs_and_store_are_their_owners_only(self, screened_city):
        out = screened_city.order.out
        assert stat.S_IMODE(out.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in out.iterdir()} == {0o600}
        assert sorted(file.name for file in out.iterdir()) == [
            "conflicts.jsonl",
            "documents.jsonl",
            "proposals.jsonl",
            "registry_faults.csv",
            "run.json",
        ]

    def test_the_store_has_what_the_outputs_have(self, screened_city):
        lines = (screened_city.order.out / "proposals.jsonl").read_text("utf-8").splitlines()
        told = {row["proposal_id"]: row for row in map(json.loads, lines)}
        with closing(open_database(screened_city.order.store_url, make=False)) as database:
            kept = Kept(database)
            assert {row.proposal_id: row.body for row in kept.proposals()} == told
            assert all(kept.passages(id_) for id_ in told)
        with open_store(screened_city.order.store_url) as store:
            latest = store.latest_run()
            assert latest.state is RunState.FINISHED
            assert dict(latest.counts) == counts(screened_city.order)
            assert store.verify_ledger() == len(store.ledger()) > 5

    def test_text_that_led_to_no_proposal_is_nowhere_on_the_disk(self, screened_city):
        root = screened_city.order.out.parent
        left = {file.name: file.read_bytes() for file in [*root.glob("guowen.db*"), *screened_city.order.out.iterdir()]}
        kept = "能不能快点判".encode()
        assert kept in left["guowen.db"]
        assert kept in left["proposals.jsonl"]
        for words in ("二层打印机已换新", "请各部门自备午餐"):
            for code in ("utf-8", "gb18030", "utf-16-le"):
                assert [name for name, raw in left.items() if words.encode(code) in raw] == []


class TestNextRun:
    """A run after a finished one."""

    def test_nothing_changed(self, city_after, undisturbed, read_outputs):
        summary = screen(city_after.order)
        assert (summary.counts["unchanged"], summary.counts["screened"], summary.counts["new"]) == (10, 0, 0)
        assert summary.counts["characters"] == 0
        assert statuses(city_after.order)["quarantined"] == sorted(SKIPPED + UNREADABLE)
        assert read_outputs(city_after.order.out)["proposals.jsonl"] == undisturbed["proposals.jsonl"]
        with open_store(city_after.order.store_url) as store:
            actions = [row.action for row in store.ledger() if row.run_id == summary.run_id]
        assert actions == ["run_started", *["output_written"] * 5, "run_finished"]

    def test_a_changed_file_replaces_what_was_found_in_it(self, copied_after):
        copied, before = copied_after, counts(copied_after.order)["proposals"]
        chat, note = copied.inbox / "comms/P0011/chat.csv", copied.inbox / "comms/P0013/note.txt"
        chat.write_text("时间,发送人,内容\n2023-06-02 20:14,任玉兰,明天降温，多穿点\n", "utf-8")
        note.rename(copied.inbox / "comms/P0013/笔记.txt")
        (copied.inbox / "comms/P0013/gbk.txt").unlink()
        summary = screen(copied.order)
        assert statuses(copied.order)["screened"] == ["comms/P0011/chat.csv", "comms/P0013/笔记.txt"]
        assert (summary.counts["gone"], summary.counts["moved"]) == (1, 1)
        assert summary.counts["withdrawn"] == 1
        assert summary.counts["proposals"] == before - 1
        proposals = (copied.order.out / "proposals.jsonl").read_text("utf-8")
        assert "comms/P0011/chat.csv" not in proposals
        assert "comms/P0013/note.txt" not in proposals
        assert "comms/P0013/笔记.txt" in proposals
        assert "comms/P0013/gbk.txt" in proposals, "a paper that is gone keeps what was found in it"

    def test_an_official_more_screens_again_only_the_papers_he_may_be_meant_in(self, city_after, tmp_path):
        registries = tmp_path / "registries"
        registries.mkdir()
        for file in city_after.registries.iterdir():
            (registries / file.name).write_bytes(file.read_bytes())
        with (registries / "officials.csv").open("a", encoding="utf-8") as out:
            out.write("P0300,谢建国,,男,瑶光市司法局,科长,行政机关,2017-01-09,,19900002299\n")
        summary = screen(replace(city_after.order, registries=registries))
        assert (summary.counts["screened"], summary.counts["unchanged"], summary.counts["new"]) == (2, 8, 0)
        reopened = [line["path"] for line in documents(city_after.order) if "P0300" in (line["reason"] or "")]
        assert reopened == ["comms/P0013/gbk.txt", "comms/P0013/note.txt"]

    def test_a_manifest_line_screens_its_file_again(self, copied_after):
        copied = copied_after
        line = "path,kind,owner,case_no\ncomms/P0011/chat.csv,chat,P0011,（2023）湘96民初563号\nmissing.txt,,,\n"
        (copied.inbox / "manifest.csv").write_text(line, "utf-8")
        summary = screen(copied.order)
        assert statuses(copied.order)["screened"] == ["comms/P0011/chat.csv"]
        assert "manifest.csv" not in {line["path"] for line in documents(copied.order)}
        assert len(summary.notices) == 1
        assert "missing.txt" in summary.notices[0]


class TestSameBytes:
    """One input, one output."""

    def test_two_workers_and_other_batches(self, fresh, undisturbed, read_outputs):
        screen(replace(fresh.order, workers=2, batch_files=100))
        assert read_outputs(fresh.order.out) == undisturbed

    def test_postgresql_as_the_store(self, fresh, undisturbed, read_outputs, postgres):
        with create_engine(postgres, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("CREATE DATABASE screening"))
        order = replace(fresh.order, store_url=postgres.replace("/postgres?", "/screening?"))
        assert screen(order).counts["new"] == len(undisturbed["proposals.jsonl"].splitlines())
        assert read_outputs(fresh.order.out) == undisturbed
        assert screen(order).counts["unchanged"] == 10

    def test_ended_at_every_step_of_the_conclusion(self, fresh, undisturbed, read_outputs, monkeypatch):
        """Each step done, then the process ends; the next call comes to the same."""

        class Ended(BaseException):
            pass

        def ending_after(owner, name):
            real = getattr(owner, name)

            def step(*args, **kwargs):
                real(*args, **kwargs)
                raise Ended

            monkeypatch.setattr(owner, name, step)

        steps = [
            (Store, "plan_batches"),
            (Store, "commit_batch"),
            (Store, "settle_places"),
            (Store, "save_proposals"),
            (Store, "erase_words"),
            (conclusion, "write_json_lines"),
            (conclusion, "write_with"),
            (conclusion, "write_json"),
        ]
        for owner, name in steps:
            with monkeypatch.context():
                ending_after(owner, name)
                with pytest.raises(Ended):
                    screen(fresh.order)
                monkeypatch.undo()
        summary = screen(fresh.order)
        assert read_outputs(fresh.order.out) == undisturbed
        assert summary.counts["new"] == summary.counts["proposals"]
        assert (summary.counts["screened"], summary.counts["documents"]) == (10, 10)

"""What a run has to do, told from the inbox and the store; no file is read here."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from data.errors import FileStatus
from pipelines.plan import Plan, make_plan
from store.repository import open_store
from store.rows import FileOutcome

VERSIONS = {"code": "1"}


@pytest.fixture
def store(copied):
    """An empty store."""
    with open_store(copied.order.store_url) as opened:
        yield opened


def screened(store, plan: Plan, status=FileStatus.OK) -> None:
    """Commits all batches of the plan, every file with the same outcome."""
    for batch in plan.batches:
        outcomes = [FileOutcome(file.path, file.sha256, file.work_key, status) for file in batch.files]
        store.commit_batch(plan.run, batch, outcomes)


def waiting(plan: Plan) -> list[str]:
    """The paths that are to be screened, in the order of the batches."""
    return [file.path for batch in plan.batches for file in batch.files]


def test_batches_follow_the_paths(copied, store):
    plan = make_plan(store, copied.order, VERSIONS)
    assert waiting(plan) == list(plan.present) == sorted(plan.present)
    assert [len(batch.files) for batch in plan.batches] == [3, 3, 3, 3]
    assert [batch.position for batch in plan.batches] == [0, 1, 2, 3]
    assert sorted(plan.skipped) == ["units/link.txt", "units/~$open.docx"]
    assert (plan.done, plan.waiting) == (0, 12)


def test_a_run_that_was_cut_off_has_only_the_rest_to_do(copied, store):
    first = make_plan(store, copied.order, VERSIONS)
    screened(store, replace(first, batches=first.batches[:2]))
    second = make_plan(store, copied.order, VERSIONS)
    assert second.run.run_id == first.run.run_id
    assert waiting(second) == waiting(first)[6:]
    assert second.done == 6


@pytest.mark.parametrize(
    ("status", "tried_again"),
    [
        (FileStatus.OK, False),
        (FileStatus.PARTIAL, False),
        (FileStatus.DAMAGED, False),
        (FileStatus.ENCRYPTED, False),
        (FileStatus.TIMEOUT, True),
        (FileStatus.CRASHED, True),
        (FileStatus.UNREADABLE, True),
    ],
)
def test_what_may_have_been_the_machine_s_fault_is_tried_again(copied, store, status, tried_again):
    plan = make_plan(store, copied.order, VERSIONS)
    screened(store, plan, status)
    assert waiting(make_plan(store, copied.order, VERSIONS)) == [], "not within the same run"
    store.finish_run(plan.run, {}, {})
    assert bool(waiting(make_plan(store, copied.order, VERSIONS))) is tried_again


@pytest.mark.parametrize("change", ["bytes", "versions", "owner", "nothing"])
def test_what_makes_a_file_be_screened_again(copied, store, change):
    plan = make_plan(store, copied.order, VERSIONS)
    screened(store, plan)
    store.finish_run(plan.run, {}, {})
    versions = dict(VERSIONS)
    note = copied.inbox / "comms/P0013/note.txt"
    if change == "bytes":
        note.write_text(note.read_text("utf-8") + " ", "utf-8")
    elif change == "versions":
        versions["code"] = "2"
    elif change == "owner":
        (copied.inbox / "manifest.csv").write_text("path,owner\ncomms/P0013/note.txt,P0011\n", "utf-8")
    again = waiting(make_plan(store, copied.order, versions))
    one = ["comms/P0013/note.txt"]
    assert again == {"bytes": one, "owner": one, "versions": list(plan.present), "nothing": []}[change]


def test_two_names_that_read_alike_are_both_accounted_for(copied, store):
    folder = copied.inbox / "units"
    (folder / "笔录.txt").write_text("甲", "utf-8")
    with open(os.fsencode(folder) + b"/" + "笔录.txt".encode("gb18030"), "wb") as other:  # noqa: PTH123 - a bytes path
        other.write("乙".encode("gb18030"))
    plan = make_plan(store, copied.order, VERSIONS)
    assert plan.present.count("units/笔录.txt") == 1
    assert "stored in another encoding" in plan.skipped["units/笔录.txt (2)"]

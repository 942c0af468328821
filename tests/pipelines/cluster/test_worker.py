"""What a worker looks at before it works: it refuses what is otherwise than where the run was planned."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from data.errors import FileStatus
from pipelines import cluster_worker, plan
from pipelines.basis import lay_basis
from pipelines.cluster_batches import UnfitError
from pipelines.cluster_papers import other_outcomes
from pipelines.cluster_worker import Errand, look
from pipelines.quiet import silence_prefect
from store.repository import open_store
from store.rows import FileOutcome
from tests.databases import new_file
from tests.pipelines.conftest import FILED


@pytest.fixture
def planned(copied, monkeypatch, tmp_path, made_sqlite):
    """A planned run of two batches as an errand, and the key of its first batch."""
    silence_prefect()
    monkeypatch.chdir(tmp_path)
    order = replace(copied.order, store_url=new_file(tmp_path, made_sqlite), batch_files=6)
    with open_store(order.store_url) as store:
        planned = plan.make_plan(store, order, lay_basis(order).versions)
        told = (str(order.inbox), str(order.registries), order.store_url, str(order.out), "auto", None, False)
        errand = Errand(*told, store.store_id, planned.run.run_id)
    yield errand, planned.batches[0]
    cluster_worker.leave()


def test_nothing_stands_against_a_worker_that_sees_the_same(planned):
    errand, batch = planned
    assert look(errand, batch.key) == ""


@pytest.mark.parametrize("change", ["missing", "longer"])
def test_another_inbox_is_refused_without_naming_a_paper(planned, copied, change):
    errand, batch = planned
    first = copied.inbox / batch.files[0].path
    first.unlink() if change == "missing" else first.write_bytes(first.read_bytes() + b"x")
    fault = look(errand, batch.key)
    assert "the inbox is not as where the run was planned: 1 of 6 files" in fault
    assert batch.files[0].path not in fault


def test_other_bytes_of_the_same_size_are_refused(planned):
    _, batch = planned
    file = batch.files[0]
    read = FileOutcome(file.path, "0" * 64, file.work_key, FileStatus.OK)
    assert other_outcomes([file], [read]) == {1}


def test_other_registries_are_refused_by_name(planned, copied, tmp_path):
    errand, batch = planned
    folder = tmp_path / "other"
    folder.mkdir()
    for file in copied.registries.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "filed_records.csv").write_text(FILED.splitlines()[0] + "\n", "utf-8")
    fault = look(replace(errand, registries=str(folder)), batch.key)
    assert fault.startswith(f"not as where run {errand.run_id} was planned: registries ")
    assert "code" not in fault.partition(";")[0]


def test_other_limits_are_refused(planned, monkeypatch):
    errand, batch = planned
    monkeypatch.setenv("GUOWEN_LIMITS__SECONDS", "60")
    assert "planned: readers " in look(errand, batch.key)


def test_another_store_is_refused(planned):
    errand, batch = planned
    assert "another store stands at this address" in look(replace(errand, store_id="0" * 32), batch.key)


def test_a_worker_that_could_call_outside_is_refused(planned, monkeypatch):
    errand, batch = planned
    monkeypatch.setitem(os.environ, "DO_NOT_TRACK", "0")
    assert "start it with DO_NOT_TRACK=1" in look(errand, batch.key)


def test_a_moved_paper_alone_is_quarantined_when_the_parent_misses_it_too(planned, copied):
    errand, batch = planned
    (copied.inbox / batch.files[0].path).unlink()
    with pytest.raises(UnfitError) as refused:
        cluster_worker.work_on(errand, batch.key, (), "tls://here:1")
    assert refused.value.papers
    assert batch.files[0].path not in str(refused.value)
    assert cluster_worker.work_on(errand, batch.key, (1,), "tls://here:1")["files"] == 6
    with open_store(errand.store) as store:
        run = store.run(errand.run_id)
        rows = {row.path: row.status for row in store.files(run)}
    assert rows[batch.files[0].path] is FileStatus.UNREADABLE
    assert FileStatus.OK in rows.values()


def test_a_worker_with_other_limits_refuses_the_batch_itself(planned, monkeypatch):
    errand, batch = planned
    monkeypatch.setenv("GUOWEN_LIMITS__SECONDS", "60")
    with pytest.raises(UnfitError, match="planned: readers ") as refused:
        cluster_worker.work_on(errand, batch.key, (), "tls://here:1")
    assert (refused.value.worker, refused.value.papers) == ("tls://here:1", False)

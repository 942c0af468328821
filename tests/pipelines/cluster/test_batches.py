"""What becomes of a batch that a worker would not take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from prefect.states import Completed, Failed

from pipelines.cluster_batches import REFUSALS, Flights, UnfitError
from store.rows import Batch, PlannedFile


@dataclass(eq=False)
class Ended:
    """A future that has ended in a state."""

    state: object
    status: str = "finished"

    def result(self) -> object:
        return self.state


@pytest.fixture
def batch(tmp_path) -> Batch:
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "b.txt").write_bytes(b"b")
    digests = ("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", "")
    files = [PlannedFile(name, digest, "", 1) for name, digest in zip(("a.txt", "b.txt"), digests, strict=True)]
    return Batch("r", "k", 0, tuple(files))


def unfit(*, papers: bool) -> Ended:
    return Ended(Failed(data=UnfitError("not as planned", "tls://here:1", papers=papers)))


def flights(inbox: Path, answers: list[Ended]) -> tuple[Flights, list[tuple[int, ...]], list[str]]:
    handed: list[tuple[int, ...]] = []
    retired: list[str] = []

    def submit(_: str, moved: tuple[int, ...]) -> Ended:
        handed.append(moved)
        return answers.pop(0)

    return Flights(inbox, submit, retired.append), handed, retired


def land_all(flying: Flights) -> None:
    while flying:
        flying.land(flying.futures)


def test_a_worker_that_sees_something_else_leaves_and_its_batch_goes_elsewhere(tmp_path, batch):
    flying, handed, retired = flights(tmp_path, [unfit(papers=False), Ended(Completed())])
    flying.begin(batch)
    land_all(flying)
    assert (handed, retired, flying.refused) == ([(), ()], ["tls://here:1"], "not as planned")


def test_papers_that_a_worker_alone_sees_otherwise_are_the_workers_fault(tmp_path, batch):
    flying, handed, retired = flights(tmp_path, [unfit(papers=True), Ended(Completed())])
    flying.begin(batch)
    land_all(flying)
    assert (handed, retired) == ([(), ()], ["tls://here:1"])


@pytest.mark.parametrize("change", ["gone", "longer", "other bytes"])
def test_a_paper_changed_after_its_batch_was_handed_out_is_told_and_nobody_leaves(tmp_path, batch, change):
    flying, handed, retired = flights(tmp_path, [unfit(papers=True), Ended(Completed())])
    flying.begin(batch)
    paper = tmp_path / "a.txt"
    paper.unlink() if change == "gone" else paper.write_bytes(b"aa" if change == "longer" else b"x")
    land_all(flying)
    assert (handed, retired) == ([(), (1,)], [])


def test_a_paper_that_was_moved_before_is_told_at_once(tmp_path, batch):
    (tmp_path / "a.txt").unlink()
    flying, handed, retired = flights(tmp_path, [Ended(Completed())])
    flying.begin(batch)
    land_all(flying)
    assert (handed, retired) == ([(1,)], [])


def test_a_batch_that_nobody_takes_is_left(tmp_path, batch):
    flying, handed, _ = flights(tmp_path, [unfit(papers=False) for _ in range(REFUSALS + 1)])
    flying.begin(batch)
    land_all(flying)
    assert len(handed) == REFUSALS

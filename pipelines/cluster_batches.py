"""Which batches are in flight on a cluster, and what becomes of one that a worker would not take.

A worker that joined late and sees something else than where the run was planned says so and is to leave; its batch goes
to another one. A batch that was refused too often is left without rows in the store, for the next call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.cluster_papers import other_papers
from pipelines.plainly import ScreenError
from store.rows import Batch

REFUSALS = 8
"""How often a batch may be refused in one call."""
Moved = tuple[int, ...]
"""Numbers, from 1, of papers that the planning machine itself no longer finds as planned."""


class UnfitError(ScreenError):
    """A worker would not take a batch: `worker` is its address, `papers` whether for the papers of the batch alone."""

    def __init__(self, told: str, worker: str, papers: bool) -> None:
        super().__init__(told, worker, papers)
        self.told = told
        self.worker = worker
        self.papers = papers

    def __str__(self) -> str:
        return self.told


@dataclass(slots=True)
class Flights:
    """Batches handed out by `submit(key, moved)`, whose futures end in a state of Prefect; `retire` ends a worker."""

    inbox: Path
    submit: Callable[[str, Moved], Any]
    retire: Callable[[str], None]
    refused: str = ""
    _flying: dict[Any, tuple[Batch, Moved]] = field(default_factory=dict)
    _refusals: Counter[str] = field(default_factory=Counter)

    def __len__(self) -> int:
        return len(self._flying)

    @property
    def futures(self) -> list[Any]:
        """What is waited for."""
        return list(self._flying)

    def begin(self, batch: Batch) -> None:
        """Hands out a batch, with the papers that have left their place since it was planned."""
        self._hand_out(batch, self._moved(batch))

    def land(self, ended: Sequence[Any]) -> None:
        """Takes what has ended; what was refused is handed out again."""
        for future in ended:
            batch, moved = self._flying.pop(future)
            fault = _fault_of(future)
            if not isinstance(fault, UnfitError):
                continue
            now = self._moved(batch, by_bytes=True) if fault.papers else moved
            if set(now) <= set(moved):
                self.refused = fault.told
                self.retire(fault.worker)
            self._refusals[batch.key] += 1
            if self._refusals[batch.key] < REFUSALS:
                self._hand_out(batch, now)

    def _hand_out(self, batch: Batch, moved: Moved) -> None:
        self._flying[self.submit(batch.key, moved)] = (batch, moved)

    def _moved(self, batch: Batch, *, by_bytes: bool = False) -> Moved:
        return tuple(sorted(other_papers(self.inbox, batch.files, by_bytes=by_bytes)))


def _fault_of(future: Any) -> object:
    """What the task of an ended future raised, None when it went well or was lost with its workers."""
    if future.status != "finished":
        return None
    state = future.result()
    return state.result(raise_on_failure=False) if state.is_failed() else None

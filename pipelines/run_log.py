"""A screening in the operator's log."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.errors import StoreError
from pipelines.basis import Basis
from pipelines.conclusion import Summary
from pipelines.logs import EventLog, event_log, place_of
from pipelines.plan import Plan
from pipelines.screening import Nobody
from store.rows import Batch


class RunLog(Nobody):
    """Tells of one run: its plan, each batch, the workers that were lost, the end."""

    def __init__(self, log: EventLog) -> None:
        self._log = log.bind(stage="plan")
        self._read: Counter[str] = Counter()
        self._since = time.monotonic()
        self._lost = 0
        self._peak = 0

    def planned(self, plan: Plan, basis: Basis) -> None:
        """The run's id and size, and what its results rest on."""
        self._log = self._log.bind(run=plan.run.run_id)
        self._log.write(
            "planned",
            files=len(plan.present),
            skipped=len(plan.skipped),
            done=plan.done,
            waiting=plan.waiting,
            batches=len(plan.batches),
            registry_faults=len(basis.faults),
            versions=basis.versions,
        )
        self._log, self._since = self._log.bind(stage="screen"), time.monotonic()

    def screened(self, path: str, status: str) -> None:
        """Counted, and written with its batch."""
        self._read[status] += 1

    def committed(self, batch: Batch, findings: int) -> None:
        """A batch: how its files were read, and the seconds since the one before."""
        seconds = round(time.monotonic() - self._since, 3)
        files = len(batch.files)
        self._log.write(
            "committed", batch=batch.key, files=files, findings=findings, read=dict(self._read), seconds=seconds
        )
        self._next()

    def failed(self, batch: Batch, problem: str) -> None:
        """A batch that could not be stored."""
        self._log.write("failed", batch=batch.key, files=len(batch.files), error=StoreError.__name__)
        self._next()

    def lost(self) -> None:
        """Workers that ended in their work, as many as there were till now."""
        self._lost += 1
        self._log.write("worker_lost", lost=self._lost)

    def peaked(self, peak_bytes: int) -> None:
        """Kept, and written at the end."""
        self._peak = max(self._peak, peak_bytes)

    def concluded(self, summary: Summary) -> None:
        """The counts, seconds by stage, workers lost and the largest of them."""
        self._log = self._log.bind(stage="conclude")
        self._log.write(
            "concluded",
            counts=summary.counts,
            seconds=summary.seconds,
            workers_lost=self._lost,
            peak_bytes=self._peak,
        )

    def stopped(self, error: BaseException) -> None:
        """What ended the run before its end: its kind, and where in the program it arose; its words stay out."""
        self._log.write("stopped", error=type(error).__name__, place=place_of(error), seconds=self._log.seconds)

    def unmeasured(self, error: str) -> None:
        """Metrics that could not be made or sent."""
        self._log.write("metrics_failed", error=error)

    def _next(self) -> None:
        self._read.clear()
        self._since = time.monotonic()


class Unlogged(Nobody):
    """In the place of a log where none is asked for."""

    def unmeasured(self, error: str) -> None:
        """Nothing to write it to."""


@contextmanager
def run_logged(log_file: Path | None) -> Iterator[RunLog | Unlogged]:
    """A log of the run that the block makes, in `log_file`; nobody where none is asked for."""
    with event_log(log_file) as log:
        if log is None:
            yield Unlogged()
            return
        told = RunLog(log)
        try:
            yield told
        except BaseException as error:
            told.stopped(error)
            raise

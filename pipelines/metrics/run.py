"""A screening in figures, and the state of the store by itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from data.errors import ConfigError, GuowenError
from pipelines.basis import Basis
from pipelines.conclusion import Summary
from pipelines.plan import Plan
from pipelines.screening import Nobody, Watcher
from pipelines.settings import Settings, store_address, with_password
from records.proposals import VERDICTS
from store.rows import Batch

if TYPE_CHECKING:
    from pipelines.metrics.meter import Meter
    from store.database import Database

STATUSES = ("screened", "unchanged", "quarantined")


class RunMeter(Nobody):
    """Measures one run."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._since = time.monotonic()
        self._peak = 0
        self.summary: Summary | None = None

    def planned(self, plan: Plan, basis: Basis) -> None:
        """From here batches are timed."""
        self._since = time.monotonic()

    def committed(self, batch: Batch, findings: int) -> None:
        """A batch is in the store."""
        now = time.monotonic()
        self._meter.tell("guowen.batches", 1, outcome="stored")
        self._meter.tell("guowen.batch.duration", now - self._since)
        self._since = now

    def failed(self, batch: Batch, problem: str) -> None:
        """A batch is not."""
        self._meter.tell("guowen.batches", 1, outcome="failed")

    def lost(self) -> None:
        """A worker was replaced."""
        self._meter.tell("guowen.worker.restarts", 1)

    def peaked(self, peak_bytes: int) -> None:
        """The largest worker so far."""
        if peak_bytes > self._peak:
            self._peak = peak_bytes
            self._meter.tell("guowen.memory.peak", peak_bytes, process="worker")

    def concluded(self, summary: Summary) -> None:
        """Stages, and files once the run is complete: a run that is taken up again counts once."""
        from pipelines.worker import peak_bytes

        self.summary = summary
        self._meter.tell("guowen.runs", 1, outcome="complete" if summary.complete else "incomplete")
        self._meter.tell("guowen.memory.peak", peak_bytes(), process="main")
        for stage, seconds in summary.seconds.items():
            self._meter.tell("guowen.stage.duration", seconds, stage=stage)
        if summary.complete:
            self._meter.tell("guowen.run.completed.timestamp", time.time())
            for status in STATUSES:
                self._meter.tell("guowen.documents", summary.counts[status], status=status)


@contextmanager
def run_measured(settings: Settings, failed: list[str]) -> Iterator[Watcher]:
    """Measures the run that the block makes, and the store after it; nobody where metrics are off.

    What could not be measured, written or sent is put into `failed` as a code: no figure is worth a night.
    """
    if not settings.metrics.on:
        yield Nobody()
        return
    from pipelines.metrics.meter import Meter

    meter = Meter(settings.metrics, "screen")
    told = RunMeter(meter)
    try:
        yield told
    finally:
        try:
            if told.summary is not None:
                _tell_store(settings, meter, told.summary)
            meter.close()
        except GuowenError as error:
            failed.append(type(error).__name__)
            sys.stderr.write(f"guowen: {error}; the run itself is not touched by that\n")
        if meter.failed:
            failed.append("OTLP")
            sys.stderr.write(f"guowen: metrics: {settings.metrics.address} does not take them; the run is complete\n")


def _tell_store(settings: Settings, meter: Meter, summary: Summary) -> None:
    from pipelines.metrics.measuring import quarantined_by

    with _store(settings) as database:
        if summary.complete:
            for reason, count in quarantined_by(database, summary.run_id).items():
                meter.tell("guowen.quarantines", count, reason=reason)
        tell_standing(database, meter)


def tell_standing(database: Database, meter: Meter) -> None:
    """Proposals, queue and ledger as they stand."""
    from pipelines.metrics.measuring import standing

    held = standing(database)
    for verdict in VERDICTS:
        meter.tell("guowen.proposals", held.verdicts.get(verdict, 0), verdict=verdict)
    for state, waiting in held.queue.items():
        meter.tell("guowen.queue.items", waiting.items, state=state)
        meter.tell("guowen.queue.overdue", waiting.overdue, state=state)
        meter.tell("guowen.queue.oldest.age", waiting.oldest, state=state)
    meter.tell("guowen.ledger.rows", held.ledger_rows)


@contextmanager
def _store(settings: Settings) -> Iterator[Database]:
    from store.readonly import open_readonly

    database = open_readonly(with_password(*store_address(settings)))
    try:
        yield database
    finally:
        database.close()


def measure_store(settings: Settings) -> bool:
    """Measures the store as it stands, between two runs; whether it was taken everywhere.

    Raises ConfigError when metrics are off, StoreError when there is no store.
    """
    from pipelines.metrics.meter import Meter

    if not settings.metrics.on:
        raise ConfigError("metrics: off; name otlp_endpoint or textfile under [metrics] in guowen.toml")
    with _store(settings) as database:
        meter = Meter(settings.metrics, "metrics")
        tell_standing(database, meter)
    meter.close()
    return not meter.failed

"""Who looks on while a screening runs: a progress bar for a person, JSON lines for the operator's log."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from data.errors import ConfigError
from pipelines.basis import Basis
from pipelines.conclusion import Summary
from pipelines.plan import Plan
from pipelines.report import summary_lines
from pipelines.screening import Nobody, Watcher
from store.rows import READ, Batch

if TYPE_CHECKING:
    from rich.progress import Progress


class Bar:
    """A progress bar on standard error."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("筛查 screening", total=None)
        self._quarantined = 0

    def planned(self, plan: Plan, basis: Basis) -> None:
        """Shows how many files wait, and what is amiss with the registries."""
        self._progress.update(self._task, total=plan.waiting)
        if basis.faults:
            self._progress.console.print(
                f"registries: {len(basis.faults)} faults, see registry_faults.csv", highlight=False
            )

    def screened(self, path: str, status: str) -> None:
        """One file further."""
        self._quarantined += status not in READ
        words = f"筛查 screening · 隔离 quarantined {self._quarantined}" if self._quarantined else "筛查 screening"
        self._progress.update(self._task, advance=1, description=words)

    def committed(self, batch: Batch, findings: int) -> None:
        """Nothing to show: the bar counts files."""

    def failed(self, batch: Batch, problem: str) -> None:
        """Says at once that a batch is not in the store."""
        self._progress.console.print(f"batch {batch.position + 1}: {problem}", highlight=False)

    def concluded(self, summary: Summary) -> None:
        """Takes the bar away and prints the summary on standard output."""
        self._progress.stop()
        sys.stdout.write("\n".join(summary_lines(summary)) + "\n")
        sys.stdout.flush()


class Log:
    """JSON lines in a file: ids and counts, never a path (it may hold a name) nor text."""

    def __init__(self, stream: TextIO) -> None:
        import structlog

        self._log: Any = structlog.wrap_logger(
            structlog.WriteLogger(stream),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
        self._statuses: dict[str, int] = {}

    def planned(self, plan: Plan, basis: Basis) -> None:
        """The run's id and size, and what its results rest on."""
        self._log.info(
            "planned",
            run=plan.run.run_id,
            files=len(plan.present),
            skipped=len(plan.skipped),
            waiting=plan.waiting,
            batches=len(plan.batches),
            registry_faults=len(basis.faults),
            versions=basis.versions,
        )

    def screened(self, path: str, status: str) -> None:
        """Counted, and written with its batch."""
        self._statuses[status] = self._statuses.get(status, 0) + 1

    def committed(self, batch: Batch, findings: int) -> None:
        """A batch with how its files were read."""
        self._log.info("committed", batch=batch.key, files=len(batch.files), findings=findings, read=self._statuses)
        self._statuses = {}

    def failed(self, batch: Batch, problem: str) -> None:
        """A batch that could not be stored."""
        self._log.error("failed", batch=batch.key, files=len(batch.files), problem=problem)
        self._statuses = {}

    def concluded(self, summary: Summary) -> None:
        """The counts."""
        self._log.info("concluded", run=summary.run_id, counts=dict(summary.counts), seconds=dict(summary.seconds))


class Several:
    """Tells several watchers."""

    def __init__(self, *watchers: Watcher) -> None:
        self._watchers = watchers

    def planned(self, plan: Plan, basis: Basis) -> None:
        """Passed on."""
        for watcher in self._watchers:
            watcher.planned(plan, basis)

    def screened(self, path: str, status: str) -> None:
        """Passed on."""
        for watcher in self._watchers:
            watcher.screened(path, status)

    def committed(self, batch: Batch, findings: int) -> None:
        """Passed on."""
        for watcher in self._watchers:
            watcher.committed(batch, findings)

    def failed(self, batch: Batch, problem: str) -> None:
        """Passed on."""
        for watcher in self._watchers:
            watcher.failed(batch, problem)

    def concluded(self, summary: Summary) -> None:
        """Passed on."""
        for watcher in self._watchers:
            watcher.concluded(summary)


@contextmanager
def watching(log_file: Path | None) -> Iterator[Watcher]:
    """A bar on standard error where that is a terminal, and a log where one is asked for."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress, logging(log_file) as log:
        yield Several(Bar(progress), log)


@contextmanager
def logging(log_file: Path | None) -> Iterator[Watcher]:
    """A log in `log_file`, appended to and its owner's only when it is new; nobody where none is asked for."""
    if log_file is None:
        yield Nobody()
        return
    try:
        log_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigError(f"log_file: {log_file} cannot be written ({error.strerror}); name another file") from None
    with os.fdopen(descriptor, "a", encoding="utf-8", buffering=1) as stream:
        yield Log(stream)

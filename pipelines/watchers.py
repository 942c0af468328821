"""Who looks on while a screening runs: a progress bar for a person, the operator's log, the site's metrics."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.basis import Basis
from pipelines.conclusion import Summary
from pipelines.metrics.run import run_measured
from pipelines.plan import Plan
from pipelines.report import summary_lines
from pipelines.run_log import run_logged
from pipelines.screening import Nobody, Watcher
from pipelines.settings import Settings
from store.rows import READ, Batch

if TYPE_CHECKING:
    from rich.progress import Progress


class Bar(Nobody):
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

    def failed(self, batch: Batch, problem: str) -> None:
        """Says at once that a batch is not in the store."""
        self._progress.console.print(f"batch {batch.position + 1}: {problem}", highlight=False)

    def concluded(self, summary: Summary) -> None:
        """Takes the bar away and prints the summary on standard output."""
        self._progress.stop()
        sys.stdout.write("\n".join(summary_lines(summary)) + "\n")
        sys.stdout.flush()


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

    def lost(self) -> None:
        """Passed on."""
        for watcher in self._watchers:
            watcher.lost()

    def peaked(self, peak_bytes: int) -> None:
        """Passed on."""
        for watcher in self._watchers:
            watcher.peaked(peak_bytes)

    def concluded(self, summary: Summary) -> None:
        """Passed on."""
        for watcher in self._watchers:
            watcher.concluded(summary)


@contextmanager
def watching(settings: Settings) -> Iterator[Watcher]:
    """A bar on standard error where that is a terminal, and whoever `observing` adds."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        Progress(*columns, console=console, disable=not console.is_terminal) as progress,
        observing(settings) as others,
    ):
        yield Several(Bar(progress), others)


@contextmanager
def observing(settings: Settings) -> Iterator[Watcher]:
    """The log and the figures, as far as the settings ask for them."""
    failed: list[str] = []
    with run_logged(settings.log_file) as log:
        with run_measured(settings, failed) as meter:
            yield Several(log, meter)
        for error in failed:
            log.unmeasured(error)

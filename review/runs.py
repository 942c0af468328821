"""The page of the last run: what was screened, what could not be read and why, and with which versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from data.errors import FileStatus
from review.desk import Desk
from review.words import label
from store.rows import FileRow, Run

CHINA = timezone(timedelta(hours=8))
ALWAYS = frozenset({"files", "screened", "unchanged", "quarantined", "failed", "partial", "proposals", "new"})
"""Counts that are told even when they are 0."""
PAGE = 200
"""Files on one page."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run as the screens name it; times are ISO, in UTC as stored. `counts` are (name, number)."""

    started: str
    finished: str
    counts: tuple[tuple[str, int], ...]
    versions: tuple[tuple[str, str], ...]
    files: int
    unchanged: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that was not read, or not wholly. `reason` is in the reader's words, the path in front left out."""

    path: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class FilesPage:
    """A page of files; `number` counts from 1."""

    number: int
    total: int
    files: tuple[ShownFile, ...]

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-self.total // PAGE))


def run_summary(run: Run | None) -> RunSummary | None:
    """The run as the screens name it, None when there is none."""
    if run is None:
        return None
    return RunSummary(
        started=beijing(run.started_at),
        finished=beijing(run.finished_at) if run.finished_at else "",
        counts=tuple((label(name, "count"), n) for name, n in run.counts.items() if n or name in ALWAYS),
        versions=tuple(run.versions.items()),
        files=run.counts.get("files", 0),
        unchanged=run.counts.get("unchanged", 0),
        quarantined=run.counts.get("quarantined", 0),
    )


def files_page(desk: Desk, run: Run, number: int) -> tuple[FilesPage, tuple[ShownFile, ...]]:
    """(a page of the quarantined files, the files of which only a part was read); files that are gone left out."""
    rows = [row for row in desk.files(run) if row.gone_in is None]
    quarantined = [row for row in rows if row.quarantined]
    page = FilesPage(min(max(number, 1), max(1, -(-len(quarantined) // PAGE))), len(quarantined), ())
    first = (page.number - 1) * PAGE
    partial = tuple(_shown(row) for row in rows if row.status is FileStatus.PARTIAL)
    return FilesPage(page.number, page.total, tuple(map(_shown, quarantined[first : first + PAGE]))), partial


def _shown(row: FileRow) -> ShownFile:
    return ShownFile(row.path, row.status.value, row.reason.removeprefix(row.path).lstrip(":, "))


def beijing(moment: str) -> str:
    """A stored time (ISO 8601, UTC) as the clock in China shows it: `2026-11-23 22:03`."""
    return datetime.fromisoformat(moment).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")

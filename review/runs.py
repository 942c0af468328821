"""The page of the last run: what was screened, what could not be read and why, and with which versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from data.errors import FileStatus
from review.desk import Desk
from review.words import label
from store.rows import FileRow, Run

CHINA = timezone(timedelta(hours=8))
PAGE = 200
"""Files on one page."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run as the screens name it; times are ISO, in UTC as stored. `counts` are (name, number) in stored order."""

    started: str
    finished: str
    counts: tuple[tuple[str, int], ...]
    versions: tuple[tuple[str, str], ...]
    files: int
    unchanged: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class FilesPage:
    """A page of files; `number` counts from 1."""

    number: int
    total: int
    files: tuple[FileRow, ...]

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
        counts=tuple((label(name, "count"), number) for name, number in run.counts.items()),
        versions=tuple(run.versions.items()),
        files=run.counts.get("files", 0),
        unchanged=run.counts.get("unchanged", 0),
        quarantined=run.counts.get("quarantined", 0),
    )


def files_page(desk: Desk, run: Run, number: int) -> tuple[FilesPage, tuple[FileRow, ...]]:
    """(a page of the quarantined files, the files of which only a part was read); files that are gone left out."""
    rows = [row for row in desk.files(run) if row.gone_in is None]
    quarantined = [row for row in rows if row.quarantined]
    page = FilesPage(min(max(number, 1), max(1, -(-len(quarantined) // PAGE))), len(quarantined), ())
    first = (page.number - 1) * PAGE
    partial = tuple(row for row in rows if row.status is FileStatus.PARTIAL)
    return FilesPage(page.number, page.total, tuple(quarantined[first : first + PAGE])), partial


def beijing(moment: str) -> str:
    """A stored time (ISO 8601, UTC) as the clock in China shows it: `2026-11-23 22:03`."""
    return datetime.fromisoformat(moment).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")

"""The last screening: what was read, what could not be read and what to do about it, and with which versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends
from starlette.responses import Response

from data.errors import FileStatus
from review.roles import Permission
from review.site import Site, Visit
from store.repository import Store
from store.rows import FileRow, Run

ALWAYS = frozenset({"files", "screened", "unchanged", "quarantined", "failed", "partial", "proposals", "new"})
"""Counts that are told even when they are 0."""
PAGE = 200
"""Files on one page."""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that was not read, or not wholly. `reason` is in the reader's words, the path in front left out."""

    path: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class FilesPage:
    """A page of files; `number` counts from 1 to `pages`."""

    number: int
    total: int
    files: tuple[ShownFile, ...]

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-self.total // PAGE))


def router(site: Site) -> APIRouter:
    """`/runs`."""
    routes = APIRouter()
    store = Store(site.database)

    @routes.get("/runs")
    def last(page: str = "1", visit: Visit = Depends(site.entry(Permission.SEE_RUNS))) -> Response:
        run = store.latest_run()
        standing = [row for row in store.files(run) if row.gone_in is None] if run else []
        partial = [row for row in standing if row.status is FileStatus.PARTIAL]
        return site.page(
            visit,
            "runs/last.html",
            here="runs",
            run=run,
            counts=_counts(run),
            page=files_page([row for row in standing if row.quarantined], _number(page)),
            partial=[_shown(row) for row in partial],
        )

    return routes


def files_page(rows: Sequence[FileRow], number: int) -> FilesPage:
    """The page of that number, or the nearest there is."""
    pages = max(1, -(-len(rows) // PAGE))
    number = min(max(number, 1), pages)
    shown = rows[(number - 1) * PAGE : number * PAGE]
    return FilesPage(number, len(rows), tuple(map(_shown, shown)))


def _counts(run: Run | None) -> list[tuple[str, int]]:
    return [(name, n) for name, n in run.counts.items() if n or name in ALWAYS] if run else []


def _shown(row: FileRow) -> ShownFile:
    return ShownFile(row.path, row.status.value, row.reason.removeprefix(row.path).lstrip(":, "))


def _number(told: str) -> int:
    """A page as the address tells it; what is no number is the first."""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 1

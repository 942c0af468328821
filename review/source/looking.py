"""The door to originals: one look at a time in the sandbox, few at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from data.errors import GuowenError, ReadError
from data.readers.base import Limits
from data.sandbox import run_isolated
from review.source.opening import Wanted
from review.source.pages import DrawnPage, PageOrder, Quoted, draw_page
from review.source.refusal import Refused, SourceRefused, Why
from review.source.window import Kept, Window, WindowOrder, read_window
from store.originals import Original

Order = TypeVar("Order", WindowOrder, PageOrder)
Seen = TypeVar("Seen", Window, DrawnPage)

LIMITS = replace(Limits(), seconds=45, ocr_pages=20)
"""For a look: a person waits for it."""
AT_ONCE = 2
"""Looks at the same time: each is a process that reads a whole file."""
PATIENCE = 20.0
"""Seconds that a look waits for its turn."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Opens originals while `on`. Usable from several threads; keeps nothing of what it saw."""

    on: bool
    limits: Limits = LIMITS
    turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def around(self, original: Original, around: int) -> Window:
        """The stored turns with `around` turns on either side. Raises SourceRefused."""
        kept = tuple(Kept(row.body["start"], row.body["text"]) for row in original.passages)
        file = self._wanted(original)
        return self._look(
            read_window, WindowOrder(file, original.doc_id, original.kind, kept, max(0, around), self.limits)
        )

    def page(self, original: Original, page: int, evidence: Sequence[tuple[int, Mapping[str, Any]]]) -> DrawnPage:
        """A page, from 1, with the pieces of evidence (number, row) that stand on it. Raises SourceRefused."""
        quotes = tuple(
            Quoted(number, row["quote"], _box(row["location"]))
            for number, row in evidence
            if row["location"].get("page") in (page, None)
        )
        return self._look(draw_page, PageOrder(self._wanted(original), original.part, page, quotes, self.limits))

    def _wanted(self, original: Original) -> Wanted:
        if not self.on:
            raise SourceRefused(Why.OFF)
        if original.sha256 is None:
            raise SourceRefused(Why.GONE)
        return Wanted(original.root, original.path, original.sha256, self.limits.file_bytes)

    def _look(self, function: Callable[[Order], Seen | Refused], order: Order) -> Seen:
        if not self.turns.acquire(timeout=PATIENCE):
            raise SourceRefused(Why.BUSY)
        try:
            ((_, outcome),) = run_isolated(function, [order], workers=1, limits=self.limits)
        except GuowenError:
            raise SourceRefused(Why.UNREADABLE) from None
        finally:
            self.turns.release()
        if isinstance(outcome, ReadError):
            raise SourceRefused(Why.UNREADABLE)
        if isinstance(outcome, Refused):
            raise SourceRefused(outcome.why)
        return outcome


def _box(location: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    box = location.get("box")
    return (box[0], box[1], box[2], box[3]) if box else None

"""A sheet: one page as it is read, turned so that its text stands upright."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.readers.page_lines import Box, union
from data.types import Location


@dataclass(frozen=True, slots=True)
class Sheet:
    """`page` counts from 1; `width` and `height` are those of the sheet as shown, in any one unit.

    `turn` is the number of quarter turns clockwise that the text of this sheet is turned as shown. A page with text
    both ways gives two sheets. A sheet that is only a piece of its page (a picture in it) begins at `origin` of a page
    of the size `whole`, in the same unit.
    """

    page: int
    width: float
    height: float
    turn: int = 0
    origin: tuple[float, float] = (0.0, 0.0)
    whole: tuple[float, float] | None = None

    @property
    def reading_size(self) -> tuple[float, float]:
        """(width, height) once the text stands upright."""
        return (self.height, self.width) if self.turn % 2 else (self.width, self.height)

    def upright(self, box: Box) -> Box:
        """The box in reading position of a box of the page as shown."""
        return _turned(box, self.turn, self.width, self.height)

    def shown(self, box: Box) -> Box:
        """The box on the page as shown of a box in reading position."""
        return _turned(box, (4 - self.turn) % 4, *self.reading_size)

    def location(self, boxes: Iterable[Box], *, row: int | None = None, section: str | None = None) -> Location:
        """The location around boxes in reading position, as fractions of the page as shown."""
        box = self.shown(union(boxes))
        (x, y), (width, height) = self.origin, self.whole or (self.width, self.height)
        fractions = (
            (box.left + x) / width,
            (box.top + y) / height,
            (box.right + x) / width,
            (box.bottom + y) / height,
        )
        left, top, right, bottom = (round(min(1.0, max(0.0, value)), 4) for value in fractions)
        return Location(page=self.page, row=row, section=section, box=(left, top, right, bottom))


def _turned(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a page of this size once the page has been turned `turn` quarters against the clock."""
    if turn == 0:
        return box
    if turn == 1:
        return Box(box.top, width - box.right, box.bottom, width - box.left)
    if turn == 2:
        return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
    return Box(height - box.bottom, box.left, height - box.top, box.right)

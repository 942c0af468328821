"""Glyphs of a page -> segments: words that stand together in one line. Shared by text layers, OFD and OCR.

All coordinates are points in the upright page: origin at the top left, y downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

WIDE_GAP = 1.5
"""A gap of this many ems parts two cells; a smaller one is a space within a line."""


class Box(NamedTuple):
    """A rectangle; `left < right` and `top < bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The y of the middle."""
        return (self.top + self.bottom) / 2

    @property
    def middle_x(self) -> float:
        """The x of the middle."""
        return (self.left + self.right) / 2

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


class Glyph(NamedTuple):
    """One character as drawn; `text` may be white space."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Segment:
    """Words on one baseline without a wide gap. `box` covers the visible ones; `em` is the height of a character."""

    text: str
    box: Box
    em: float


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all `boxes`.

    Raises ValueError when there is none.
    """
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def same_row(a: Box, b: Box) -> bool:
    """Whether two boxes stand on one line: they share more than half of the lower one's height."""
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > 0.5 * min(a.height, b.height)


def segments_of(glyphs: Iterable[Glyph]) -> list[Segment]:
    """The segments of glyphs given in the order they were drawn, top to bottom, then left to right.

    Runs are built in drawing order first, so that columns whose lines are a little off each other stay apart.
    """
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _follows(runs[-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return [_segment(run) for run in _joined([run for run in runs if any(not g.text.isspace() for g in run)])]


def _follows(run: Sequence[Glyph], glyph: Glyph) -> bool:
    last = run[-1].box
    em = max(last.height, glyph.box.height)
    gap = glyph.box.left - last.right
    return same_row(last, glyph.box) and -0.6 * em < gap < WIDE_GAP * em and _similar(last, glyph.box)


def _similar(a: Box, b: Box) -> bool:
    return abs(a.bottom - b.bottom) < 0.5 * max(a.height, b.height)


def _joined(runs: list[list[Glyph]]) -> list[list[Glyph]]:
    """Runs of one row that touch or nearly do, as one; a sign in another font is drawn apart."""
    boxes = [union(glyph.box for glyph in run) for run in runs]
    order = sorted(range(len(runs)), key=lambda i: (boxes[i].top, boxes[i].left))
    joined: list[tuple[Box, list[Glyph]]] = []
    for index in sorted(order, key=lambda i: (round(boxes[i].middle), boxes[i].left)):
        run, box = runs[index], boxes[index]
        for at in range(len(joined) - 1, max(-1, len(joined) - 40), -1):
            other, glyphs = joined[at]
            if _touches(other, box):
                joined[at] = (other.union(box), glyphs + run)
                break
        else:
            joined.append((box, list(run)))
    joined.sort(key=lambda pair: (pair[0].top, pair[0].left))
    return [glyphs for _, glyphs in joined]


def _touches(a: Box, b: Box) -> bool:
    em = min(a.height, b.height)
    gap = max(a.left, b.left) - min(a.right, b.right)
    return same_row(a, b) and gap < WIDE_GAP * em


def _segment(run: list[Glyph]) -> Segment:
    ordered = sorted(run, key=lambda glyph: glyph.box.left)
    visible = [glyph for glyph in ordered if not glyph.text.isspace()]
    em = _em(visible)
    pieces: list[str] = []
    last: Glyph | None = None
    for glyph in ordered:
        if last is not None:
            if _redrawn(last, glyph):
                continue
            pieces.append(" " * _spaces_between(last, glyph, em))
        pieces.append(glyph.text)
        last = glyph
    return Segment("".join(pieces), union(glyph.box for glyph in visible), em)


def _em(visible: Sequence[Glyph]) -> float:
    """The size of a character: Chinese ones are as wide as they are high, whatever their ink; else the height."""
    wide = [glyph.box.width for glyph in visible if glyph.text >= "\u2e80"]
    height = median(glyph.box.height for glyph in visible)
    return median(wide) if len(wide) > 1 and 0.5 * height < median(wide) < 2 * height else height


def _redrawn(last: Glyph, glyph: Glyph) -> bool:
    """Whether a glyph is the one before drawn again, a little aside, to look bold."""
    if last.text != glyph.text:
        return False
    shared = min(last.box.right, glyph.box.right) - max(last.box.left, glyph.box.left)
    return shared > 0.7 * min(last.box.width, glyph.box.width) and last.box.width > 0


def _spaces_between(last: Glyph, glyph: Glyph, em: float) -> int:
    """How many spaces to write for the gap between two glyphs; PDFium keeps one space of several in a row."""
    gap = glyph.box.left - last.box.right
    for space in (last, glyph):
        if space.text.isspace():
            return round(gap / space.box.width) if 0 < 0.8 * space.box.width < gap < 4 * em else 0
    return int(gap > (0.22 if last.text.isascii() and glyph.text.isascii() else 0.8) * em)

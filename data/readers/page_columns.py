"""Segments of a page -> lines in reading order: columns one after the other, the cells of a table row on one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from data.readers.page_lines import Box, Segment, same_row, union

MIN_COLUMN_LINES = 4
"""Two columns are only believed in when each has this many lines side by side."""
MIN_TABLE_ROWS = 3
"""Rows of cells without ruled lines are only believed in when so many follow one another."""

UNRULED = 1000
"""Tables found by their white space are numbered from here on a sheet, ruled ones below."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page in reading order.

    `cells` are its parts where it is a table row, else a single one; `column` tells lines of one column of one sheet
    from others; `table` is the number of the table on the sheet that the row belongs to, None for other lines.
    """

    cells: tuple[str, ...]
    box: Box
    em: float
    page: int
    column: int
    table: int | None = None

    @property
    def text(self) -> str:
        """The words of the line, cells parted by a space."""
        return " ".join(self.cells)


def lines_of(segments: Sequence[Segment], page: int, column: int = 0) -> list[Line]:
    """The lines of one sheet's segments in reading order; `page` is its key, columns are numbered from `column`."""
    lines: list[Line] = []
    for part in _columns(list(segments)):
        lines.extend(_rows_to_lines(_rows(part), page, column))
        column += 1
    return lines


def _columns(segments: list[Segment]) -> list[list[Segment]]:
    """The segments in groups to be read one after the other: bands from top to bottom, in a band columns from left."""
    cut = _best_cut(segments)
    if cut is None:
        return [segments] if segments else []
    x, top, bottom = cut
    above = [s for s in segments if s.box.middle < top]
    below = [s for s in segments if s.box.middle > bottom]
    band = [s for s in segments if top <= s.box.middle <= bottom]
    left = [s for s in band if s.box.right <= x]
    right = [s for s in band if s.box.right > x]
    return [*_columns(above), *_columns(left), *_columns(right), *_columns(below)]


def _best_cut(segments: list[Segment]) -> tuple[float, float, float] | None:
    """(x, top, bottom) of the gutter with the most lines on its poorer side, None when there are no columns."""
    if len(segments) < 2 * MIN_COLUMN_LINES:
        return None
    em = median(s.em for s in segments)
    candidates = sorted({round((s.box.left - 0.3 * em) / em) * em for s in segments})
    best: tuple[int, float, float, float] | None = None
    for x in candidates:
        for band in _bands(segments, x):
            left = [s for s in band if s.box.right <= x]
            right = [s for s in band if s.box.left >= x]
            support = min(len(left), len(right))
            if support < MIN_COLUMN_LINES or (best and support <= best[0]) or not _are_columns(left, right, em):
                continue
            around = union(s.box for s in band)
            best = (support, x, around.top, around.bottom)
    return best[1:] if best else None


def _bands(segments: list[Segment], x: float) -> Iterable[list[Segment]]:
    """Runs of segments, from top to bottom, between those that cross `x`."""
    band: list[Segment] = []
    for segment in sorted(segments, key=lambda s: s.box.middle):
        if segment.box.left < x < segment.box.right:
            yield band
            band = []
        else:
            band.append(segment)
    yield band


def _are_columns(left: list[Segment], right: list[Segment], em: float) -> bool:
    """Whether two sides are running text: lines fill their column and the two stand side by side."""
    sides = (union(s.box for s in left), union(s.box for s in right))
    shared = min(sides[0].bottom, sides[1].bottom) - max(sides[0].top, sides[1].top)
    if shared < 0.6 * min(sides[0].height, sides[1].height):
        return False
    return all(_is_filled(side, box, em) for side, box in zip((left, right), sides, strict=True))


def _is_filled(side: list[Segment], box: Box, em: float) -> bool:
    if box.width < 8 * em:
        return False
    filled = sum(s.box.right > box.right - 2 * em and s.box.left < box.left + 3 * em for s in side)
    return filled >= 0.4 * len(side)


def _rows(segments: list[Segment]) -> list[list[Segment]]:
    """Segments in rows from top to bottom, each from left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: s.box.middle):
        for row in rows[-3:]:
            if all(same_row(other.box, segment.box) for other in row):
                row.append(segment)
                break
        else:
            rows.append([segment])
    return [sorted(row, key=lambda s: s.box.left) for row in rows]


def _rows_to_lines(rows: list[list[Segment]], page: int, column: int) -> list[Line]:
    lines: list[Line] = []
    at = 0
    while at < len(rows):
        end = _table_end(rows, at)
        table = None if end == at else UNRULED + column * len(rows) + at
        for row in rows[at : max(end, at + 1)]:
            texts = [segment.text for segment in row]
            cells = (" ".join(texts),) if table is None else tuple(text.strip() for text in texts)
            box, em = union(segment.box for segment in row), median(segment.em for segment in row)
            lines.append(Line(cells, box, em, page, column, table))
        at = max(end, at + 1)
    return lines


def _table_end(rows: list[list[Segment]], start: int) -> int:
    """The index after the last row of the table that begins at `start`; `start` itself when none does."""
    end = start
    while end < len(rows) and len(rows[end]) > 1 and _aligned(rows[start], rows[end]):
        end += 1
    return end if end - start >= MIN_TABLE_ROWS else start


def _aligned(first: list[Segment], row: list[Segment]) -> bool:
    """Whether at least two cells of a row stand under cells of the first."""
    under = sum(any(abs(a.box.left - b.box.left) < max(a.em, b.em) for b in first) for a in row)
    return under >= 2

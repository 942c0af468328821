"""Where words and ruled lines stand on A4 pages: one layout for all page formats.

Lengths are points, the origin is the top left corner of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from data.samples.writers.plain import CELL

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 70.0, 525.0, 72.0, 772.0
SIZE = 11.5
LEADING = 19.0
PAD = 4.0
NEVER_FIRST = "，。、；：？！）》」』”’"


@dataclass(slots=True)
class Sheet:
    """One page: (left, baseline, size, words) of each piece and (left, top, right, bottom) of each ruled line."""

    words: list[tuple[float, float, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)


def sheets_of(lines: Sequence[str]) -> list[Sheet]:
    """The pages of these lines; runs of lines with cells become ruled tables, rows are never cut by a page end."""
    pages, at, rows = [Sheet()], TOP, [line.split(CELL) for line in lines if CELL in line]
    widths = _widths(rows)
    for line in lines:
        if CELL in line:
            cells = [_cell(words, width) for words, width in zip(line.split(CELL), widths, strict=True)]
            height = max(map(len, cells)) * (LEADING - 4) + 2 * PAD
            if at + height > BOTTOM:
                pages.append(Sheet())
                at = TOP
            _draw_row(pages[-1], at, widths, cells)
            at += height
            continue
        for piece in wrap(line, (RIGHT - LEFT) / SIZE):
            if at + LEADING > BOTTOM:
                pages.append(Sheet())
                at = TOP
            if piece.strip():
                pages[-1].words.append((LEFT, at + SIZE, SIZE, piece))
            at += LEADING
    return pages


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Column widths by how much stands in them, together as wide as the page's text."""
    if not rows:
        return []
    wants = [min(max(5.0, *(length_of(cell.strip()) for cell in column)), 16.0) for column in zip(*rows, strict=True)]
    return [(RIGHT - LEFT) * want / sum(wants) for want in wants]


def _cell(words: str, width: float) -> list[str]:
    # One sign is kept free at the end, for punctuation that may not begin a line.
    return wrap(words.strip(), (width - 2 * PAD) / (SIZE - 1) - 1)


def _draw_row(sheet: Sheet, top: float, widths: Sequence[float], cells: Sequence[Sequence[str]]) -> None:
    bottom = top + max(map(len, cells)) * (LEADING - 4) + 2 * PAD
    left = LEFT
    for width, pieces in zip(widths, cells, strict=True):
        for number, piece in enumerate(pieces):
            if piece:
                sheet.words.append((left + PAD, top + PAD + SIZE + number * (LEADING - 4), SIZE - 1, piece))
        sheet.rules.append((left, top, left, bottom))
        left += width
    sheet.rules.append((left, top, left, bottom))
    sheet.rules += [(LEFT, top, left, top), (LEFT, bottom, left, bottom)]


def wrap(line: str, wide: float) -> list[str]:
    """The line in pieces of at most `wide` full-width signs; closing punctuation never begins a piece."""
    pieces, piece = [], ""
    for sign in line:
        if length_of(piece + sign) > wide and sign not in NEVER_FIRST:
            pieces.append(piece)
            piece = ""
        piece += sign
    return [*pieces, piece]


def length_of(words: str) -> float:
    """The length in full-width signs, ASCII being half as wide."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in words)

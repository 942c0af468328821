"""Glyphs and ruled lines of a sheet -> its lines: running text in columns, tables in rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from data.readers.page_columns import Line, lines_of
from data.readers.page_lines import Box, Glyph, segments_of, union
from data.readers.paragraphs import paragraphs_of
from data.readers.ruled_tables import RuledTable, ruled_tables


def sheet_lines(glyphs: Sequence[Glyph], rulings: Sequence[Box], sheet: int) -> list[Line]:
    """The lines of one sheet in reading order; `sheet` is its key, boxes are in reading position."""
    tables = [(table, _inside(glyphs, table.box)) for table in ruled_tables(rulings)]
    tables = [(table, found) for table, found in tables if found]
    taken = {id(glyph) for _, found in tables for glyph in found}
    free = [glyph for glyph in glyphs if id(glyph) not in taken]
    lines: list[Line] = []
    for number, (table, found) in enumerate(tables):
        above = [glyph for glyph in free if glyph.box.middle < table.box.top]
        free = [glyph for glyph in free if glyph.box.middle >= table.box.top]
        lines.extend(lines_of(segments_of(above), sheet, _next_column(lines)))
        lines.extend(_table_lines(table, found, sheet, (number, _next_column(lines))))
    lines.extend(lines_of(segments_of(free), sheet, _next_column(lines)))
    return lines


def _next_column(lines: Sequence[Line]) -> int:
    return lines[-1].column + 1 if lines else 0


def _inside(glyphs: Sequence[Glyph], box: Box) -> list[Glyph]:
    return [
        glyph
        for glyph in glyphs
        if box.left <= glyph.box.middle_x <= box.right and box.top <= glyph.box.middle <= box.bottom
    ]


def _table_lines(table: RuledTable, glyphs: Sequence[Glyph], sheet: int, numbers: tuple[int, int]) -> Iterator[Line]:
    """The rows of a table as lines; `numbers` are that of the table on the sheet and that of the first column."""
    number, column = numbers
    by_cell: dict[Box, list[Glyph]] = {}
    for glyph in glyphs:
        cell = table.cell_at(glyph.box.middle_x, glyph.box.middle)
        if cell is not None:
            by_cell.setdefault(cell, []).append(glyph)
    for row in table.rows:
        cells = [lines_of(segments_of(by_cell.get(cell, [])), sheet, column) if cell else [] for cell in row]
        column = max([column, *(line.column + 1 for lines in cells for line in lines)])
        flat = [line for lines in cells for line in lines]
        if not flat:
            continue
        if len(row) == 1 and len(flat) > 1:
            # One wide cell with several lines is text in a frame, not a row.
            yield from flat
            continue
        texts = tuple(_cell_text(lines, cell) if cell else "" for lines, cell in zip(cells, row, strict=True))
        box = union(line.box for line in flat)
        yield Line(texts, box, median(line.em for line in flat), sheet, column, number)


def _cell_text(lines: Sequence[Line], cell: Box) -> str:
    """The words of a cell on one line. Its margins stand for those of a page as wide as the cell and its left edge."""
    if not lines:
        return ""
    paragraphs = paragraphs_of(lines, {lines[0].page: cell.left + cell.right})
    return " ".join(paragraph.text.strip() for paragraph in paragraphs)

"""Lines of sheets -> blocks: paragraphs, table rows, and page margins once each at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from data.layout import Block
from data.readers.page_columns import Line
from data.readers.page_sheet import Sheet
from data.readers.paragraphs import Paragraph, paragraphs_of
from data.readers.row_blocks import row_block
from data.readers.running_heads import running_heads
from data.types import TurnRole


def blocks_of(lines: Sequence[Line], sheets: Mapping[int, Sheet]) -> list[Block]:
    """The blocks of a paper, body first. `sheets` by `Line.page`; paragraphs run on from page to page.

    A paragraph is located by its lines on the page where it begins.
    """
    heads = running_heads(lines, {key: sheet.reading_size[1] for key, sheet in sheets.items()})
    body = [line for index, line in enumerate(lines) if index not in heads]
    blocks: list[Block] = []
    rows = _RowCounter()
    for paragraph in paragraphs_of(body, {key: sheet.reading_size[0] for key, sheet in sheets.items()}):
        if paragraph.gap:
            blocks.append(Block(""))
        blocks.append(_block(paragraph, sheets, rows))
    blocks.extend(_margins([(lines[index], section) for index, section in sorted(heads.items())], sheets))
    return blocks


class _RowCounter:
    """Numbers of the table and row that a line is; tables are counted through the whole paper."""

    def __init__(self) -> None:
        self.table = 0
        self.row = 0
        self._last: Line | None = None

    def count(self, line: Line) -> None:
        """Take the next table row; a row of another table or after other text begins a table."""
        self.row += 1
        if self._last is None or line.table != self._last.table or line.page != self._last.page:
            self.table, self.row = self.table + 1, 1
        self._last = line


def _block(paragraph: Paragraph, sheets: Mapping[int, Sheet], rows: _RowCounter) -> Block:
    first = paragraph.lines[0]
    sheet = sheets[first.page]
    if first.table is not None:
        rows.count(first)
        return row_block(first.cells, sheet.location([first.box], row=rows.row, section=f"table {rows.table}"))
    boxes = [line.box for line in paragraph.lines if line.page == first.page]
    return Block(paragraph.text, location=sheet.location(boxes))


def _margins(heads: Sequence[tuple[Line, str]], sheets: Mapping[int, Sheet]) -> Iterator[Block]:
    seen: set[tuple[str, str]] = set()
    for line, section in heads:
        words = "".join(character for character in line.text if not character.isdigit() and not character.isspace())
        if (section, words) not in seen:
            seen.add((section, words))
            location = replace(sheets[line.page].location([line.box]), section=section)
            yield Block(line.text.strip(), TurnRole.ASIDE, location=location)

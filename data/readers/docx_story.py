"""One story of a DOCX (body, header, note, comment) as blocks in reading order.

Paragraphs are counted as they stand outside tables, tables as they stand in the story; both from 1. What hangs on a
paragraph or row (deletions, hidden words, notes, comments, text boxes, nested tables) follows it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from data.layout import CELL, Block, parse_stamp
from data.readers.docx_runs import MC, ParagraphWords, W, chosen_branch, is_on, read_words
from data.readers.row_blocks import row_block
from data.types import Location, TurnRole

_TEXT_BOX = f"{W}txbxContent"
_WRAPPERS_UNREAD = frozenset(f"{W}{name}" for name in ("sectPr", "tblPr", "tblGrid", "tcPr", "trPr", "pPr", "sdtPr"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story is being read. `section` None is the body; `table` the path of table numbers, "" outside."""

    section: str | None = None
    table: str = ""
    row: int | None = None
    paragraph: int | None = None

    @property
    def role(self) -> TurnRole:
        """Only the body speaks in the document's own voice."""
        return TurnRole.PARAGRAPH if self.section is None else TurnRole.ASIDE

    def location(self, section: str | None = None) -> Location:
        """The location of a block here; `section` names what hangs on it."""
        named = section or self.section or (f"table {self.table}" if self.table else None)
        return Location(paragraph=self.paragraph, section=named, row=self.row)


NoteBlocks = Callable[[str, str, Place], Iterator[Block]]
"""(kind, id, place) -> the blocks of the footnote, endnote or comment anchored there."""


class StoryReader:
    """Reads one story; `notes` supplies what is anchored in it."""

    def __init__(self, notes: NoteBlocks) -> None:
        self._notes = notes
        self._paragraphs = 0
        self._tables = 0

    def read(self, root: etree._Element, place: Place) -> Iterator[Block]:
        """The blocks of all paragraphs and tables under `root`, in order."""
        for child in root:
            tag = child.tag
            if tag in _WRAPPERS_UNREAD or not isinstance(tag, str):
                continue
            if tag == f"{W}p":
                yield from self._paragraph(child, place)
            elif tag == f"{W}tbl":
                yield from self._table(child, place)
            elif tag == f"{MC}AlternateContent":
                branch = chosen_branch(child)
                if branch is not None:
                    yield from self.read(branch, place)
            else:
                yield from self.read(child, place)

    def _paragraph(self, element: etree._Element, place: Place) -> Iterator[Block]:
        if not place.table and place.section is None:
            self._paragraphs += 1
            place = replace(place, paragraph=self._paragraphs)
        words = read_words(element)
        hanging = list(self._hanging(words, place))
        # A paragraph that only carries a deletion or a drawing is no blank line.
        if words.text.strip() or not hanging:
            yield Block(words.text, place.role, location=place.location())
        yield from hanging

    def _hanging(self, words: ParagraphWords, place: Place) -> Iterator[Block]:
        for removal in words.removals:
            stamp = shown_stamp(removal.when)
            yield Block(
                removal.text,
                TurnRole.ASIDE,
                speaker=removal.author or None,
                stamp=stamp,
                sent_at=parse_stamp(stamp) if stamp else None,
                location=place.location(removal.section),
            )
        for kind, identifier in words.notes:
            yield from self._notes(kind, identifier, place)
        for box in words.boxes:
            for content in text_boxes(box):
                for block in self.read(content, replace(place, section="textbox", table="")):
                    if block.text.strip():
                        yield block

    def _table(self, element: etree._Element, place: Place) -> Iterator[Block]:
        if place.table:
            # A nested table is numbered by the row it stands in: `2.3` is the table in row 3 of table 2.
            place = replace(place, table=f"{place.table}.{place.row}")
        else:
            self._tables += 1
            place = replace(place, table=str(self._tables), paragraph=None)
        rows = list(_descend(element, f"{W}tr"))
        for number, row in enumerate(rows, start=1):
            yield from self._row(row, replace(place, row=number))

    def _row(self, row: etree._Element, place: Place) -> Iterator[Block]:
        cells = [list(self._cell(cell, place)) for cell in _descend(row, f"{W}tc")]
        direct = [[block for block in cell if _is_direct(block, place)] for cell in cells]
        hanging = [block for cell in cells for block in cell if not _is_direct(block, place)]
        if len(cells) == 1 and place.section is None and len([b for b in direct[0] if b.text.strip()]) > 1:
            # One wide cell with several paragraphs is a page laid out as a table, not a row.
            yield from (block for block in direct[0] if block.text.strip())
        else:
            texts = [" ".join(_one_line(block.text) for block in cell if block.text.strip()) for cell in direct]
            if any(texts):
                yield self._row_block(row, texts, place)
        yield from hanging

    def _cell(self, cell: etree._Element, place: Place) -> Iterator[Block]:
        yield from self.read(cell, place)

    @staticmethod
    def _row_block(row: etree._Element, texts: list[str], place: Place) -> Block:
        properties = row.find(f"{W}trPr")
        if is_on(properties, "del"):
            return Block(CELL.join(texts), TurnRole.ASIDE, location=place.location("deleted"))
        if place.section is not None:
            return Block(CELL.join(texts), TurnRole.ASIDE, location=place.location())
        return row_block(texts, place.location(), heading=is_on(properties, "tblHeader"))


def text_boxes(drawing: etree._Element) -> Iterator[etree._Element]:
    """The outermost text box contents of a drawing, of alternate content one branch only."""
    for child in drawing:
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag == f"{MC}AlternateContent":
            branch = chosen_branch(child)
            if branch is not None:
                yield from text_boxes(branch)
        else:
            yield from text_boxes(child)


def shown_stamp(when: str | None) -> str | None:
    """`2024-03-05 09:12` of `2024-03-05T09:12:00Z`; Word writes the local time there, whatever the letter says."""
    return when[:16].replace("T", " ") if when else None


def _is_direct(block: Block, place: Place) -> bool:
    """Whether a block is a cell's own paragraph, not a nested row or something hanging on it."""
    return block.location == place.location() and block.role is place.role


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _descend(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children of `element` with `tag`, also inside content controls and markup wrappers, in order."""
    for child in element:
        if child.tag == tag:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _WRAPPERS_UNREAD:
            yield from _descend(child, tag)

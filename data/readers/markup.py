"""Office files saved as plain XML: Excel 2003 sheets as rows, Word 2003 and flat Open XML as paragraphs, other XML too.

Web systems hand out the first under .xls, old Word the second under .doc and .xml.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from data.errors import FileStatus, ReadError
from data.layout import Block
from data.readers.base import Part, Source
from data.readers.rows import Row, Sheet, parts_of
from data.readers.text import text_of
from data.readers.xml_guard import parse_xml
from data.types import Location

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
PARAGRAPHS = frozenset({"p", "P", "para", "paragraph", "title", "item", "row", "Row", "tr"})
SKIPPED = frozenset({"binaryData", "binData", "styles", "Styles", "fonts", "docOleData", "DocumentProperties"})
INDEX = f"{{{SPREADSHEET}}}Index"


def read(source: Source) -> Iterator[Part | Source]:
    """The parts of a spreadsheet, or one part with a paragraph for each element that is one.

    Raises ReadError: SUSPICIOUS, DAMAGED as `parse_xml` does, TOO_BIG as `text_of` does.
    """
    decoded = text_of(source)
    body = decoded.text.lstrip("\ufeff \n\t")
    # The declared encoding is that of the bytes, which are text by now.
    declaration = body.find("?>") + 2 if body.startswith("<?xml") else 0
    root = parse_xml(source, "whole file", body[declaration:].encode("utf-8", "replace"))
    if root.tag == f"{{{SPREADSHEET}}}Workbook":
        yield from parts_of(source, "xml", list(_sheets(source, root)))
        return
    lines = enumerate(_paragraphs(root), 1)
    blocks = tuple(Block(line, location=Location(paragraph=number)) for number, line in lines)
    yield Part(source.part, "xml", blocks)


def _sheets(source: Source, root: etree._Element) -> Iterator[Sheet]:
    for sheet in root.iter(f"{{{SPREADSHEET}}}Worksheet"):
        name = str(sheet.get(f"{{{SPREADSHEET}}}Name", ""))
        yield Sheet(name, tuple(_rows(source, name, sheet)))


def _rows(source: Source, name: str, sheet: etree._Element) -> Iterator[Row]:
    number = 0
    for element in sheet.iter(f"{{{SPREADSHEET}}}Row"):
        number = _index(element, number + 1)
        cells: list[str] = []
        for cell in element.iter(f"{{{SPREADSHEET}}}Cell"):
            column = _index(cell, len(cells) + 1)
            if column > source.limits.rows:
                raise ReadError(
                    FileStatus.TOO_BIG,
                    source.label,
                    f"a cell in column {column}",
                    place=f"sheet {name}, row {number}",
                    way_out="open it in Excel and save it anew",
                )
            cells.extend("" for _ in range(column - len(cells) - 1))
            cells.append("".join(map(str, cell.itertext())).strip())
        if any(cells):
            yield Row(number, tuple(cells))


def _index(element: etree._Element, following: int) -> int:
    """The place that an element is given, or the one after its neighbour's."""
    told = str(element.get(INDEX, ""))
    return max(int(told), following) if told.isdecimal() else following


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """The words of each element that is a paragraph, and those that stand outside of one, in document order."""
    inside: list[str] = []
    depth = skipped = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        step = 1 if event == "start" else -1
        skipped += step * (name in SKIPPED)
        words = str((element.text if event == "start" else element.tail) or "")
        if event == "start":
            depth += name in PARAGRAPHS
        elif name in PARAGRAPHS:
            depth -= 1
            yield from _line(inside)
        if not skipped and name:
            inside.append(words)
        if not depth:
            yield from _line(inside)
    yield from _line(inside)


def _line(words: list[str]) -> Iterator[str]:
    line = " ".join("".join(words).split())
    words.clear()
    if line:
        yield line

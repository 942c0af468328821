"""What calamine does not tell of an xlsx: how far its cells reach, comments, text boxes, pictures, forbidden XML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from data.errors import FileStatus, ReadError
from data.readers.base import Source
from data.readers.xml_guard import parse_xml
from data.readers.zip_guard import ZipContainer

CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
PICTURE = re.compile(r"xl/media/[^/]+\.(?:png|jpe?g|gif|bmp|tiff?|webp)", re.I)
ADDRESS = re.compile(r"[A-Z]{1,3}(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Aside:
    """A comment or text box of a sheet; `row` is None where it hangs on no cell."""

    sheet: str
    row: int | None
    text: str


class WorkbookParts:
    """The XML parts of an xlsx or ods. A package that is neither has no `names`, and nothing is found in it.

    Every method raises ReadError: SUSPICIOUS when a part declares a document type, DAMAGED when it is broken.
    """

    def __init__(self, source: Source, container: ZipContainer) -> None:
        self.source = source
        self.container = container
        self.names: dict[str, str] = self._sheet_names()

    def areas(self) -> dict[str, int]:
        """For each sheet the cells of the smallest rectangle around what it holds, counted from A1."""
        return {name: self._area(path) for name, path in self.names.items()}

    def asides(self) -> list[Aside]:
        """Comments by row, then text boxes, sheet by sheet."""
        found = list(self._annotations())
        for name, path in self.names.items():
            related = self._related(path)
            threads = any(kind.endswith("/threadedComment") for kind, _ in related)
            for kind, target in related:
                # A thread is kept a second time as one comment, for programs that know no threads.
                if kind.endswith("/threadedComment" if threads else "/comments"):
                    found.extend(sorted(self._comments(name, target), key=lambda aside: aside.row or 0))
            for kind, target in related:
                if kind.endswith("/drawing"):
                    found.extend(Aside(name, None, words) for words in self._drawn(target))
        return found

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """(name, bytes) of the pictures laid into the sheets."""
        for name in sorted(self.container.names):
            if PICTURE.fullmatch(name):
                yield posixpath.basename(name), self.container.read(name)

    def _sheet_names(self) -> dict[str, str]:
        """Sheet names in order, each with the path of its part."""
        root = self._xml("xl/workbook.xml")
        if root is None:
            return {}
        targets = dict(self._relations("xl/workbook.xml"))
        names = {}
        for element in root.iter("{*}sheet"):
            key = next((value for name, value in element.attrib.items() if str(name).endswith("}id")), "")
            target = targets.get(str(key))
            if target:
                names[str(element.get("name"))] = target[1]
        return names

    def _relations(self, path: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """(id, (kind, path)) of what a part refers to inside the package."""
        folder, name = posixpath.split(path)
        root = self._xml(f"{folder}/_rels/{name}.rels")
        for element in root.iter("{*}Relationship") if root is not None else ():
            target = str(element.get("Target", ""))
            if element.get("TargetMode") != "External":
                whole = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                yield str(element.get("Id")), (str(element.get("Type")), whole)

    def _related(self, path: str) -> list[tuple[str, str]]:
        return [relation for _, relation in self._relations(path)]

    def _comments(self, sheet: str, path: str) -> Iterator[Aside]:
        root = self._xml(path)
        for element in root.iter("{*}comment", "{*}threadedComment") if root is not None else ():
            words = "".join(str(text.text or "") for text in element.iter("{*}t", "{*}text") if text.text)
            cell = ADDRESS.fullmatch(str(element.get("ref", "")))
            if words.strip():
                yield Aside(sheet, int(cell[1]) if cell else None, words.strip())

    def _drawn(self, path: str) -> Iterator[str]:
        root = self._xml(path)
        for body in root.iter("{*}txBody") if root is not None else ():
            lines = ("".join(str(run.text or "") for run in line.iter("{*}t")) for line in body.iter("{*}p"))
            words = "\n".join(line for line in lines if line.strip())
            if words:
                yield words

    def _annotations(self) -> Iterator[Aside]:
        """The comments of an OpenDocument sheet, whose rows are not counted out."""
        root = self._xml("content.xml")
        for table in root.iter("{*}table") if root is not None else ():
            for note in table.iter("{*}annotation"):
                words = "\n".join("".join(map(str, line.itertext())) for line in note.iter("{*}p")).strip()
                if words:
                    sheet = next((value for key, value in table.attrib.items() if str(key).endswith("}name")), "")
                    yield Aside(str(sheet), None, words)

    def _area(self, path: str) -> int:
        """Rows times columns up to the last cell; also the look for forbidden XML in a sheet too big to be parsed."""
        data = self.container.read(path) if path in self.container else b""
        if DOCTYPE.search(data):
            raise self._forbidden(path)
        rows = columns = 1
        for cell in CELL.finditer(data):
            rows = max(rows, int(cell[2]))
            columns = max(columns, _column(cell[1]))
        return rows * columns

    def _xml(self, path: str) -> etree._Element | None:
        """The root of a part, None when there is no such part."""
        return parse_xml(self.source, path, self.container.read(path)) if path in self.container else None

    def _forbidden(self, path: str) -> ReadError:
        return ReadError(
            FileStatus.SUSPICIOUS,
            self.source.label,
            "the XML declares a document type or entities, which no spreadsheet program writes",
            place=path,
            way_out="find out who made the file; open it in Excel or WPS on a separate machine and save it anew",
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

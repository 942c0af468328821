"""The parts of a DOCX and how they refer to one another (ECMA-376 part 2, open packaging)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from data.errors import FileStatus, ReadError
from data.readers.base import Source
from data.readers.xml_guard import parse_xml
from data.readers.zip_guard import ZipContainer

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# ISO 29500 strict writes the same elements in other namespaces.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One arrow between parts. `kind` is the last word of the type (`image`, `header` ...).

    `target` is a part name, or an address outside the file when `external`.
    """

    kind: str
    target: str
    external: bool


class WordPackage:
    """A DOCX whose container has been checked. `notes` say which of its side parts could not be read."""

    def __init__(self, source: Source, container: ZipContainer) -> None:
        self.source = source
        self.container = container
        self.notes: list[str] = []

    def main_part(self) -> str | None:
        """The name of the document part, None when the container holds no word-processing document."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and relation.target in self.container:
                return relation.target
        return "word/document.xml" if "word/document.xml" in self.container else None

    def relations(self, part: str) -> tuple[Relation, ...]:
        """The arrows that leave `part` ("" for the package itself), as stored; none when it has no table of them."""
        folder, name = posixpath.split(part)
        table = posixpath.join(folder, "_rels", f"{name}.rels")
        if table not in self.container:
            return ()
        return tuple(self._relation(folder, row) for row in self.xml(table).iter(_RELATION))

    def related(self, part: str, kind: str) -> Iterator[str]:
        """Names of the parts inside the file that `part` points to by arrows of `kind`, each once, if present."""
        seen = set()
        for relation in self.relations(part):
            inside = not relation.external and relation.target in self.container
            if relation.kind == kind and inside and relation.target not in seen:
                seen.add(relation.target)
                yield relation.target

    def xml(self, part: str) -> etree._Element:
        """The root of an XML part, strict namespaces rewritten to the usual ones."""
        data = self.container.read(part)
        if b"purl.oclc.org/ooxml" in data:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        return parse_xml(self.source, part, data)

    def side_xml(self, part: str) -> etree._Element | None:
        """The root of a part without which the paper can be read; None, and a note, when it is broken.

        Raises ReadError SUSPICIOUS: an attack in one part condemns the file.
        """
        try:
            return self.xml(part)
        except ReadError as fault:
            if fault.status is FileStatus.SUSPICIOUS:
                raise
            self.notes.append(f"{part} was not read: {fault.problem}")
            return None

    @staticmethod
    def _relation(folder: str, row: etree._Element) -> Relation:
        target = row.get("Target", "")
        external = row.get("TargetMode") == "External"
        if not external:
            target = unquote(target)
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        return Relation(row.get("Type", "").rsplit("/", 1)[-1], target, external)

"""The parts of an OFD file (GB/T 33190-2016): places, boxes and matrices as it writes them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from data.errors import FileStatus, ReadError
from data.readers.base import Source
from data.readers.page_lines import Box
from data.readers.xml_guard import parse_xml
from data.readers.zip_guard import ZipContainer

MM = 72 / 25.4
"""Points in a millimetre, the unit of OFD."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class OfdPackage:
    """An OFD whose container has been checked; names are found whatever their case and slashes."""

    def __init__(self, source: Source, container: ZipContainer) -> None:
        self.source = source
        self._container = container
        self._names = {_plain(name): name for name in container.names}

    def find(self, place: str, *folders: str) -> str | None:
        """The member that `place` means: from the root when it begins with a slash, else beside one of `folders`."""
        starts = ("",) if place.startswith(("/", "\\")) else (*folders, "")
        for folder in starts:
            name = self._names.get(_plain(posixpath.join(folder, place.lstrip("/\\"))))
            if name is not None:
                return name
        return None

    def xml(self, name: str) -> etree._Element:
        """The root of an XML member. Raises ReadError as the guards do."""
        return parse_xml(self.source, name, self._container.read(name))

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises ReadError when it is locked or does not unpack."""
        return self._container.read(name)

    def linked(self, place: str | None, *folders: str) -> tuple[str, etree._Element] | None:
        """(member, root) of the XML part that `place` means, None when there is no such member."""
        name = self.find(place.strip(), *folders) if place and place.strip() else None
        return (name, self.xml(name)) if name is not None else None

    def root(self) -> etree._Element:
        """The root of OFD.xml.

        Raises ReadError: ENCRYPTED for a locked package, DAMAGED when there is no OFD.xml.
        """
        if self.find("/Encryptions.xml"):
            raise ReadError(
                FileStatus.ENCRYPTED,
                self.source.label,
                "the OFD is locked by a password or certificate",
                place="Encryptions.xml",
                way_out="ask the sender for an unlocked copy and put that into the inbox",
            )
        name = self.find("/OFD.xml")
        if name is None:
            raise ReadError(
                FileStatus.DAMAGED,
                self.source.label,
                "the container holds no OFD.xml",
                place="table of contents",
                way_out="ask the sender for the whole file",
            )
        return self.xml(name)


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/").strip("/")).lower()


def local(element: etree._Element) -> str:
    """The name of an element without namespace; makers differ in theirs."""
    return etree.QName(element).localname


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children with one of these local names, in order."""
    for child in element:
        if isinstance(child.tag, str) and local(child) in names:
            yield child


def child_text(element: etree._Element, name: str) -> str:
    """The text of the first child with this local name, stripped; empty when there is none."""
    return next(((child.text or "").strip() for child in children(element, name)), "")


def descendants(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """All elements below with this local name, in order."""
    for found in element.iter():
        if isinstance(found.tag, str) and local(found) == name:
            yield found


def numbers(words: str | None) -> list[float]:
    """The numbers of an array attribute; those that are none are left out."""
    values = []
    for word in (words or "").split():
        try:
            values.append(float(word))
        except ValueError:
            continue
    return values


def box_of(words: str | None) -> Box | None:
    """The box of an ST_Box `x y width height` in millimetres, None when it is none."""
    values = numbers(words)
    if len(values) != 4:
        return None
    x, y, width, height = values
    return Box(x, y, x + width, y + height)


def matrix_of(words: str | None) -> Matrix:
    """The matrix of a CTM attribute, the identity when there is none."""
    values = numbers(words)
    return (values[0], values[1], values[2], values[3], values[4], values[5]) if len(values) == 6 else IDENTITY


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does `first` and `then` after it."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f

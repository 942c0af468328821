"""What a DOCX carries besides its own words: pictures, attached files, diagrams, charts."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

from data.errors import ReadError
from data.layout import Block
from data.readers.base import Source
from data.readers.docx_package import WordPackage
from data.readers.ole_guard import OLE_MAGIC
from data.readers.ole_package import packed_file
from data.types import Location, TurnRole

_A_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_A_PARAGRAPH = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
_STORY_KINDS = ("header", "footer", "footnotes", "endnotes", "comments")
_FILE_KINDS = ("package", "oleObject", "aFChunk")
_VECTOR = (".emf", ".wmf", ".emz", ".wmz")
_NO_PAPER = (".xml", ".rels", ".bin", ".fntdata")
MIN_LINE_PIXELS, MIN_LENGTH_PIXELS = 20, 160
"""A picture smaller than this (short side, long side) cannot hold a readable line: a logo, a bullet, a rule."""


def embedded_sources(package: WordPackage, main: str) -> tuple[list[Source], tuple[str, ...]]:
    """(sources, notes): pictures that may hold words and files carried inside, in stored order; what can't be read."""
    sources: list[Source] = []
    notes: list[str] = []
    names: set[str] = set()
    seen: set[str] = set()
    for story in _stories(package, main):
        previews = any(package.related(story, "oleObject")) or any(package.related(story, "package"))
        for kind in ("image", *_FILE_KINDS):
            for part in package.related(story, kind):
                if part in seen:
                    continue
                seen.add(part)
                try:
                    found = _picture(package, part, previews) if kind == "image" else _file(package, part)
                except ReadError as fault:
                    notes.append(f"{part} inside was not read: {fault.problem}")
                    continue
                if isinstance(found, str):
                    notes.append(found)
                elif found is not None:
                    name, data = found
                    sources.append(package.source.inside(_free(name, names), data))
    return sources, tuple(notes)


def drawn_words(package: WordPackage, main: str) -> Iterator[Block]:
    """The words of diagrams and charts, a block for each paragraph of them."""
    for story in _stories(package, main):
        for kind, section in (("diagramData", "diagram"), ("chart", "chart")):
            for part in package.related(story, kind):
                root = package.side_xml(part)
                for paragraph in root.iter(_A_PARAGRAPH) if root is not None else ():
                    text = "".join(leaf.text or "" for leaf in paragraph.iter(_A_TEXT))
                    if text.strip():
                        yield Block(text, TurnRole.ASIDE, location=Location(section=section))


def _stories(package: WordPackage, main: str) -> Iterator[str]:
    yield main
    for kind in _STORY_KINDS:
        yield from package.related(main, kind)


def _picture(package: WordPackage, part: str, previews: bool) -> tuple[str, bytes] | str | None:
    name = posixpath.basename(part)
    if name.lower().endswith(_VECTOR):
        # Attached files are shown by a metafile of their icon; only a metafile without one may be a drawing.
        return None if previews else f"the vector picture {name} inside was not read; print it to PDF to have it read"
    data = package.container.read(part)
    try:
        with Image.open(io.BytesIO(data)) as picture:
            short, long = sorted(picture.size)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # The picture reader says what is wrong with it, in its own words.
        return name, data
    if short < MIN_LINE_PIXELS or long < MIN_LENGTH_PIXELS:
        return None
    return name, data


def _file(package: WordPackage, part: str) -> tuple[str, bytes] | str | None:
    name, data = posixpath.basename(part), package.container.read(part)
    if data.startswith(OLE_MAGIC) and name.lower().endswith(_NO_PAPER):
        packed = packed_file(package.source.inside(name, data))
        if packed is None:
            return f"the object {name} inside holds no file that can be read; open the document and save it apart"
        return packed
    return name, data


def _free(name: str, taken: set[str]) -> str:
    """`name`, or with a number before its ending when an earlier part bears it."""
    stem, ending = posixpath.splitext(name)
    number, free = 2, name
    while free in taken:
        free = f"{stem}-{number}{ending}"
        number += 1
    taken.add(free)
    return free

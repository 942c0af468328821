"""OFD, the fixed-layout format of Chinese offices (GB/T 33190-2016): text by position, scans by OCR."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from data.errors import FileStatus, ReadError
from data.readers import ocr
from data.readers.base import Part, Source
from data.readers.chat_papers import told_as_chat
from data.readers.ofd_document import OfdDocument
from data.readers.ofd_package import OfdPackage, child_text, descendants
from data.readers.page_reading import PaperReading
from data.readers.zip_guard import open_zip


def read(source: Source) -> Iterator[Part | Source]:
    """A part for each document of the package, then the files attached to them as sources.

    Raises ReadError: ENCRYPTED, DAMAGED, SUSPICIOUS and TOO_BIG as the guards say, UNSUPPORTED for scans when OCR is
    not installed, NO_TEXT when nothing was found, EMPTY when nothing is drawn on the pages.
    """
    with open_zip(source) as container:
        package = OfdPackage(source, container)
        names = _documents(package)
        parts: list[Part] = []
        attached: list[Source] = []
        for name in names:
            document = OfdDocument(package, name)
            attached.extend(document.attachments())
            reading = document.read()
            label = source.part if len(names) == 1 else source.inside(posixpath.dirname(name) or name, b"").part
            part = _part(reading, label, document.page_count)
            if part is not None:
                parts.append(part)
            elif len(names) == 1 and not attached:
                raise _without_words(source, reading, document.page_count)
    if not parts and not attached:
        raise _without_words(source, PaperReading(), 0)
    yield from parts
    yield from attached


def _documents(package: OfdPackage) -> list[str]:
    """The members that are a Document.xml, one for each document body.

    Raises ReadError DAMAGED when none is found.
    """
    names = []
    for body in descendants(package.root(), "DocBody"):
        name = package.find(child_text(body, "DocRoot"))
        if name is not None and name not in names:
            names.append(name)
    if not names:
        raise ReadError(
            FileStatus.DAMAGED,
            package.source.label,
            "it names no document that is inside it",
            place="OFD.xml",
            way_out="ask the sender for the whole file",
        )
    return names


def _part(reading: PaperReading, label: str | None, pages: int) -> Part | None:
    blocks = reading.blocks()
    if not any(block.text.strip() for block in blocks):
        return None
    unread = reading.unread_note()
    notes = (*reading.notes, unread) if unread else tuple(reading.notes)
    status = FileStatus.PARTIAL if notes else FileStatus.OK
    told, hint = told_as_chat(blocks)
    return Part(label, "ofd", told, hint, pages=pages, status=status, notes=notes)


def _without_words(source: Source, reading: PaperReading, pages: int) -> ReadError:
    place = f"pages 1 to {pages}" if pages > 1 else "page 1"
    if reading.unread and not ocr.is_installed():
        problem = "its pages are pictures without text"
        return ReadError(FileStatus.UNSUPPORTED, source.label, problem, place=place, way_out=ocr.WAY_OUT)
    if reading.ocr_pages:
        problem = "no words were found in the pictures of its pages"
        way_out = "look at it by hand; if it is a bad scan, scan it again at 300 dpi"
        return ReadError(FileStatus.NO_TEXT, source.label, problem, place=place, way_out=way_out)
    way_out = "check with the sender that the right file was sent"
    return ReadError(FileStatus.EMPTY, source.label, "nothing stands on its pages", place=place, way_out=way_out)

"""PDF by PDFium: text layers by geometry, scans by OCR, annotations, embedded files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from data.errors import FileStatus, ReadError
from data.layout import Block
from data.readers import ocr
from data.readers.base import Part, Source
from data.readers.chat_papers import told_as_chat
from data.readers.ole_guard import encrypted
from data.readers.page_content import PageContent
from data.readers.page_lines import Box
from data.readers.page_reading import DPI, PageReader, PaperReading
from data.readers.pdf_annotations import annotation_blocks, attached_files
from data.readers.pdf_drawing import drawing_of
from data.readers.pdf_glyphs import Frame, frame_of, page_glyphs

_TAIL_BYTES = 2048
_CATALOG = re.compile(rb"(?<!\d)(\d{1,9}) (\d{1,5}) obj\s*<<[^>]{0,400}?/Type\s*/Catalog\b")
LONGEST_SIDE = 12_000
"""Pixels a rendered page may measure either way, whatever size the page says it has."""
_XFA = (pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND)


def read(source: Source) -> Iterator[Part | Source]:
    """The paper as one part, then the files embedded in it as sources.

    Raises ReadError: ENCRYPTED when a password to open is needed, DAMAGED when nothing can be read of a broken file,
    EMPTY for pages with nothing on them, UNSUPPORTED for scans when OCR is not installed, NO_TEXT when it finds none.
    """
    with _opened(source) as pdf:
        embedded = list(_embedded(source, pdf))
        count = len(pdf)
        reading = _pages(source, pdf, embedded)
        notes = tuple(_notes(source, pdf, reading))
        blocks = _kept(source, reading)
    if any(block.text.strip() for block in blocks):
        status = FileStatus.PARTIAL if notes else FileStatus.OK
        told, hint = told_as_chat(blocks)
        yield Part(source.part, "pdf", told, hint, pages=count, status=status, notes=notes)
    elif not embedded:
        raise _without_words(source, reading, count)
    yield from embedded


@contextmanager
def _opened(source: Source) -> Iterator[pdfium.PdfDocument]:
    try:
        pdf = pdfium.PdfDocument(source.data)
    except pdfium.PdfiumError as fault:
        if getattr(fault, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise encrypted(source) from None
        pdf = _mended(source)
    try:
        if pdf.get_formtype() == pdfium_c.FORMTYPE_ACRO_FORM:
            pdf.init_forms()
        yield pdf
    finally:
        pdf.close()


def _mended(source: Source) -> pdfium.PdfDocument:
    """A file whose end is missing, given a new one that names its catalog; PDFium finds the other objects itself."""
    catalogs = list(_CATALOG.finditer(source.data))
    if not catalogs:
        raise _damaged(source, "it cannot be opened")
    trailer = b"\nendobj\ntrailer\n<</Root %b %b R>>\nstartxref\n0\n" % (catalogs[-1][1], catalogs[-1][2])
    try:
        return pdfium.PdfDocument(source.data + trailer)
    except pdfium.PdfiumError:
        raise _damaged(source, "it cannot be opened") from None


def _pages(source: Source, pdf: pdfium.PdfDocument, embedded: list[Source]) -> PaperReading:
    """The reading of all pages within the limit; files pinned to them are added to `embedded`."""
    reader = PageReader(source.limits)
    for number in range(1, min(len(pdf), source.limits.pages) + 1):
        try:
            page = pdf[number - 1]
        except pdfium.PdfiumError:
            reader.reading.notes.append(f"page {number}: damaged, nothing of it could be read")
            continue
        try:
            frame = frame_of(page)
            content = _content(page, frame, number)
            reader.read(content, partial(_render, source, page, frame))
            embedded.extend(source.inside(name, data) for name, data in attached_files(page, pdf))
        finally:
            page.close()
    return reader.reading


def _content(page: pdfium.PdfPage, frame: Frame, number: int) -> PageContent:
    asides = list(annotation_blocks(page, frame, number))
    return PageContent(number, *frame.size, page_glyphs(page, frame), drawing_of(page, frame), asides)


def _render(source: Source, page: pdfium.PdfPage, frame: Frame, area: Box) -> ocr.Pixels:
    """The picture of an area of the page as shown, at DPI or at what the pixel cap leaves."""
    width, height = frame.size
    pixels = source.limits.pixels / max(area.width * area.height, 1.0)
    scale = min(DPI / 72, pixels**0.5, LONGEST_SIDE / max(area.width, area.height))
    margins = (area.left, height - area.bottom, width - area.right, area.top)
    crop = tuple(max(0.0, margin) for margin in margins)
    bitmap = page.render(scale=scale, crop=crop, rev_byteorder=True)
    try:
        return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    finally:
        bitmap.close()


def _kept(source: Source, reading: PaperReading) -> tuple[Block, ...]:
    blocks = reading.blocks()
    if sum(len(block.text) for block in blocks) > source.limits.text_chars:
        raise ReadError(
            FileStatus.TOO_BIG,
            source.label,
            f"it holds more than {source.limits.text_chars} characters",
            place="whole document",
            way_out="split it into smaller files",
        )
    return blocks


def _notes(source: Source, pdf: pdfium.PdfDocument, reading: PaperReading) -> Iterator[str]:
    """What was not read although the rest was."""
    yield from reading.notes
    unread = reading.unread_note()
    if unread:
        yield unread
    if len(pdf) > source.limits.pages:
        yield f"pages {source.limits.pages + 1} to {len(pdf)} were not read: the limit is {source.limits.pages} pages"
    if b"%%EOF" not in source.data[-_TAIL_BYTES:]:
        yield "the file is cut off: what stood behind the end is missing; ask the sender for the whole file"
    if pdf.get_formtype() in _XFA:
        yield "it holds an XFA form, whose fields are not read; print it to PDF to have them read"


def _embedded(source: Source, pdf: pdfium.PdfDocument) -> Iterator[Source]:
    for index in range(pdf.count_attachments()):
        attachment = pdf.get_attachment(index)
        try:
            data = bytes(attachment.get_data())
        except pdfium.PdfiumError:
            continue
        yield source.inside(attachment.get_name() or f"attachment {index + 1}", data)


def _without_words(source: Source, reading: PaperReading, count: int) -> ReadError:
    if b"%%EOF" not in source.data[-_TAIL_BYTES:]:
        return _damaged(source, "it is cut off and no word of it can be read")
    place = f"pages 1 to {count}" if count > 1 else "page 1"
    if reading.unread and not ocr.is_installed():
        problem = "its pages are pictures without a text layer"
        return ReadError(FileStatus.UNSUPPORTED, source.label, problem, place=place, way_out=ocr.WAY_OUT)
    if reading.ocr_pages:
        way_out = "look at it by hand; if it is a bad scan, scan it again at 300 dpi"
        problem = "no words were found in the pictures of its pages"
        return ReadError(FileStatus.NO_TEXT, source.label, problem, place=place, way_out=way_out)
    way_out = "check with the sender that the right file was sent"
    if count > source.limits.pages:
        place = f"pages 1 to {source.limits.pages} of {count}"
        way_out = "split it into smaller files if there is text further on"
    return ReadError(FileStatus.EMPTY, source.label, "nothing stands on its pages", place=place, way_out=way_out)


def _damaged(source: Source, problem: str) -> ReadError:
    return ReadError(
        FileStatus.DAMAGED,
        source.label,
        f"the PDF is broken: {problem}",
        place=f"byte {len(source.data)}",
        way_out="ask the sender for the whole file, or open it in a PDF program and print it to PDF",
    )

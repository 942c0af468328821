"""What people added to a PDF page: comments, typed-in form fields."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from data.layout import Block, parse_stamp
from data.readers.page_lines import Box
from data.readers.page_sheet import Sheet
from data.readers.pdf_glyphs import Frame
from data.types import Location, TurnRole

_UNREAD = frozenset({pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_WIDGET})
_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d))?")
_BUTTON_STATES = frozenset({"Off", "Yes", "On"})


def annotation_blocks(page: pdfium.PdfPage, frame: Frame, number: int) -> Iterator[Block]:
    """A block for each comment (with author and time, where told) and each filled-in form field.

    A value that several fields share is only found when the forms of the document were opened before the page.
    """
    form = page.formenv
    sheet = Sheet(number, *frame.size)
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            block = _field(annotation, frame, sheet, form) or _block(annotation, frame, sheet)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
        if block is not None:
            yield block


def attached_files(page: pdfium.PdfPage, pdf: pdfium.PdfDocument) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the files pinned to a page like a paper clip."""
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            raw = pdfium_c.FPDFAnnot_GetFileAttachment(annotation)
            if raw:
                attachment = pdfium.PdfAttachment(raw, pdf)
                yield attachment.get_name() or f"page {index + 1} attachment", bytes(attachment.get_data())
        except pdfium.PdfiumError:
            continue
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)


def _field(
    annotation: pdfium_c.FPDF_ANNOTATION, frame: Frame, sheet: Sheet, form: pdfium.PdfFormEnv | None
) -> Block | None:
    if pdfium_c.FPDFAnnot_GetSubtype(annotation) != pdfium_c.FPDF_ANNOT_WIDGET:
        return None
    value = _words(annotation, b"V")
    if not value and form is not None:
        value = _wide(lambda buffer, length: pdfium_c.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, length))
    if not value.strip() or value in _BUTTON_STATES:
        return None
    return Block(value.strip(), TurnRole.ASIDE, location=_location(annotation, frame, sheet, "form field"))


def _block(annotation: pdfium_c.FPDF_ANNOTATION, frame: Frame, sheet: Sheet) -> Block | None:
    if pdfium_c.FPDFAnnot_GetSubtype(annotation) in _UNREAD:
        return None
    text = _words(annotation, b"Contents").strip()
    if not text:
        return None
    stamp = _stamp(_words(annotation, b"M")) or _stamp(_words(annotation, b"CreationDate"))
    return Block(
        text.replace("\r\n", "\n").replace("\r", "\n"),
        TurnRole.ASIDE,
        speaker=_words(annotation, b"T").strip() or None,
        stamp=stamp,
        sent_at=parse_stamp(stamp) if stamp else None,
        location=_location(annotation, frame, sheet, "comment"),
    )


def _words(annotation: pdfium_c.FPDF_ANNOTATION, key: bytes) -> str:
    """The string under `key`, empty when there is none."""
    return _wide(lambda buffer, length: pdfium_c.FPDFAnnot_GetStringValue(annotation, key, buffer, length))


def _wide(ask: Callable[[Any, int], int]) -> str:
    """The string that a PDFium function writes into a buffer: UTF-16 with a closing zero, length asked for first."""
    length = ask(None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _stamp(words: str) -> str | None:
    """`2024-03-05 09:12` of `D:20240305091200+08'00'`; the time as the writer's clock showed it."""
    found = _PDF_DATE.match(words)
    if not found:
        return None
    year, month, day, hour, minute = found.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "")


def _location(annotation: pdfium_c.FPDF_ANNOTATION, frame: Frame, sheet: Sheet, section: str) -> Location:
    rect = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFAnnot_GetRect(annotation, rect):
        return Location(page=sheet.page, section=section)
    left, right = sorted((rect.left, rect.right))
    bottom, top = sorted((rect.bottom, rect.top))
    box: Box = frame.shown(left, bottom, right, top)
    return sheet.location([box], section=section)

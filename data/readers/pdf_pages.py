"""One PDF page at a time: its text layer by geometry, its pictures by OCR where the text layer says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pypdfium2 as pdfium

from data.layout import Block
from data.readers import ocr
from data.readers.base import Limits
from data.readers.page_blocks import blocks_of
from data.readers.page_columns import Line
from data.readers.page_lines import Box, Glyph, union
from data.readers.page_sheet import Sheet
from data.readers.page_text import sheet_lines
from data.readers.pdf_annotations import annotation_blocks
from data.readers.pdf_drawing import Drawing, drawing_of
from data.readers.pdf_glyphs import SLANTED, Frame, PageGlyphs, frame_of, page_glyphs
from data.readers.raster import read_raster
from data.types import TurnRole

DPI = 150
FEW_GLYPHS = 60
"""A page with fewer characters whose pictures cover most of it is a scan with a stamp of the scanning program."""
SCAN_SHARE = 0.5
PICTURE_SHARE = 0.06
"""A picture that covers this share of a page with text is read as well: screenshots of chats are pasted into papers."""
UNMAPPED_SHARE = 0.2
"""When more of its characters than this are unknown to their fonts, a text layer is of no use."""


@dataclass(slots=True)
class PdfReading:
    """What the pages read so far gave.

    `lines` and `sheets` are the text that runs on from page to page; `apart` are blocks of pictures, slanted and
    sideways text and annotations; `unread` are pages that only OCR could read.
    """

    lines: list[Line] = field(default_factory=list)
    sheets: dict[int, Sheet] = field(default_factory=dict)
    apart: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    ocr_pages: int = 0

    def blocks(self) -> list[Block]:
        """All blocks: running text first, then what stands apart, in the order of the pages."""
        return [*blocks_of(self.lines, self.sheets), *self.apart]


class PageReader:
    """Reads pages one by one into a PdfReading, within limits."""

    def __init__(self, limits: Limits) -> None:
        self.reading = PdfReading()
        self._limits = limits
        self._ocr = ocr.is_installed()

    def read(self, page: pdfium.PdfPage, number: int) -> None:
        """Add page `number` (from 1)."""
        frame = frame_of(page)
        glyphs = page_glyphs(page, frame)
        drawing = drawing_of(page, frame)
        annotations = list(annotation_blocks(page, frame, number))
        if _is_scan(glyphs, drawing, frame):
            self._scan(page, number, frame)
            if not self._was_read(number):
                self._text(glyphs, drawing, frame, number)
        else:
            self._text(glyphs, drawing, frame, number)
            for picture in _silent_pictures(glyphs, drawing, frame):
                self._picture(page, number, frame, picture)
        self.reading.apart.extend(annotations)

    def _was_read(self, number: int) -> bool:
        return bool(self.reading.lines) and self.reading.sheets[self.reading.lines[-1].page].page == number

    def _text(self, glyphs: PageGlyphs, drawing: Drawing, frame: Frame, number: int) -> None:
        turns = sorted((turn for turn in glyphs.by_turn if turn != SLANTED), key=lambda t: -len(glyphs.by_turn[t]))
        for rank, turn in enumerate(turns):
            sheet = Sheet(number, *frame.size, turn=turn)
            upright = [Glyph(glyph.text, sheet.upright(glyph.box)) for glyph in glyphs.by_turn[turn]]
            key = len(self.reading.sheets)
            self.reading.sheets[key] = sheet
            lines = sheet_lines(upright, [sheet.upright(box) for box in drawing.rulings] if rank == 0 else [], key)
            if rank == 0:
                self.reading.lines.extend(lines)
            else:
                self.reading.apart.extend(blocks_of(lines, {key: sheet}))
        self.reading.apart.extend(_slanted(glyphs.by_turn.get(SLANTED, []), Sheet(number, *frame.size)))

    def _scan(self, page: pdfium.PdfPage, number: int, frame: Frame) -> None:
        """The whole page by OCR, or a word on why not."""
        if not self._may_use_ocr(number):
            return
        width, height = frame.size
        pixels = render(page, Box(0.0, 0.0, width, height), frame, self._limits.pixels)
        key = len(self.reading.sheets)
        raster = read_raster(pixels, Sheet(number, width, height), key, self._limits)
        self.reading.sheets[key] = raster.sheet
        self.reading.lines.extend(raster.lines)
        self.reading.notes.extend(raster.notes)

    def _picture(self, page: pdfium.PdfPage, number: int, frame: Frame, picture: Box) -> None:
        if not self._may_use_ocr(number):
            return
        pixels = render(page, picture, frame, self._limits.pixels)
        sheet = Sheet(number, picture.width, picture.height, 0, (picture.left, picture.top), frame.size)
        raster = read_raster(pixels, sheet, 0, self._limits)
        self.reading.apart.extend(blocks_of(raster.lines, {0: raster.sheet}))
        self.reading.notes.extend(raster.notes)

    def _may_use_ocr(self, number: int) -> bool:
        if self._ocr and self.reading.ocr_pages < self._limits.ocr_pages:
            self.reading.ocr_pages += 1
            return True
        if number not in self.reading.unread:
            self.reading.unread.append(number)
        return False


def render(page: pdfium.PdfPage, area: Box, frame: Frame, pixels: int) -> ocr.Pixels:
    """The picture of an area of the page as shown, at DPI or at what the pixel cap leaves."""
    width, height = frame.size
    scale = min(DPI / 72, (pixels / max(area.width * area.height, 1.0)) ** 0.5, 8000 / max(area.width, area.height))
    crop = (
        max(0.0, area.left),
        max(0.0, height - area.bottom),
        max(0.0, width - area.right),
        max(0.0, area.top),
    )
    bitmap = page.render(scale=scale, crop=crop, rev_byteorder=True)
    try:
        return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    finally:
        bitmap.close()


def _is_scan(glyphs: PageGlyphs, drawing: Drawing, frame: Frame) -> bool:
    """Whether the page must be read from its picture."""
    pictured = _share(drawing.pictures, frame)
    if glyphs.visible + glyphs.unmapped == 0:
        return bool(drawing.pictures or drawing.rulings)
    if glyphs.unmapped > UNMAPPED_SHARE * (glyphs.visible + glyphs.unmapped):
        return True
    return glyphs.visible < FEW_GLYPHS and pictured > SCAN_SHARE


def _share(boxes: list[Box], frame: Frame) -> float:
    """The share of the page that boxes cover, overlaps counted twice, at most 1."""
    width, height = frame.size
    covered = sum(_clipped(box, frame).width * _clipped(box, frame).height for box in boxes)
    return min(1.0, covered / max(width * height, 1.0))


def _clipped(box: Box, frame: Frame) -> Box:
    width, height = frame.size
    left, top = min(max(box.left, 0.0), width), min(max(box.top, 0.0), height)
    return Box(left, top, max(left, min(box.right, width)), max(top, min(box.bottom, height)))


def _silent_pictures(glyphs: PageGlyphs, drawing: Drawing, frame: Frame) -> Iterator[Box]:
    """Pictures of some size that carry no text layer; neighbouring stripes of one picture are one."""
    stripes: list[Box] = []
    for box in sorted((_clipped(picture, frame) for picture in drawing.pictures), key=lambda b: (b.top, b.left)):
        if stripes and _adjoin(stripes[-1], box):
            stripes[-1] = stripes[-1].union(box)
        elif box.width > 1 and box.height > 1:
            stripes.append(box)
    for picture in stripes:
        if _share([picture], frame) >= PICTURE_SHARE and not _carries_text(glyphs, picture):
            yield picture


def _adjoin(above: Box, below: Box) -> bool:
    return abs(above.left - below.left) < 2 and abs(above.right - below.right) < 2 and below.top - above.bottom < 2


def _carries_text(glyphs: PageGlyphs, picture: Box) -> bool:
    """Whether visible characters lie on the picture: a text layer under a scan, or a picture behind the text."""
    upright = [glyph for turn, found in glyphs.by_turn.items() if turn != SLANTED for glyph in found]
    inside = sum(
        picture.left <= glyph.box.left <= picture.right and picture.top <= glyph.box.middle <= picture.bottom
        for glyph in upright
        if not glyph.text.isspace()
    )
    return inside >= 10


def _slanted(glyphs: list[Glyph], sheet: Sheet) -> Iterator[Block]:
    """The watermark of a page as one block; repeated ones are the same words again."""
    text = "".join(glyph.text for glyph in glyphs).strip()
    if text:
        location = replace(sheet.location([union(glyph.box for glyph in glyphs)]), section="watermark")
        yield Block(text, TurnRole.ASIDE, location=location)

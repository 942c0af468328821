"""The glyphs of a PDF page in the page as it is shown: rotation undone, origin at the top left, points."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from data.readers.page_content import SLANTED, PageGlyphs
from data.readers.page_lines import Box, Glyph
from data.readers.radicals import unified

_HYPHENS = frozenset({0x0002, 0xFFFE})
"""What PDFium writes for a hyphen at the end of a line."""
Rect = tuple[float, float, float, float]
_UNMAPPED = frozenset({0xFFFD, 0xFFFF, 0})


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page is shown. `rotation` is the number of quarter turns clockwise; `box` the visible part of it."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """(width, height) as shown, points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation % 2 else (width, height)

    def shown(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box as shown of a rectangle in page space."""
        corners = [self._point(left, bottom), self._point(right, top)]
        (x1, y1), (x2, y2) = corners
        return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x


def frame_of(page: pdfium.PdfPage) -> Frame:
    """The visible part of a page and its rotation."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, page.get_rotation() // 90 % 4)


def page_glyphs(page: pdfium.PdfPage, frame: Frame) -> PageGlyphs:
    """The glyphs of the text layer; characters that PDFium adds by itself (line ends, guessed spaces) are left out."""
    result = PageGlyphs()
    textpage = page.get_textpage()
    try:
        for codes, angle, rect in _drawn(textpage):
            turn = SLANTED if angle == SLANTED else (frame.rotation + angle) % 4
            shares = [rect] if len(codes) == 1 else _shares(rect, len(codes))
            for code, share in zip(codes, shares, strict=True):
                if code in _UNMAPPED or 0xE000 <= code <= 0xF8FF:
                    result.unmapped += 1
                if code not in _UNMAPPED:
                    result.add(Glyph(unified(chr(code)), frame.shown(*share)), turn)
    finally:
        textpage.close()
    return result


def _drawn(textpage: pdfium.PdfTextPage) -> Iterator[tuple[list[int], int, Rect]]:
    """(code points, quarter turns, box) of each drawn glyph; one glyph may stand for a long dash of two characters."""
    codes: list[int] = []
    place: tuple[int, Rect] = (0, (0.0, 0.0, 0.0, 0.0))
    for code, angle, rect in _characters(textpage):
        if codes and place == (angle, rect):
            codes.append(code)
            continue
        if codes:
            yield codes, *place
        codes, place = [code], (angle, rect)
    if codes:
        yield codes, *place


def _shares(rect: Rect, count: int) -> list[Rect]:
    """A box in `count` equal parts from left to right."""
    left, bottom, right, top = rect
    step = (right - left) / count
    return [(left + step * n, bottom, left + step * (n + 1), top) for n in range(count)]


def _characters(textpage: pdfium.PdfTextPage) -> Iterator[tuple[int, int, Rect]]:
    """(code point, quarter turns, (left, bottom, right, top)) of every drawn character."""
    loose = pdfium_c.FS_RECTF()
    tight = [ctypes.c_double() for _ in range(4)]
    high = 0
    for index in range(textpage.count_chars()):
        if pdfium_c.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code in _HYPHENS:
            code = 0x2D
        if code < 0x20 and code not in (0x09, 0):
            continue
        angle = _quarters(pdfium_c.FPDFText_GetCharAngle(textpage, index))
        rect = (0.0, 0.0, 0.0, 0.0)
        if angle == 0 and pdfium_c.FPDFText_GetLooseCharBox(textpage, index, loose):
            rect = (loose.left, loose.bottom, loose.right, loose.top)
        if rect[2] <= rect[0] or rect[3] <= rect[1]:
            # The loose box does not know rotation; the ink box does.
            left, right, bottom, top = tight
            pdfium_c.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
            rect = (left.value, bottom.value, right.value, top.value)
        yield code, angle, rect


def _quarters(radians: float) -> int:
    """Quarter turns clockwise of an angle, SLANTED when it is more than 10 degrees off any."""
    quarters = radians / (math.pi / 2)
    nearest = round(quarters)
    return nearest % 4 if abs(quarters - nearest) < 1 / 9 else SLANTED

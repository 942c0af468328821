"""Raster pages -> lines of sheets: where OCR meets layout, and what is said when there is no OCR."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from data.readers import ocr
from data.readers.base import Limits
from data.readers.page_columns import Line, lines_of
from data.readers.page_lines import Box, Segment
from data.readers.page_sheet import Sheet
from data.watch import grant_seconds


@dataclass(frozen=True, slots=True)
class RasterReading:
    """Lines of one raster page, the sheet they are on, and notes on what may be missing."""

    lines: tuple[Line, ...]
    sheet: Sheet
    notes: tuple[str, ...]


def read_raster(pixels: ocr.Pixels, sheet: Sheet, key: int, limits: Limits) -> RasterReading:
    """The words of a picture that fills `sheet`; boxes come back in the sheet's unit, in reading position."""
    page = ocr.read_page(pixels, partial(grant_seconds, limits.ocr_seconds_per_page))
    # The picture was turned against the clock to be read, so its text is turned clockwise as shown.
    turned = replace(sheet, turn=page.turn)
    scale = sheet.width / pixels.shape[1]
    lines: list[Line] = []
    for piece in ocr.segments_of_page(page):
        segments = [Segment(segment.text, _scaled(segment.box, scale), segment.em * scale) for segment in piece]
        lines.extend(lines_of(segments, key, lines[-1].column + 1 if lines else 0))
    notes = doubt_notes([_scaled(box, scale) for box in page.doubts], turned)
    return RasterReading(tuple(lines), turned, notes)


def doubt_notes(doubts: Iterable[Box], sheet: Sheet) -> tuple[str, ...]:
    """One note for a page on which lines may be missing, with the height at which they stand; none without doubts."""
    heights = sorted({round(100 * (box[1] + box[3]) / 2) for box in _boxes(doubts, sheet)})
    if not heights:
        return ()
    places = ", ".join(f"{height} %" for height in heights[:8])
    return (f"page {sheet.page}: a line may be missing or misread at {places} of the height, see the page itself",)


def _boxes(doubts: Iterable[Box], sheet: Sheet) -> Iterable[tuple[float, float, float, float]]:
    for doubt in doubts:
        box = sheet.location([doubt]).box
        if box is not None:
            yield box


def _scaled(box: Box, scale: float) -> Box:
    return Box(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)

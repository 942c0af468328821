"""Pages of any paginated format -> blocks: text layers by geometry, pictures by OCR where there is no text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from data.layout import Block
from data.readers import ocr
from data.readers.base import Limits
from data.readers.page_blocks import blocks_of
from data.readers.page_columns import Line
from data.readers.page_content import SLANTED, PageContent
from data.readers.page_lines import Box, Glyph, union
from data.readers.page_sheet import Sheet
from data.readers.page_text import sheet_lines
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
CARRIED_GLYPHS = 10
"""A picture with so many characters on it carries a text layer, or is the ground of the text."""

Renderer = Callable[[Box], ocr.Pixels | None]
"""Area of a page as shown, in points -> its picture at about DPI, None when it cannot be drawn."""


@dataclass(slots=True)
class PaperReading:
    """What the pages read so far gave.

    `lines` and `sheets` are the text that runs on from page to page; `apart` are blocks of pictures, slanted and
    sideways text and annotations; `unread` are pages with a picture that was not read; `ocr_pages` counts those that
    were.
    """

    lines: list[Line] = field(default_factory=list)
    sheets: dict[int, Sheet] = field(default_factory=dict)
    apart: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    ocr_pages: int = 0

    def blocks(self) -> tuple[Block, ...]:
        """All blocks: running text first, then what stands apart, each in the order of the pages."""
        return (*blocks_of(self.lines, self.sheets), *self.apart)

    def unread_note(self) -> str | None:
        """A note that names the pages whose pictures were not read and says why, None when there are none."""
        if not self.unread:
            return None
        shown = ", ".join(str(page) for page in self.unread[:20]) + (" and more" if len(self.unread) > 20 else "")
        why = "the limit of OCR pages was reached" if ocr.is_installed() else ocr.WAY_OUT
        pages = f"page {shown}" if len(self.unread) == 1 else f"pages {shown}"
        return f"{pages}: a picture without a text layer was not read ({why})"


class PageReader:
    """Reads pages one by one into a PaperReading, within limits."""

    def __init__(self, limits: Limits) -> None:
        self.reading = PaperReading()
        self._limits = limits
        self._ocr = ocr.is_installed()

    def read(self, page: PageContent, render: Renderer) -> None:
        """Add a page; `render` is asked only for what OCR shall read."""
        if not (is_scan(page) and self._scan(page, render)):
            self._text(page)
            for picture in silent_pictures(page):
                self._picture(page, picture, render)
        self.reading.apart.extend(page.asides)

    def _text(self, page: PageContent) -> None:
        by_turn = page.glyphs.by_turn
        turns = sorted((turn for turn in by_turn if turn != SLANTED), key=lambda turn: (-len(by_turn[turn]), turn))
        for rank, turn in enumerate(turns):
            sheet = Sheet(page.number, page.width, page.height, turn)
            upright = [Glyph(glyph.text, sheet.upright(glyph.box)) for glyph in by_turn[turn]]
            rulings = [sheet.upright(box) for box in page.drawing.rulings] if rank == 0 else []
            key = len(self.reading.sheets)
            lines = sheet_lines(upright, rulings, key)
            if rank == 0:
                self.reading.sheets[key] = sheet
                self.reading.lines.extend(lines)
            else:
                self.reading.apart.extend(blocks_of(lines, {key: sheet}))
        self.reading.apart.extend(_slanted(page))

    def _scan(self, page: PageContent, render: Renderer) -> bool:
        """Whether the whole page was read by OCR and gave words."""
        whole = Box(0.0, 0.0, page.width, page.height)
        pixels = render(whole) if self._may_use_ocr(page.number) else None
        if pixels is None:
            return False
        key = len(self.reading.sheets)
        raster = read_raster(pixels, Sheet(page.number, page.width, page.height), key, self._limits)
        self.reading.notes.extend(raster.notes)
        if not raster.lines:
            return False
        self.reading.sheets[key] = raster.sheet
        self.reading.lines.extend(raster.lines)
        return True

    def _picture(self, page: PageContent, picture: Box, render: Renderer) -> None:
        if is_scan(page) or not self._may_use_ocr(page.number):
            return
        pixels = render(picture)
        if pixels is None:
            return
        size = (page.width, page.height)
        sheet = Sheet(page.number, picture.width, picture.height, 0, (picture.left, picture.top), size)
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


def is_scan(page: PageContent) -> bool:
    """Whether a page must be read from its picture."""
    glyphs = page.glyphs
    if glyphs.visible + glyphs.unmapped == 0:
        return page.drawing.marks > 0
    if glyphs.unmapped > UNMAPPED_SHARE * (glyphs.visible + glyphs.unmapped):
        return True
    return glyphs.visible < FEW_GLYPHS and _share(page.drawing.pictures, page) > SCAN_SHARE


def silent_pictures(page: PageContent) -> Iterator[Box]:
    """Pictures of some size that carry no text layer; neighbouring stripes of one picture are one."""
    clipped = (_clipped(picture, page) for picture in page.drawing.pictures)
    stripes: list[Box] = []
    for box in sorted(clipped, key=lambda b: (b.left, b.right, b.top)):
        if stripes and _adjoin(stripes[-1], box):
            stripes[-1] = stripes[-1].union(box)
        elif box.width > 1 and box.height > 1:
            stripes.append(box)
    for picture in sorted(stripes, key=lambda b: (b.top, b.left)):
        if _share([picture], page) >= PICTURE_SHARE and not _carries_text(page, picture):
            yield picture


def _share(boxes: list[Box], page: PageContent) -> float:
    """The share of the page that boxes cover, overlaps counted twice, at most 1."""
    clipped = [_clipped(box, page) for box in boxes]
    return min(1.0, sum(box.width * box.height for box in clipped) / max(page.width * page.height, 1.0))


def _clipped(box: Box, page: PageContent) -> Box:
    left, top = min(max(box.left, 0.0), page.width), min(max(box.top, 0.0), page.height)
    return Box(left, top, max(left, min(box.right, page.width)), max(top, min(box.bottom, page.height)))


def _adjoin(above: Box, below: Box) -> bool:
    return abs(above.left - below.left) < 2 and abs(above.right - below.right) < 2 and below.top - above.bottom < 2


def _carries_text(page: PageContent, picture: Box) -> bool:
    """Whether characters lie on the picture: a text layer under a scan, or a picture behind the text."""
    inside = sum(
        picture.left <= glyph.box.left <= picture.right and picture.top <= glyph.box.middle <= picture.bottom
        for turn, glyphs in page.glyphs.by_turn.items()
        if turn != SLANTED
        for glyph in glyphs
        if not glyph.text.isspace()
    )
    return inside >= CARRIED_GLYPHS


def _slanted(page: PageContent) -> Iterator[Block]:
    """The watermark of a page as one block."""
    glyphs = page.glyphs.by_turn.get(SLANTED, [])
    text = "".join(glyph.text for glyph in glyphs).strip()
    if text:
        sheet = Sheet(page.number, page.width, page.height)
        location = replace(sheet.location([union(glyph.box for glyph in glyphs)]), section="watermark")
        yield Block(text, TurnRole.ASIDE, location=location)

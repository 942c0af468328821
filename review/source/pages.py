"""One page of a PDF or picture as an image, and where the words of the evidence stand on it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.readers.base import Limits, Source
from data.readers.dispatch import format_of
from review.source.members import member
from review.source.opening import Wanted, content
from review.source.refusal import Refused, Why

if TYPE_CHECKING:
    import pypdfium2 as pdfium
    from PIL import Image

DPI = 110
MOST_PIXELS = 6_000_000
"""Of the image that is sent: an A3 page at `DPI` has 2.2 million."""
PDF_POINT = 1 / 72
Fractions = tuple[float, float, float, float]
"""(left, top, right, bottom) of the page as shown, 0..1, origin at the top left."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words to be found on a page; `box` is where their turn stands by the screening, None when it did not tell."""

    number: int
    words: str
    box: Fractions | None


@dataclass(frozen=True, slots=True)
class PageOrder:
    """Which page to draw, from 1, and which words to find on it."""

    file: Wanted
    part: str
    page: int
    quotes: tuple[Quoted, ...]
    limits: Limits

    @property
    def path(self) -> str:
        """What the sandbox calls the item in a fault."""
        return self.file.path


@dataclass(frozen=True, slots=True)
class Found:
    """Where evidence `number` stands: `boxes` one a line of print. `close`: word by word, not the turn as a whole."""

    number: int
    boxes: tuple[Fractions, ...]
    close: bool


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as PNG, its size in pixels, how many pages there are, and the evidence found on it."""

    png: bytes
    width: int
    height: int
    pages: int
    found: tuple[Found, ...]


def draw_page(order: PageOrder) -> DrawnPage | Refused:
    """The page that the order asks for; runs in the sandbox. NO_PAGES for a format without pages that can be drawn.

    Raises ReadError for a container that cannot be read.
    """
    data = content(order.file)
    if isinstance(data, Refused):
        return data
    name = order.file.path.rsplit("/", 1)[-1]
    source = member(Source(order.file.path, name, data, limits=order.limits), order.part)
    row = format_of(source) if source else None
    if source is None or row is None:
        return Refused(Why.GONE)
    if row.name == "pdf":
        return _pdf_page(source, order)
    return _picture(source, order) if row.name == "image" else Refused(Why.NO_PAGES)


def _pdf_page(source: Source, order: PageOrder) -> DrawnPage | Refused:
    import pypdfium2 as pdfium

    try:
        with pdfium.PdfDocument(source.data) as pdf:
            if not 1 <= order.page <= len(pdf):
                return Refused(Why.NO_PAGES)
            page = pdf[order.page - 1]
            width, height = page.get_size()
            scale = min(DPI * PDF_POINT, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5, 12_000 / max(width, height))
            image = page.render(scale=scale).to_pil()
            found = tuple(_found(_glyphs(page), order.quotes))
            return _drawn(image, len(pdf), found)
    except pdfium.PdfiumError:
        return Refused(Why.UNREADABLE)


def _picture(source: Source, order: PageOrder) -> DrawnPage | Refused:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(source.data)) as picture:
            pages = getattr(picture, "n_frames", 1) if picture.format in ("TIFF", "MPO") else 1
            if not 1 <= order.page <= pages:
                return Refused(Why.NO_PAGES)
            picture.draft("RGB", (3000, 3000))
            picture.seek(order.page - 1)
            if picture.width * picture.height > order.limits.pixels:
                return Refused(Why.UNREADABLE)
            image = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return Refused(Why.UNREADABLE)
    if image.width * image.height > MOST_PIXELS:
        share = (MOST_PIXELS / (image.width * image.height)) ** 0.5
        image = image.resize((int(image.width * share), int(image.height * share)))
    return _drawn(image, pages, tuple(_found((), order.quotes)))


def _drawn(image: Image.Image, pages: int, found: tuple[Found, ...]) -> DrawnPage:
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "PNG", compress_level=3)
    return DrawnPage(buffer.getvalue(), image.width, image.height, pages, found)


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    box: Fractions


def _glyphs(page: pdfium.PdfPage) -> tuple[_Glyph, ...]:
    """The glyphs of the text layer in drawing order, boxes as fractions of the page as shown; none for a scan."""
    from data.readers.pdf_glyphs import frame_of, page_glyphs

    frame = frame_of(page)
    width, height = frame.size
    drawn = [glyph for turned in page_glyphs(page, frame).by_turn.values() for glyph in turned]
    return tuple(
        _Glyph(
            _plain(glyph.text),
            (glyph.box.left / width, glyph.box.top / height, glyph.box.right / width, glyph.box.bottom / height),
        )
        for glyph in drawn
        if glyph.text.strip()
    )


def _found(glyphs: Sequence[_Glyph], quotes: Iterable[Quoted]) -> Iterator[Found]:
    """Where each quote stands: word by word where the text layer has it (inside its turn's box when that is told),
    else the turn's box; a quote that is nowhere is left out."""
    text = "".join(glyph.text for glyph in glyphs)
    owners = [n for n, glyph in enumerate(glyphs) for _ in glyph.text]
    for quote in quotes:
        words = _plain("".join(quote.words.split()))
        at = text.find(words) if words else -1
        while at >= 0:
            boxes = [glyphs[n].box for n in dict.fromkeys(owners[at : at + len(words)])]
            if quote.box is None or _inside(boxes[0], quote.box):
                yield Found(quote.number, tuple(_lines(boxes)), True)
                break
            at = text.find(words, at + 1)
        else:
            if quote.box:
                yield Found(quote.number, (quote.box,), False)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _inside(box: Fractions, around: Fractions) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return around[0] - 0.01 <= x <= around[2] + 0.01 and around[1] - 0.01 <= y <= around[3] + 0.01


def _lines(boxes: Sequence[Fractions]) -> Iterator[Fractions]:
    """The boxes of glyphs joined along each line of print."""
    line: Fractions | None = None
    for box in boxes:
        middle = (box[1] + box[3]) / 2
        if line and line[1] <= middle <= line[3] and box[0] >= line[0]:
            line = (line[0], min(line[1], box[1]), max(line[2], box[2]), max(line[3], box[3]))
            continue
        if line:
            yield line
        line = box
    if line:
        yield line

"""Pictures: photographed papers, scans, screenshots, faxes of several pages. Read by OCR where it is installed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from data.errors import FileStatus, ReadError
from data.readers import ocr
from data.readers.base import Part, Source
from data.readers.chat_papers import told_as_chat
from data.readers.page_blocks import blocks_of
from data.readers.page_columns import Line
from data.readers.page_sheet import Sheet
from data.readers.raster import read_raster

_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError)
"""What Pillow raises for pictures that are cut off or broken."""
_SHRINK_SIDE = 3000
"""JPEGs with both sides longer than twice this are decoded at a half, a quarter or an eighth: OCR needs no more."""


def read(source: Source) -> Iterator[Part | Source]:
    """The words of all pages of a picture as one part.

    Raises ReadError: UNSUPPORTED when OCR is not installed, TOO_BIG for more pixels than `limits.pixels`, DAMAGED for
    a picture that is cut off, NO_TEXT when no words were found.
    """
    lines: list[Line] = []
    sheets: dict[int, Sheet] = {}
    notes: list[str] = []
    with _opened(source) as picture:
        _check(source, picture)
        count = getattr(picture, "n_frames", 1)
        if picture.format not in ("TIFF", "MPO"):
            count = 1  # the frames of an animation are no pages
        for number in range(1, min(count, source.limits.ocr_pages) + 1):
            pixels = _pixels(source, picture, number)
            height, width = pixels.shape[:2]
            raster = read_raster(pixels, Sheet(number, width, height), number, source.limits)
            lines.extend(raster.lines)
            sheets[number] = raster.sheet
            notes.extend(raster.notes)
    if count > source.limits.ocr_pages:
        notes.append(
            f"pages {source.limits.ocr_pages + 1} to {count} were not read: the limit of OCR pages was reached"
        )
    if not lines:
        raise ReadError(
            FileStatus.NO_TEXT,
            source.label,
            "no words were found in the picture",
            place=f"pages 1 to {count}" if count > 1 else "whole picture",
            way_out="look at it by hand; if it is a bad scan, scan it again at 300 dpi",
        )
    status = FileStatus.PARTIAL if notes else FileStatus.OK
    blocks, hint = told_as_chat(blocks_of(lines, sheets))
    yield Part(source.part, "image", blocks, hint, pages=count, status=status, notes=tuple(notes))


@contextmanager
def _opened(source: Source) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(source.data))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_big(source, "more pixels than any paper has") from None
    except (UnidentifiedImageError, *_DAMAGE) as fault:
        raise _damaged(source, 1, fault) from None
    with picture:
        yield picture


def _check(source: Source, picture: Image.Image) -> None:
    """Refuse before a pixel is decoded."""
    if picture.format == "JPEG":
        picture.draft("RGB", (_SHRINK_SIDE, _SHRINK_SIDE))
    width, height = picture.size
    if width * height > source.limits.pixels:
        raise _too_big(source, f"{width} x {height} pixels, {source.limits.pixels} are allowed")
    if not ocr.is_installed():
        raise ReadError(
            FileStatus.UNSUPPORTED,
            source.label,
            "it is a picture, and no OCR is installed",
            place="whole picture",
            way_out=ocr.WAY_OUT,
        )


def _pixels(source: Source, picture: Image.Image, number: int) -> ocr.Pixels:
    """The pixels of page `number` (from 1), upright by its EXIF note, on white where it is see-through."""
    try:
        picture.seek(number - 1)
        width, height = picture.size
        if width * height > source.limits.pixels:
            raise _too_big(source, f"page {number}: {width} x {height} pixels, {source.limits.pixels} are allowed")
        upright = ImageOps.exif_transpose(picture)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            layered = upright.convert("RGBA")
            paper = Image.new("RGBA", layered.size, "white")
            upright = Image.alpha_composite(paper, layered)
        if upright.mode.startswith("I"):
            # Sixteen-bit scans: Pillow would cut the values off instead of scaling them.
            values = np.asarray(upright, dtype=np.float64)
            upright = Image.fromarray((values * (255.0 / max(values.max(), 1.0))).astype(np.uint8))
        return np.ascontiguousarray(np.asarray(upright.convert("RGB"), dtype=np.uint8))
    except Image.DecompressionBombError:
        raise _too_big(source, f"page {number}: more pixels than any paper has") from None
    except _DAMAGE as fault:
        raise _damaged(source, number, fault) from None


def _too_big(source: Source, problem: str) -> ReadError:
    return ReadError(
        FileStatus.TOO_BIG,
        source.label,
        f"the picture has {problem}",
        place="whole picture",
        way_out="scan it at 300 dpi or less, or cut it into pages",
    )


def _damaged(source: Source, page: int, fault: Exception) -> ReadError:
    return ReadError(
        FileStatus.DAMAGED,
        source.label,
        f"the picture is cut off or broken ({type(fault).__name__})",
        place=f"page {page}",
        way_out="ask the sender for it again",
    )

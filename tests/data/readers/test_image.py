"""Pictures are refused with the way out when they are too big, cut off, or no OCR is installed."""

from __future__ import annotations

import struct
import zlib

import pytest
from PIL import Image

from data.errors import FileStatus, ReadError
from data.readers import ocr
from data.readers.base import Limits
from data.readers.image import read
from data.readers.page_lines import Box
from data.readers.page_sheet import Sheet
from data.readers.raster import doubt_notes
from tests.papers import image_bytes, read_with

NOISE = Image.effect_noise((200, 200), 90)


def huge_png(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels and holds next to none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


CASES = [
    (huge_png(20_000, 10_000), FileStatus.TOO_BIG, "more pixels than any paper has"),
    (huge_png(9_000, 6_000), FileStatus.TOO_BIG, "9000 x 6000 pixels, 40000000 are allowed"),
    (image_bytes(NOISE)[:-3000], FileStatus.DAMAGED, "cut off or broken"),
    (image_bytes(NOISE, "JPEG")[:2000], FileStatus.DAMAGED, "cut off or broken"),
    (image_bytes(NOISE, "TIFF")[:2000], FileStatus.DAMAGED, "cut off or broken"),
    (b"\x89PNG\r\n\x1a\n", FileStatus.DAMAGED, "cut off or broken"),
]


@pytest.mark.parametrize(("data", "status", "words"), CASES)
def test_what_cannot_be_read_is_refused_with_place_and_way_out(
    monkeypatch: pytest.MonkeyPatch, data: bytes, status: FileStatus, words: str
) -> None:
    # These are refused before a word is looked for, installed or not.
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    with pytest.raises(ReadError) as caught:
        read_with(read, data, "坏.png")
    assert caught.value.status is status
    assert str(caught.value).startswith("units/坏.png, ")
    assert words in str(caught.value)
    assert caught.value.way_out


def test_without_ocr_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(ReadError) as caught:
        read_with(read, image_bytes(NOISE), "照片.png")
    assert caught.value.status is FileStatus.UNSUPPORTED
    assert "pip install guowen[ocr]" in str(caught.value)


def test_big_photographs_are_decoded_small_instead_of_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    sizes: list[tuple[int, ...]] = []

    def look(pixels: ocr.Pixels, before_piece: object) -> ocr.OcrPage:
        del before_piece
        sizes.append(pixels.shape)
        return ocr.OcrPage((), 0, ())

    # The size that reaches the recogniser is the point here, not what it makes of a blank page.
    monkeypatch.setattr(ocr, "read_page", look)
    photo = image_bytes(Image.new("L", (8000, 6200), 255), "JPEG")
    with pytest.raises(ReadError) as caught:
        read_with(read, photo, "照片.jpg", Limits(pixels=20_000_000))
    assert caught.value.status is FileStatus.NO_TEXT
    assert sizes == [(3100, 4000, 3)]


def test_doubts_make_one_note_a_page() -> None:
    notes = doubt_notes([Box(0, 90, 50, 110), Box(0, 100, 50, 104), Box(0, 40, 50, 60)], Sheet(3, 100, 200))
    assert notes == ("page 3: a line may be missing or misread at 25 %, 50 %, 51 % of the height, see the page itself",)

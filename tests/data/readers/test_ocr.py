"""OCR: lines in reading order whichever way the page lay, dropped lines found again, doubts told."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from data.errors import FileStatus
from data.readers import ofd, pdf
from data.readers.image import read
from data.readers.ocr import is_installed, read_page
from data.readers.ocr_ink import cut_into_tiles
from data.readers.page_lines import Box
from tests.needs import require
from tests.papers import OFD_NAME, body_text, image_bytes, ofd_bytes, ofd_page, ofd_text, read_with, scan

LINES = ["关于王建国过问案件的情况说明", "（2024）川97刑终12号周大海诈骗案", "李敏"]


@pytest.fixture(autouse=True)
def needs_ocr() -> None:
    require("ocr", is_installed(), "rapidocr is not installed (extra ocr): no picture can be read")


def note(size: tuple[int, int] = (900, 360)) -> Image.Image:
    """The upper part of a scan of LINES."""
    return scan(LINES).crop((60, 100, 60 + size[0], 100 + size[1]))


def test_a_picture_is_read_line_by_line_with_its_place() -> None:
    parts, _ = read_with(read, image_bytes(note()), "便笺.png")
    assert body_text(parts[0]).split("\n") == LINES
    assert (parts[0].status, parts[0].pages, parts[0].format) == (FileStatus.OK, 1, "image")
    tops = [block.location.box[1] for block in parts[0].blocks if block.location.box]
    assert tops == sorted(tops)
    assert parts[0].blocks[0].location.page == 1


@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_that_lay_turned_on_the_scanner_is_read_and_located_as_it_lies(turn: int) -> None:
    page = image_bytes(note().rotate(turn, expand=True))
    parts, _ = read_with(read, page, "转.png")
    assert body_text(parts[0]).split("\n") == LINES
    first, last = (parts[0].blocks[at].location.box or (0.0,) * 4 for at in (0, -1))
    # Turned against the clock by 90 degrees the first line stands at the left, by 180 at the bottom.
    assert first[0] < last[0] if turn == 90 else first[1] > last[1]


def test_pages_of_a_fax_and_the_turn_a_camera_notes_are_followed() -> None:
    second = note().point(lambda value: 255 * (value > 128)).convert("1")
    fax = image_bytes(note().convert("1"), "TIFF", save_all=True, append_images=[second])
    parts, _ = read_with(read, fax, "传真.tif")
    assert parts[0].pages == 2
    assert [block.location.page for block in parts[0].blocks] == [1, 1, 1, 2, 2, 2]
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    photo = image_bytes(note().rotate(90, expand=True), "JPEG", exif=exif)
    parts, _ = read_with(read, photo, "照片.jpg")
    assert body_text(parts[0]).split("\n") == LINES


def test_scans_in_pdf_and_ofd_are_located_on_their_page() -> None:
    picture = note().resize((600, 240))
    whole = Image.new("L", (620, 877), 255)
    whole.paste(picture, (10, 400))
    stream = image_bytes(whole.convert("RGB"), "PDF", resolution=75)
    parts, _ = read_with(pdf.read, stream, "扫描.pdf")
    assert body_text(parts[0]).split("\n") == LINES
    box = parts[0].blocks[0].location.box
    assert box is not None
    assert 0.45 < box[1] < 0.55

    members: dict[str, bytes | str] = {
        "Doc_0/DocumentRes.xml": f'<ofd:Res {OFD_NAME} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" '
        'Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>',
        "Doc_0/Res/a.png": image_bytes(note()),
    }
    image = '<ofd:ImageObject ID="4" ResourceID="7" Boundary="20 150 150 60" CTM="150 0 0 60 0 0"/>'
    page = ofd_page(ofd_text(20, 30, "以下为截图，请各位领导阅示并妥善保管"), image)
    common = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    parts, _ = read_with(ofd.read, ofd_bytes([page], common=common, members=members), "截图.ofd")
    assert body_text(parts[0]).split("\n") == ["以下为截图，请各位领导阅示并妥善保管", *LINES]
    box = parts[0].blocks[1].location.box
    assert box is not None
    assert 0.5 < box[1] < 0.6


def test_a_line_the_detector_drops_is_read_in_a_second_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    from data.readers import ocr

    found = ocr._recognise
    # The real detector drops lines seldom and not at will: one is taken from what it found.
    monkeypatch.setattr(ocr, "_recognise", lambda pixels: [line for line in found(pixels) if "周大海" not in line.text])
    page = read_page(np.asarray(note().convert("RGB"), dtype=np.uint8), lambda: None)
    assert sorted(line.text for line in page.lines) == sorted(LINES)
    assert page.doubts == ()


def test_ink_that_cannot_be_read_is_told_with_its_height() -> None:
    picture = note()
    pixels = np.asarray(picture.convert("RGB"), dtype=np.uint8).copy()
    noise = np.random.default_rng(1).integers(0, 2, size=(26, 500, 1)) * 255
    pixels[250:276, 100:600] = noise
    page = read_page(pixels, lambda: None)
    assert [line.text for line in page.lines][:2] == LINES[:2]
    assert any(240 < doubt.middle < 290 for doubt in page.doubts)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("(2024)川97刑终12号", "（2024）川97刑终12号"),
        ("（2024) 川97刑终12号", "（2024）川97刑终12号"),
        ("时间:2024-03-05 09:12,地点:院里", "时间：2024-03-05 09:12，地点：院里"),
        ("call (010) 6655, ok?", "call (010) 6655, ok?"),
    ],
)
def test_punctuation_takes_the_width_of_its_neighbours(seen: str, meant: str) -> None:
    from data.readers.ocr import _full_width

    assert _full_width(seen) == meant


def test_long_screenshots_are_cut_between_their_lines() -> None:
    pixels = np.full((6000, 800, 3), 255, np.uint8)
    for top in range(20, 5980, 60):
        pixels[top : top + 30, 40:700] = 0
    tiles = list(cut_into_tiles(pixels, 1800))
    assert len(tiles) == 4
    assert sum(tile.pixels.shape[0] for tile in tiles) == 6000
    assert all((tile.top - 20) % 60 > 30 for tile in tiles[1:])
    assert tiles[2].moved(Box(1, 2, 3, 4)).top == tiles[2].top + 2


def test_spreads_are_cut_along_their_gutter_and_single_pages_only_shrunk() -> None:
    spread = np.full((1754, 2480, 3), 255, np.uint8)
    spread[100:1600:40, 100:1150] = 0
    spread[100:1600:40, 1330:2400] = 0
    left, right = cut_into_tiles(spread, 1800)
    assert 1150 < right.left < 1330
    assert left.pixels.shape[1] == right.left
    (page,) = cut_into_tiles(np.full((3508, 2480, 3), 255, np.uint8), 1800)
    assert page.pixels.shape == (1800, 1273, 3)
    assert page.moved(Box(0, 0, 1273, 1800)).bottom == pytest.approx(3508, abs=2)

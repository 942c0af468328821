"""Words of a raster page by RapidOCR (models inside its wheel; nothing is downloaded, nothing sent).

Lines are kept with their box and score. The detector is known to drop whole lines in silence, so ink that no box
covers is looked at again and, when it still says nothing, reported as a doubt.
"""

from __future__ import annotations

import ctypes
import importlib.util
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.readers.ocr_ink import Tile, cut_into_tiles, uncovered_strips
from data.readers.page_lines import Box, Segment

_CHINESE = "\u3400-\u9fff\uff08\uff09\u3002\uff0c\u3001\u300a-\u3011"
_HALF_WIDTH = re.compile(rf"(?<=[{_CHINESE}])[,:;?!()]|[,:;?!()](?= ?[{_CHINESE}])")
_FULL = dict(zip(",:;?!()", "，：；？！（）", strict=True))
_LAME_PAIR = re.compile(r"\(([^()（）]{0,30})）|（([^()（）]{0,30})\)")
_SPACED = re.compile(rf"(?<=[，：；？！（）]) (?=[{_CHINESE}])")

Pixels = NDArray[np.uint8]
"""Height x width x 3, RGB."""

WAY_OUT = "install OCR with `pip install guowen[ocr]`"
MAX_SIDE = 1800
"""Longest side, in pixels, given to the detector at once; its memory grows with the area."""
MAPPED_BYTES = 16 * 1024 * 1024
"""Buffers above this size are mapped one by one; over twelve pages that made 780 MB at most, not 890 and rising."""
_M_MMAP_THRESHOLD = -3
KEPT_SCORE, SURE_SCORE = 0.3, 0.5
"""Lines below the first score are noise, lines below the second are kept and doubted."""
RETRY_SCORE = 0.6
"""A page whose mean score is lower is tried upside down."""
SURE_PAGE = 0.85
"""A page turned sideways that reads so well one way need not be tried the other."""
STRIP_SCORE, SHORT_STRIP_SCORE = 0.6, 0.85
"""What a strip of ink must reach to be taken for a line; a short one may be a seal or a smudge."""
LONG_STRIP = 4.0
"""Strips at least so many times as long as high are doubted when they cannot be read; shorter ones may be anything."""


@dataclass(frozen=True, slots=True)
class OcrLine:
    """One line as found: pixels in the picture as it was read, score 0..1, and which piece of the picture it is in."""

    text: str
    box: Box
    score: float
    piece: int = 0


@dataclass(frozen=True, slots=True)
class OcrPage:
    """The lines of one picture, read after turning it `turn` quarters against the clock.

    `doubts` are boxes of ink that look like a line and could not be read, or were read with little certainty.
    """

    lines: tuple[OcrLine, ...]
    turn: int
    doubts: tuple[Box, ...]

    @property
    def score(self) -> float:
        """The mean score, longer lines weighing more; 0 without lines."""
        weight = sum(len(line.text) for line in self.lines)
        return sum(line.score * len(line.text) for line in self.lines) / weight if weight else 0.0


def is_installed() -> bool:
    """Whether pages without a text layer can be read at all."""
    return importlib.util.find_spec("rapidocr") is not None


def read_page(pixels: Pixels, before_piece: Callable[[], None]) -> OcrPage:
    """The words of a picture, however it was turned on the scanner.

    `before_piece` is called before each piece of work of about one page: long pictures are read in pieces, turned ones
    several times.
    """
    page = _read_upright(pixels, before_piece)
    if len(page.lines) < 2:
        return page
    tall = sum(line.box.height > 1.5 * line.box.width for line in page.lines if len(line.text) > 1)
    if tall > 0.5 * len(page.lines):
        first = _turned(pixels, 1, before_piece)
        return first if first.score >= SURE_PAGE else max(first, _turned(pixels, 3, before_piece), key=_score)
    if page.score < RETRY_SCORE:
        return max(page, _turned(pixels, 2, before_piece), key=_score)
    return page


def _score(page: OcrPage) -> float:
    return page.score


def segments_of_page(page: OcrPage) -> list[list[Segment]]:
    """The lines found, as segments to be put into reading order; pixels in reading position, a list for each piece."""
    pieces: dict[int, list[Segment]] = {}
    for line in page.lines:
        pieces.setdefault(line.piece, []).append(Segment(line.text, line.box, _em(line)))
    return [pieces[number] for number in sorted(pieces)]


def _turned(pixels: Pixels, turn: int, before_piece: Callable[[], None]) -> OcrPage:
    return replace(_read_upright(np.ascontiguousarray(np.rot90(pixels, turn)), before_piece), turn=turn)


def _read_upright(pixels: Pixels, before_piece: Callable[[], None]) -> OcrPage:
    lines: list[OcrLine] = []
    doubts: list[Box] = []
    for number, tile in enumerate(cut_into_tiles(pixels, MAX_SIDE)):
        before_piece()
        found, doubted = _read_tile(tile)
        lines.extend(replace(line, piece=number) for line in found)
        doubts.extend(doubted)
    return OcrPage(tuple(lines), 0, tuple(doubts))


def _read_tile(tile: Tile) -> tuple[list[OcrLine], list[Box]]:
    lines = _recognise(tile.pixels)
    doubts = [line.box for line in lines if line.score < SURE_SCORE]
    for strip in uncovered_strips(tile.pixels, [line.box for line in lines]):
        line = _read_strip(tile.pixels, strip)
        if line is not None:
            lines.append(line)
        elif _is_long(strip):
            doubts.append(strip)
    moved = [replace(line, box=tile.moved(line.box)) for line in lines]
    return moved, [tile.moved(box) for box in doubts]


def _recognise(pixels: Pixels) -> list[OcrLine]:
    result = _engine()(pixels, use_det=True, use_cls=False, use_rec=True, text_score=0.0)
    if result.txts is None:
        return []
    lines = []
    for quad, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        if text.strip() and score >= KEPT_SCORE:
            lines.append(OcrLine(_full_width(text.strip()), _around(quad), float(score)))
    return lines


def _read_strip(pixels: Pixels, strip: Box) -> OcrLine | None:
    """The line in a strip of ink, None when it cannot be read."""
    pad = 0.25 * strip.height
    top, bottom = max(0, int(strip.top - pad)), int(strip.bottom + pad) + 1
    left, right = max(0, int(strip.left - pad)), int(strip.right + pad) + 1
    crop = np.ascontiguousarray(pixels[top:bottom, left:right])
    result = _engine()(crop, use_det=False, use_cls=False, use_rec=True, text_score=0.0)
    if result.txts is None or not result.txts[0].strip():
        return None
    line = OcrLine(_full_width(result.txts[0].strip()), strip, float(result.scores[0]))
    return line if line.score >= (STRIP_SCORE if _is_long(strip) else SHORT_STRIP_SCORE) else None


def _is_long(strip: Box) -> bool:
    return strip.width >= LONG_STRIP * strip.height


def _full_width(text: str) -> str:
    """`text` with punctuation made full-width beside Chinese, brackets in pairs.

    The recogniser does not tell the two widths apart.
    """
    text = _HALF_WIDTH.sub(lambda found: _FULL[found[0]], text)
    text = _LAME_PAIR.sub(lambda found: f"（{found[1] or found[2] or ''}）", text)
    return _SPACED.sub("", text)


def _around(quad: Sequence[Sequence[float]]) -> Box:
    xs, ys = [float(point[0]) for point in quad], [float(point[1]) for point in quad]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _em(line: OcrLine) -> float:
    """The size of a character: the width divided among the signs, half-width ones counting half."""
    signs = sum(0.5 if character.isascii() else 1.0 for character in line.text)
    return min(line.box.height, line.box.width / max(signs, 1.0))


@lru_cache(maxsize=1)
def _engine() -> Any:
    import cv2
    from rapidocr import RapidOCR

    # Several processes share the machine; one thread each is fastest in all.
    cv2.setNumThreads(1)
    _keep_memory_whole()
    logging.getLogger("RapidOCR").disabled = True
    return RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.log_level": "critical",
            "Global.max_side_len": MAX_SIDE,
            # A batch is as wide as its longest line and costs memory for all; one thread gains nothing by it.
            "Rec.rec_batch_num": 1,
        }
    )


def _keep_memory_whole() -> None:
    """Give the network's big buffers back to the system after each page.

    Left to itself, glibc raises the size from which it does so, and a long scan ends with much more address space
    than it needs. Other C libraries have no such call and no such habit.
    """
    allocator = ctypes.CDLL(None)
    if hasattr(allocator, "mallopt"):
        allocator.mallopt(_M_MMAP_THRESHOLD, MAPPED_BYTES)

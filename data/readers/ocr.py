"""Words of a raster page by RapidOCR (models inside its wheel; nothing is downloaded, nothing sent).

Lines are kept with their box and score. The detector is known to drop whole lines in silence, so ink that no box
covers is looked at again and, when it still says nothing, reported as a doubt.
"""

from __future__ import annotations

import importlib.util
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.readers.ocr_ink import Tile, cut_into_tiles, uncovered_strips
from data.readers.page_lines import Box, Segment

_CHINESE = "\u3400-\u9fff\uff08\uff09\u3002\uff0c\u3001\u300a-\u3011"
_HALF_WIDTH = re.compile(rf"(?<=[{_CHINESE}])[,:;?!()]|[,:;?!()](?=[{_CHINESE}])")
_FULL = dict(zip(",:;?!()", "，：；？！（）", strict=True))

Pixels = NDArray[np.uint8]
"""Height x width x 3, RGB."""

WAY_OUT = "install OCR with `pip install guowen[ocr]`"
MAX_SIDE = 2000
"""Longest side, in pixels, given to the detector at once; its memory grows with the area."""
KEPT_SCORE, SURE_SCORE = 0.3, 0.5
"""Lines below the first score are noise, lines below the second are kept and doubted."""
RETRY_SCORE = 0.6
"""A page whose mean score is lower is tried upside down."""
STRIP_SCORE, SHORT_STRIP_SCORE = 0.6, 0.85
"""What a strip of ink must reach to be taken for a line; a short one may be a seal or a smudge."""
LONG_STRIP = 4.0
"""Strips at least so many times as long as high are doubted when they cannot be read; shorter ones may be anything."""


@dataclass(frozen=True, slots=True)
class OcrLine:
    """One line as found: pixels in the picture as it was read, score 0..1."""

    text: str
    box: Box
    score: float


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


def read_page(pixels: Pixels) -> OcrPage:
    """The words of a picture, however it was turned on the scanner."""
    page = _read_upright(pixels)
    if len(page.lines) < 2:
        return page
    tall = sum(line.box.height > 1.5 * line.box.width for line in page.lines if len(line.text) > 1)
    if tall > 0.5 * len(page.lines):
        sideways = [_turned(pixels, turn) for turn in (1, 3)]
        return max(sideways, key=lambda other: other.score)
    if page.score < RETRY_SCORE:
        return max(page, _turned(pixels, 2), key=lambda other: other.score)
    return page


def segments_of_page(page: OcrPage) -> list[Segment]:
    """The lines found, as segments to be put into reading order; pixels in reading position."""
    return [Segment(line.text, line.box, _em(line)) for line in page.lines]


def _turned(pixels: Pixels, turn: int) -> OcrPage:
    return replace(_read_upright(np.ascontiguousarray(np.rot90(pixels, turn))), turn=turn)


def _read_upright(pixels: Pixels) -> OcrPage:
    lines: list[OcrLine] = []
    doubts: list[Box] = []
    for tile in cut_into_tiles(pixels, MAX_SIDE):
        found, doubted = _read_tile(tile)
        lines.extend(found)
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
    """`text` with punctuation made full-width beside Chinese: the recogniser cannot tell the two apart."""
    return _HALF_WIDTH.sub(lambda found: _FULL[found[0]], text)


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
    logging.getLogger("RapidOCR").disabled = True
    return RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.log_level": "critical",
            "Global.max_side_len": MAX_SIDE,
        }
    )

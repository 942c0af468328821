"""Ink on a raster page: where a long picture may be cut, and lines that the detector passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from data.readers.page_lines import Box

OVERSIZE = 1.15
"""A picture is only cut up when it is longer than the limit by this factor."""
STRIP_ASPECT, SPREAD_ASPECT = 1.6, 1.3
"""Higher than this for its width: a long screenshot. Wider than this for its height: perhaps two pages side by side."""
GUTTER_SHARE = 0.012
"""A blank stripe of this share of the width parts the two pages of a spread."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A piece of a picture, shrunk by `scale`; `left` and `top` are where it begins, in pixels of the whole."""

    pixels: NDArray[np.uint8]
    left: int = 0
    top: int = 0
    scale: float = 1.0

    def moved(self, box: Box) -> Box:
        """A box of this piece as one of the whole picture."""
        left, top, right, bottom = (value / self.scale for value in (box.left, box.top, box.right, box.bottom))
        return Box(left + self.left, top + self.top, right + self.left, bottom + self.top)


def cut_into_tiles(pixels: NDArray[np.uint8], side: int) -> Iterator[Tile]:
    """The picture in pieces of at most `side` pixels either way, shrunk where need be; in reading order, no overlap.

    A long screenshot is cut across where there is least ink, a spread of two pages along its blank gutter: shrunk
    whole they would be unreadable.
    """
    start = 0
    across = pixels.shape[0] >= pixels.shape[1]
    for end in _cuts(pixels, side):
        piece = pixels[start:end] if across else pixels[:, start:end]
        yield _shrunk(piece, side, (0, start) if across else (start, 0))
        start = end


def _shrunk(piece: NDArray[np.uint8], side: int, corner: tuple[int, int]) -> Tile:
    import cv2

    height, width = piece.shape[:2]
    scale = min(1.0, side / max(height, width))
    if scale < 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        piece = np.asarray(cv2.resize(piece, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return Tile(np.ascontiguousarray(piece), *corner, scale)


def _cuts(pixels: NDArray[np.uint8], side: int) -> list[int]:
    """Where each piece ends along the longer side; the last entry is the length of it."""
    height, width = pixels.shape[:2]
    longest, shortest = max(height, width), min(height, width)
    aspect = longest / max(shortest, 1)
    if longest <= side * OVERSIZE:
        return [longest]
    if height >= width:
        if aspect <= STRIP_ASPECT:
            return [longest]
        pieces = -(-longest // side)
        ink = ink_of(pixels).sum(axis=1)
        return [*(_least_ink(ink, longest * n // pieces, longest // (pieces * 4)) for n in range(1, pieces)), longest]
    gutter = _gutter(pixels) if aspect > SPREAD_ASPECT else None
    return [longest] if gutter is None else [gutter, longest]


def _gutter(pixels: NDArray[np.uint8]) -> int | None:
    """The middle of the widest blank stripe about the middle of a spread, None when there is none."""
    ink = ink_of(pixels).mean(axis=0)
    width = len(ink)
    blank = ink < 0.002
    best = (0, 0)
    start = None
    for x in range(int(width * 0.4), int(width * 0.6) + 1):
        if blank[x] and start is None:
            start = x
        elif not blank[x] and start is not None:
            best, start = max(best, (x - start, start)), None
    if start is not None:
        best = max(best, (int(width * 0.6) - start, start))
    return best[1] + best[0] // 2 if best[0] >= GUTTER_SHARE * width else None


def _least_ink(ink: NDArray[np.int64], around: int, reach: int) -> int:
    """The place with least ink within `reach` of `around`, of several the nearest."""
    low, high = max(1, around - reach), min(len(ink) - 1, around + reach)
    window = ink[low:high]
    empty = np.flatnonzero(window == window.min())
    return low + int(empty[np.argmin(np.abs(empty + low - around))])


def ink_of(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where the picture is clearly darker than its surroundings: paper may be grey, yellowed or shaded."""
    import cv2

    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    ground = cv2.blur(cv2.dilate(grey, np.ones((9, 9), np.uint8)), (41, 41))
    dark: NDArray[np.bool_] = grey.astype(np.int16) < ground.astype(np.int16) * 0.72
    return dark


def uncovered_strips(pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> list[Box]:
    """Strips of ink as high as the lines found and at least one and a half times as long, that no box covers.

    Without any box there is no measure of a line, and no strip.
    """
    import cv2

    if not boxes:
        return []
    line = median(box.height for box in boxes)
    dark = ink_of(pixels)
    for box in boxes:
        dark[max(0, int(box.top) - 2) : int(box.bottom) + 3, max(0, int(box.left) - 2) : int(box.right) + 3] = False
    # Specks of noise go, then the characters of a line grow together.
    ink = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    grown = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, max(3, int(line * 1.2))), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    strips = []
    for left, top, width, height, _ in stats[1:]:
        share = float(ink[top : top + height, left : left + width].mean())
        if 0.45 * line <= height <= 1.8 * line and width >= 1.5 * height and 0.06 <= share <= 0.6:
            strips.append(Box(float(left), float(top), float(left + width), float(top + height)))
    return sorted(strips, key=lambda box: (box.top, box.left))

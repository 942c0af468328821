"""Ink on a raster page: where a long picture may be cut, and lines that the detector passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from data.readers.page_lines import Box

TILE_OVERSIZE = 1.15
"""A picture longer than the limit by this factor is cut up instead of shrunk."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A piece of a picture; `left` and `top` are where it begins, in pixels of the whole."""

    pixels: NDArray[np.uint8]
    left: int = 0
    top: int = 0

    def moved(self, box: Box) -> Box:
        """A box of this piece as one of the whole picture."""
        return Box(box.left + self.left, box.top + self.top, box.right + self.left, box.bottom + self.top)


def cut_into_tiles(pixels: NDArray[np.uint8], side: int) -> Iterator[Tile]:
    """The picture whole, or cut along its longer side, where there is least ink, into pieces of about `side` pixels.

    A long screenshot shrunk to fit would be unreadable. Pieces are in reading order, without overlap.
    """
    height, width = pixels.shape[:2]
    longest, shortest = max(height, width), min(height, width)
    if longest <= side * TILE_OVERSIZE or longest <= shortest * TILE_OVERSIZE:
        yield Tile(pixels)
        return
    lengthwise = height >= width
    ink = ink_of(pixels).sum(axis=1 if lengthwise else 0)
    # A shrunken A3 sheet is still readable in halves; a long strip needs as many pieces as it is times as long.
    pieces = max(2, -(-longest // side))
    start = 0
    for number in range(1, pieces + 1):
        end = longest if number == pieces else _least_ink(ink, longest * number // pieces, longest // (pieces * 5))
        yield Tile(pixels[start:end], top=start) if lengthwise else Tile(pixels[:, start:end], left=start)
        start = end


def _least_ink(ink: NDArray[np.int64], around: int, reach: int) -> int:
    """The middle of the first of the emptiest places within `reach` of `around`."""
    low, high = max(1, around - reach), min(len(ink) - 1, around + reach)
    window = ink[low:high]
    empty = np.flatnonzero(window == window.min())
    nearest = int(empty[np.argmin(np.abs(empty + low - around))])
    return low + nearest


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

"""The margins of the columns of a paper: what tells a line that was broken from one that ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from data.readers.page_columns import Line

Column = tuple[int, int]
"""Key of a sheet, number of a column on it."""
RAGGED = 2.0
"""Lines broken at a margin end within so many ems of one another; of three and more, hardly two the same length."""
_HANGING = "，。、；：！？,.;:!?"


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right limit of a column and the usual step from line to line, in points.

    `wrapped` tells whether the longest lines come near enough to the edge of the page to have been broken there.
    `most` is the greatest number of characters in a line; `counted` that lines were cut at that number.
    """

    left: float
    right: float
    pitch: float
    wrapped: bool
    most: int
    counted: bool


def column_of(line: Line) -> Column:
    """The column a line stands in."""
    return line.page, line.column


def margins_of(lines: Sequence[Line], widths: Mapping[int, float]) -> dict[Column, Margins]:
    """The margins of every column of every sheet; columns with the same left edge share their right one.

    `widths` of the sheets, by `Line.page`.
    """
    groups: dict[Column, list[Line]] = {}
    for line in lines:
        groups.setdefault(column_of(line), []).append(line)
    em = median(line.em for line in lines) if lines else 1.0
    most = max((len(line.text.rstrip()) for line in lines if len(line.cells) == 1), default=0)
    counted = _is_cut_by_count(lines, most)
    lefts = {key: _left(group, em) for key, group in groups.items()}
    outer: dict[int, float] = {}
    for (page, _), left in lefts.items():
        outer[page] = min(left, outer.get(page, left))
    margins: dict[Column, Margins] = {}
    for keys in _peers(lefts, em):
        peers = [line for key in keys for line in groups[key]]
        right, pitch = max(map(_edge, peers)), _pitch(peers)
        beyond = min((left for left in lefts.values() if left > right), default=None)
        for key in keys:
            edge = widths[key[0]] - outer[key[0]] if beyond is None else beyond
            margins[key] = Margins(lefts[key], right, pitch, edge - right < 8 * em, most, counted)
    return margins


def _peers(lefts: Mapping[Column, float], em: float) -> list[list[Column]]:
    """Columns whose left edges lie within an em of one another, in groups that keep the order of the pages."""
    groups: list[list[Column]] = []
    for key in sorted(lefts, key=lambda key: (lefts[key], key)):
        if groups and lefts[key] - lefts[groups[-1][0]] < em:
            groups[-1].append(key)
        else:
            groups.append([key])
    return [sorted(group) for group in groups]


def _left(lines: Sequence[Line], em: float) -> float:
    """The leftmost edge at which at least two lines (and one in twenty) begin; the leftmost one failing that."""
    edges = sorted(line.box.left for line in lines)
    needed = max(2, len(edges) // 20)
    for edge in edges:
        if sum(abs(other - edge) < 0.5 * em for other in edges) >= needed:
            return edge
    return edges[0]


def _edge(line: Line) -> float:
    """Where a line ends, a sign that may hang over the margin left out."""
    return line.box.right - (line.em if line.text.rstrip()[-1:] in _HANGING else 0.0)


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance from one line's bottom to the next one's, on one page; 0 when no two lines follow."""
    steps = [
        below.box.bottom - above.box.bottom
        for above, below in pairwise(lines)
        if column_of(above) == column_of(below) and below.box.bottom > above.box.bottom
    ]
    return median(sorted(steps)[: max(1, len(steps) * 3 // 4)]) if steps else 0.0


def _is_cut_by_count(lines: Sequence[Line], most: int) -> bool:
    """Whether lines were cut at `most` characters.

    It shows in most of the long lines holding exactly that number although their widths differ, because some hold
    half-width characters.
    """
    long = [line for line in lines if len(line.text.rstrip()) >= 0.75 * most and line.table is None]
    cut = {line.text: line for line in long if len(line.text.rstrip()) == most}
    if most < 20 or len(cut) < 2 or 2 * len(cut) < len({line.text for line in long}):
        return False
    widths = [line.box.width for line in cut.values()]
    ragged = RAGGED if len(cut) == 2 else 1.0
    return max(widths) - min(widths) > ragged * median(line.em for line in lines)

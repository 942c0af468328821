"""Tables drawn with ruled lines: their cells, merged ones whole, in rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.readers.page_lines import Box, union

NEAR = 3.0
"""Lines this many points apart are one line, and lines this near to each other touch."""
MIN_CELL = 5.0
"""A line shorter than this many points parts no cells."""
MAX_LINES = 1_000
"""A sheet with more lines one way than this is squared paper or a plan, and holds no tables."""

MAX_FIELDS = 5_000


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table; each row holds the cells that begin in it, from left to right, None where one from above reaches in.

    `xs` and `ys` are the lines of its grid, `owners` gives for each (row, column) of the grid the cell it belongs to.
    """

    box: Box
    rows: tuple[tuple[Box | None, ...], ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: Mapping[tuple[int, int], Box]

    def cell_at(self, x: float, y: float) -> Box | None:
        """The cell around a point of the table, None above or left of it."""
        row = min(bisect_right(self.ys, y), len(self.ys) - 1) - 1
        column = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        return self.owners.get((row, column))


def ruled_tables(rulings: Iterable[Box]) -> list[RuledTable]:
    """The tables of two or more cells that `rulings` draw, from top to bottom. Frames around text are none."""
    across = [box for box in rulings if box.width >= box.height and box.width >= MIN_CELL]
    down = [box for box in rulings if box.height > box.width and box.height >= MIN_CELL]
    if max(len(across), len(down)) > MAX_LINES:
        return []
    tables = []
    for group in _touching(across, down):
        table = _table([across[i] for i in group[0]], [down[i] for i in group[1]])
        if table is not None:
            tables.append(table)
    return sorted(tables, key=lambda table: (table.box.top, table.box.left))


def _touching(across: Sequence[Box], down: Sequence[Box]) -> list[tuple[list[int], list[int]]]:
    """Indices of the lines across and down in groups that touch one another."""
    leader = list(range(len(across) + len(down)))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    for i, flat in enumerate(across):
        for j, tall in enumerate(down):
            if _touch(flat, tall):
                leader[find(i)] = find(len(across) + j)
    groups: dict[int, tuple[list[int], list[int]]] = {}
    for i in range(len(across)):
        groups.setdefault(find(i), ([], []))[0].append(i)
    for j in range(len(down)):
        groups.setdefault(find(len(across) + j), ([], []))[1].append(j)
    return [group for group in groups.values() if len(group[0]) >= 2 and len(group[1]) >= 1]


def _touch(flat: Box, tall: Box) -> bool:
    return (
        flat.left - NEAR <= tall.right
        and tall.left <= flat.right + NEAR
        and tall.top - NEAR <= flat.bottom
        and flat.top <= tall.bottom + NEAR
    )


def _table(across: Sequence[Box], down: Sequence[Box]) -> RuledTable | None:
    box = union([*across, *down])
    # Tables are often open at the sides; their outer edges count as drawn.
    xs = _merged([box.left, box.right, *((line.left + line.right) / 2 for line in down)])
    ys = _merged([box.top, box.bottom, *(line.middle for line in across)])
    if len(xs) * len(ys) > MAX_FIELDS or (len(xs) - 1) * (len(ys) - 1) < 2:
        return None
    leaders = _cells(xs, ys, across, down)
    owners = {field: _cell_box(xs, ys, leader) for field, leader in leaders.items()}
    rows: list[tuple[Box | None, ...]] = []
    for row in range(len(ys) - 1):
        cells: list[Box | None] = []
        for column in range(len(xs) - 1):
            top, left, _, _ = leaders[row, column]
            if column == left:
                cells.append(owners[row, column] if row == top else None)
        rows.append(tuple(cells))
    if sum(cell is not None for cells in rows for cell in cells) < 2:
        return None
    return RuledTable(box, tuple(rows), tuple(xs), tuple(ys), owners)


def _cell_box(xs: Sequence[float], ys: Sequence[float], leader: tuple[int, int, int, int]) -> Box:
    top, left, bottom, right = leader
    return Box(xs[left], ys[top], xs[right + 1], ys[bottom + 1])


def _merged(values: Iterable[float]) -> list[float]:
    """Sorted positions, those nearer than `NEAR` to the one before taken as one."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > NEAR:
            merged.append(value)
    return merged


def _cells(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Box], down: Sequence[Box]
) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """(row, column) of each field of the grid -> (top, left, bottom, right) of the cell it belongs to, inclusive."""
    owner: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in owner:
                continue
            right = column
            while right + 2 < len(xs) and not _line_down(xs[right + 1], ys[row], ys[row + 1], down):
                right += 1
            bottom = row
            while bottom + 2 < len(ys) and not _line_across(ys[bottom + 1], xs[column], xs[right + 1], across):
                bottom += 1
            for r in range(row, bottom + 1):
                for c in range(column, right + 1):
                    owner.setdefault((r, c), (row, column, bottom, right))
    return owner


def _line_down(x: float, top: float, bottom: float, down: Sequence[Box]) -> bool:
    middle = (top + bottom) / 2
    return any(line.left - NEAR <= x <= line.right + NEAR and line.top <= middle <= line.bottom for line in down)


def _line_across(y: float, left: float, right: float, across: Sequence[Box]) -> bool:
    middle = (left + right) / 2
    return any(line.top - NEAR <= y <= line.bottom + NEAR and line.left <= middle <= line.right for line in across)

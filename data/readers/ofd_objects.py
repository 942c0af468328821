"""The graphic units of an OFD page -> glyphs, ruled lines and pictures, in points of the page as shown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from data.readers.ofd_package import IDENTITY, MM, Matrix, box_of, children, local, matrix_of, moved, numbers, times
from data.readers.page_content import SLANTED, Drawing, PageGlyphs
from data.readers.page_lines import Box, Glyph
from data.readers.radicals import unified

THIN = 0.9
"""A drawn thing thinner than this many millimetres is a line."""
MAX_DEPTH = 16
"""Units inside one another."""
MAX_UNITS = 100_000
"""Graphic units on one page; a dense page of single characters has about two thousand."""
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """A picture on a page: the resource's id and the box it fills, in points."""

    resource: str
    box: Box


@dataclass(slots=True)
class PageObjects:
    """All that is drawn on a page, in drawing order; `units` counts them and stops one above MAX_UNITS."""

    units: int = 0
    glyphs: PageGlyphs = field(default_factory=PageGlyphs)
    drawing: Drawing = field(default_factory=Drawing)
    images: list[PlacedImage] = field(default_factory=list)


def collect(layer: etree._Element, into: PageObjects, composites: Mapping[str, etree._Element]) -> None:
    """Add the units below `layer` (a layer, a page block, the appearance of an annotation)."""
    _collect(layer, into, composites, (IDENTITY, 0))


def _collect(
    block: etree._Element, into: PageObjects, composites: Mapping[str, etree._Element], state: tuple[Matrix, int]
) -> None:
    matrix, depth = state
    if depth > MAX_DEPTH:
        return
    for unit in block:
        if not isinstance(unit.tag, str):
            continue
        into.units += 1
        if into.units > MAX_UNITS:
            return
        kind = local(unit)
        own = times(_own_matrix(unit), matrix)
        if kind == "TextObject":
            _text(unit, own, into.glyphs)
        elif kind == "PathObject":
            into.drawing.marks += 1
            into.drawing.rulings.extend(_rulings(unit, own))
        elif kind == "ImageObject":
            _image(unit, own, into)
        elif kind == "CompositeObject":
            resource = composites.get(unit.get("ResourceID", ""))
            if resource is not None:
                _collect(resource, into, composites, (own, depth + 1))
        elif kind in ("PageBlock", "Layer", "Content", "Appearance"):
            _collect(unit, into, composites, (own if kind == "Appearance" else matrix, depth + 1))


def _own_matrix(unit: etree._Element) -> Matrix:
    """From the space of a unit to that around it: its CTM, then the corner of its boundary."""
    boundary = box_of(unit.get("Boundary"))
    corner: Matrix = (1.0, 0.0, 0.0, 1.0, boundary.left, boundary.top) if boundary else IDENTITY
    if local(unit) == "ImageObject":
        return corner
    return times(matrix_of(unit.get("CTM")), corner)


def _text(unit: etree._Element, matrix: Matrix, glyphs: PageGlyphs) -> None:
    size = next(iter(numbers(unit.get("Size"))), 3.5)
    scale = next(iter(numbers(unit.get("HScale"))), 1.0)
    down = unit.get("ReadDirection", "0").strip() in ("90", "270")
    turn = _turn(matrix, down)
    for code in children(unit, "TextCode"):
        words = code.text or ""
        xs = _positions(code.get("X"), code.get("DeltaX"), len(words))
        ys = _positions(code.get("Y"), code.get("DeltaY"), len(words))
        advanced = 0.0
        for index, character in enumerate(words):
            width = size * scale * (0.5 if character.isascii() else 1.0)
            # Without steps the font's own widths hold; half and full width are near enough for layout.
            x = xs[index] if xs is not None else (_start(code, "X") + (0.0 if down else advanced))
            y = ys[index] if ys is not None else (_start(code, "Y") + (advanced if down and xs is None else 0.0))
            advanced += width
            if character not in "\r\n":
                # The origin of a glyph is on its base line; Chinese glyphs reach 0.12 of their size below.
                box = _moved_box(matrix, Box(x, y - 0.88 * size, x + width, y + 0.12 * size))
                glyphs.add(Glyph(unified(character), box), turn)


def _start(code: etree._Element, name: str) -> float:
    return next(iter(numbers(code.get(name))), 0.0)


def _positions(start: str | None, steps: str | None, count: int) -> list[float] | None:
    """Where each of `count` characters begins, None when no steps are given. Steps run on as the last one does."""
    gaps = _steps(steps, count)
    if not gaps:
        return None
    at = next(iter(numbers(start)), 0.0)
    positions = [at]
    for index in range(count - 1):
        at += gaps[min(index, len(gaps) - 1)]
        positions.append(at)
    return positions


def _steps(words: str | None, count: int) -> list[float]:
    """The steps of a Delta attribute; `g N d` stands for N steps of d. Never more than `count`."""
    values: list[float] = []
    pieces = (words or "").split()
    at = 0
    while at < len(pieces) and len(values) < count:
        if pieces[at] == "g" and at + 2 < len(pieces):
            repeat, step = numbers(pieces[at + 1]), numbers(pieces[at + 2])
            if repeat and step:
                values.extend(step * min(max(0, int(repeat[0])), count - len(values)))
            at += 3
        else:
            values.extend(numbers(pieces[at]))
            at += 1
    return values


def _turn(matrix: Matrix, down: bool) -> int:
    """Quarter turns clockwise of a line of text, SLANTED when it is more than 10 degrees off any."""
    quarters = math.atan2(matrix[1], matrix[0]) / (math.pi / 2) + (1 if down else 0)
    nearest = round(quarters)
    return nearest % 4 if abs(quarters - nearest) < 1 / 9 else SLANTED


def _moved_box(matrix: Matrix, box: Box) -> Box:
    corners = [moved(matrix, x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    xs, ys = [x * MM for x, _ in corners], [y * MM for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _image(unit: etree._Element, matrix: Matrix, into: PageObjects) -> None:
    boundary = box_of(unit.get("Boundary"))
    if boundary is None:
        return
    box = _moved_box(matrix, Box(0.0, 0.0, boundary.width, boundary.height))
    into.drawing.marks += 1
    into.drawing.pictures.append(box)
    into.images.append(PlacedImage(unit.get("ResourceID", ""), box))


def _rulings(unit: etree._Element, matrix: Matrix) -> Iterator[Box]:
    """The straight lines a path draws: its stroked edges, or itself when thin."""
    data = next((child.text or "" for child in children(unit, "AbbreviatedData")), "")
    stroked = unit.get("Stroke", "true").lower() != "false"
    for points in _subpaths(data):
        whole = _moved_box(matrix, _around(points))
        if min(whole.width, whole.height) < THIN * MM:
            yield whole
        elif stroked:
            for start, end in pairwise(points):
                edge = _moved_box(matrix, _around([start, end]))
                if min(edge.width, edge.height) < THIN * MM:
                    yield edge


def _around(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _subpaths(data: str) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of abbreviated path data drawn without lifting the pen; curved parts are left out."""
    tokens = _TOKEN.findall(data)
    points: list[tuple[float, float]] = []
    straight, at = True, 0
    while at < len(tokens):
        command = tokens[at].upper()
        count = _ARGUMENTS.get(command, 0)
        values = numbers(" ".join(tokens[at + 1 : at + 1 + count]))
        at += 1 + len(values)
        if command in ("M", "S"):
            if straight and len(points) > 1:
                yield points
            points, straight = [], True
        if command == "C" and points:
            points.append(points[0])
        elif len(values) == count >= 2:
            straight = straight and command in ("M", "S", "L")
            points.append((values[-2], values[-1]))
    if straight and len(points) > 1:
        yield points

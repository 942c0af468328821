"""What a PDF page draws besides text: ruled lines and pictures, in the page as it is shown."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from data.readers.page_content import Drawing
from data.readers.pdf_glyphs import Frame

THIN = 2.5
"""A drawn thing thinner than this many points is a line."""
MAX_OBJECTS = 20_000
"""A page with more drawn paths than this is a map or a plan; no tables are looked for in it."""
FORM_DEPTH = 5

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def drawing_of(page: pdfium.PdfPage, frame: Frame) -> Drawing:
    """The rulings and pictures of a page; no rulings when there are more paths than any table has."""
    drawing = Drawing()
    paths = 0
    wanted = (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE)
    for item in page.get_objects(filter=wanted, max_depth=FORM_DEPTH):
        drawing.marks += 1
        matrix = _matrix_of(item.container)
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            drawing.pictures.append(frame.shown(*_bounds(_corners(item.get_bounds()), matrix)))
            continue
        paths += 1
        if paths <= MAX_OBJECTS:
            drawing.rulings.extend(frame.shown(*line) for line in _path_lines(item, matrix))
    if paths > MAX_OBJECTS:
        drawing.rulings.clear()
    return drawing


def _matrix_of(container: pdfium.PdfObject | None) -> Matrix:
    """The matrix from the space of an object inside forms to page space."""
    matrix = IDENTITY
    while container is not None:
        matrix = _times(matrix, container.get_matrix().get())
        container = container.container
    return matrix


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, l = then  # noqa: E741 - the six numbers of a matrix in their order
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _corners(bounds: Sequence[float]) -> list[tuple[float, float]]:
    left, bottom, right, top = bounds
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def _bounds(points: Sequence[tuple[float, float]], matrix: Matrix) -> tuple[float, float, float, float]:
    moved = [_apply(matrix, x, y) for x, y in points]
    xs, ys = [x for x, _ in moved], [y for _, y in moved]
    return min(xs), min(ys), max(xs), max(ys)


def _path_lines(path: pdfium.PdfObject, outer: Matrix) -> Iterator[tuple[float, float, float, float]]:
    """(left, bottom, right, top) of the straight lines a path draws: its stroked edges, or itself when thin."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path, fill, stroke)
    if not fill.value and not stroke.value:
        return
    matrix = _times(path.get_matrix().get(), outer)
    for points in _subpaths(path):
        box = _bounds(points, matrix)
        if min(box[2] - box[0], box[3] - box[1]) < THIN:
            yield box
        elif stroke.value:
            for start, end in pairwise(points):
                edge = _bounds((start, end), matrix)
                if min(edge[2] - edge[0], edge[3] - edge[1]) < THIN:
                    yield edge


def _subpaths(path: pdfium.PdfObject) -> Iterator[list[tuple[float, float]]]:
    """The corner points of each part of a path drawn without lifting the pen; curved parts are left out."""
    points: list[tuple[float, float]] = []
    straight = True
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium_c.FPDFPath_CountSegments(path)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if straight and len(points) > 1:
                yield points
            points, straight = [], True
        straight = straight and kind != pdfium_c.FPDF_SEGMENT_BEZIERTO
        points.append((x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if straight and len(points) > 1:
        yield points

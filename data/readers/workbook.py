"""Workbooks: xlsx, xlsm, xlsb, xls, et, ods. Hidden sheets, cell comments, text boxes and pictures are read too."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time

import python_calamine

from data.errors import FileStatus, ReadError
from data.readers.base import Part, Source
from data.readers.biff import biff_asides
from data.readers.rows import Row, Sheet, parts_of
from data.readers.sheet_xml import WorkbookParts
from data.readers.zip_guard import ZIP_MAGIC, open_zip

DENSEST = 5_000_000
"""Cells of the rectangle around a sheet up to which it is read as one: calamine reserves all of them and aborts the
process when it cannot."""


def read(source: Source) -> Iterator[Part | Source]:
    """The parts of a workbook, sheets in their order, then the pictures in it.

    Raises ReadError: ENCRYPTED, DAMAGED, TOO_BIG for more than `rows` rows or `text_chars` code points.
    """
    wide: set[str] = set()
    pictures: list[tuple[str, bytes]] = []
    if source.data.startswith(ZIP_MAGIC):
        with open_zip(source) as container:
            parts = WorkbookParts(source, container)
            wide = {name for name, area in parts.areas().items() if area > DENSEST}
            asides, pictures = parts.asides(), list(parts.pictures())
    else:
        asides = biff_asides(source)
    sheets = []
    left = [source.limits.text_chars]
    for name, rows in _sheets(source, wide):
        kept = tuple(_counted(source, name, rows, left))
        sheets.append(Sheet(name, kept, tuple((a.row, a.text) for a in asides if a.sheet == name)))
    yield from parts_of(source, "xlsx", sheets)
    for name, data in pictures:
        yield source.inside(name, data)


def shown_cell(value: object) -> str:
    """A cell as a person sees it: whole numbers plain, times as `YYYY-MM-DD HH:MM`, days without a time."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if (value.hour or value.minute) else value.strftime("%Y-%m-%d")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    words = "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def _sheets(source: Source, wide: set[str]) -> Iterator[tuple[str, Iterator[Row]]]:
    """(name, rows) of every sheet that holds cells."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data))
        for meta in book.sheets_metadata:
            if meta.typ is python_calamine.SheetTypeEnum.WorkSheet:
                yield meta.name, _sparse_rows(source, meta.name) if meta.name in wide else _rows(book, meta.name)
    except python_calamine.PasswordError:
        raise ReadError(
            FileStatus.ENCRYPTED,
            source.label,
            "it is a workbook under a password",
            way_out="ask for the password, save it without one and lay that in the inbox",
        ) from None
    except python_calamine.CalamineError as error:
        raise ReadError(
            FileStatus.DAMAGED,
            source.label,
            f"its sheets cannot be read ({type(error).__name__})",
            way_out="open it in Excel or WPS, save it anew and lay that in the inbox",
        ) from None


def _rows(book: python_calamine.CalamineWorkbook, name: str) -> Iterator[Row]:
    sheet = book.get_sheet_by_name(name)
    # Rows come from the first one on, whether or not cells stand in it.
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield Row(number, tuple(shown_cell(cell) for cell in cells))


def _sparse_rows(source: Source, name: str) -> Iterator[Row]:
    """The rows of a sheet whose cells lie far apart, without the empty cells between them."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
    try:
        sheet = book[name]
        sheet.reset_dimensions()
        for cells in sheet.iter_rows():
            filled = [cell for cell in cells if cell.value is not None]
            if filled:
                yield Row(int(filled[0].row), tuple(shown_cell(cell.value) for cell in filled))
    finally:
        book.close()


def _counted(source: Source, sheet: str, rows: Iterator[Row], left: list[int]) -> Iterator[Row]:
    """The rows that hold words; `left` is how many code points the file may still give."""
    limits = source.limits
    for count, row in enumerate(row for row in rows if any(row.cells)):
        left[0] -= sum(map(len, row.cells))
        if count >= limits.rows or left[0] < 0:
            raise ReadError(
                FileStatus.TOO_BIG,
                source.label,
                f"it holds more than {limits.rows} rows or {limits.text_chars} characters",
                place=f"sheet {sheet}, row {row.number}",
                way_out="split it into smaller workbooks, or raise rows and text_chars",
            )
        yield row

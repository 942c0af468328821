"""Workbooks: xlsx, xlsm, xlsb, xls, et, ods. Hidden sheets and cell comments are read too."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import python_calamine

from data.readers.base import Part, Source
from data.readers.rows import Row, Sheet, parts_of


def read(source: Source) -> Iterator[Part | Source]:
    """The parts of a workbook, sheets in their order.

    Raises ReadError: ENCRYPTED, DAMAGED, TOO_BIG.
    """
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data))
    sheets = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = []
        for number, cells in enumerate(sheet.iter_rows(), (sheet.start or (0, 0))[0] + 1):
            shown = tuple(shown_cell(cell) for cell in cells)
            if any(shown):
                rows.append(Row(number, shown))
        sheets.append(Sheet(name, tuple(rows)))
    yield from parts_of(source, "xlsx", sheets)


def shown_cell(value: object) -> str:
    """A cell as a person sees it: whole numbers plain, times as `YYYY-MM-DD HH:MM`, days without a time."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if (value.hour or value.minute) else value.strftime("%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if value is not None else ""

"""Many records as one table: a workbook and CSV, of text cells that start no formula."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from data.cells import plain_cell
from review.exports.forms import label
from review.exports.sheet import Sheet, step_words
from review.exports.stamp import Stamp

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST = 32_000
"""Characters of a cell; a workbook holds 32,767."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands on top, its width in characters."""

    key: str
    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class TableWords:
    """The words of `forms/table.toml`."""

    version: str
    sheet: str
    about: str
    masked: tuple[str, str]
    columns: tuple[Column, ...]
    about_rows: Mapping[str, str]
    wishes: Mapping[str, str]
    all: str


@lru_cache(maxsize=1)
def table_words() -> TableWords:
    """The words as they are shipped."""
    told = tomllib.loads((files("review") / "exports/forms/table.toml").read_text("utf-8"))
    return TableWords(
        version=told["version"],
        sheet=told["sheet"],
        about=told["about"],
        masked=(told["unmasked"], told["masked"]),
        columns=tuple(Column(key, *column) for key, column in told["columns"].items()),
        about_rows=told["about_rows"],
        wishes=told["wishes"],
        all=told["all"],
    )


def csv_table(sheets: Sequence[Sheet], stamp: Stamp) -> bytes:
    """The table as CSV (RFC 4180), UTF-8 with BOM, as spreadsheet programs open it."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.heading for column in table_words().columns])
    writer.writerows(_cells(sheet, stamp) for sheet in sheets)
    return out.getvalue().encode("utf-8-sig")


def xlsx_table(sheets: Sequence[Sheet], stamp: Stamp) -> bytes:
    """The table as a workbook: the records, and a sheet that says who took them out, when and for which wishes."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    words = table_words()
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = stamp.who
    book.properties.title = words.sheet
    book.properties.created = book.properties.modified = datetime.fromisoformat(stamp.at).replace(tzinfo=None)
    table = book.worksheets[0]
    table.title = words.sheet
    _fill(table, [[column.heading for column in words.columns], *(_cells(sheet, stamp) for sheet in sheets)])
    for at, column in enumerate(words.columns, 1):
        table.column_dimensions[get_column_letter(at)].width = column.width
    table.freeze_panes = "B2"
    table.auto_filter.ref = table.dimensions
    table.page_setup.orientation, table.page_setup.paperSize = "landscape", 9
    about = book.create_sheet(words.about)
    _fill(about, [[name, value] for name, value in about_rows(len(sheets), stamp)])
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 48
    for one in (table, about):
        foot: Any = one.oddFooter
        foot.center.text = stamp.line.replace("&", "&&")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def about_rows(count: int, stamp: Stamp) -> list[tuple[str, str]]:
    """Who took the table out, when, how many records, for which wishes."""
    words = table_words()
    told = {
        "who": stamp.who,
        "login": stamp.login,
        "when": stamp.when,
        "count": str(count),
        "masked": words.masked[stamp.masked],
        "form": words.version,
    }
    rows = [(words.about_rows[key], plain_cell(value)) for key, value in told.items()]
    return rows + [(words.wishes[key], plain_cell(value or words.all)) for key, value in stamp.wishes]


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    wrapped = Alignment(wrap_text=True, vertical="top")
    shade = PatternFill("solid", fgColor="F2F2F2")
    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row, 1):
            cell: Any = sheet.cell(number, at)
            if text:
                cell.value, cell.data_type = text, "s"
            cell.number_format, cell.alignment = "@", wrapped
            if number == 1:
                cell.font, cell.fill = Font(bold=True), shade


def _cells(sheet: Sheet, stamp: Stamp) -> list[str]:
    told = _told(sheet, stamp)
    return [plain_cell((told[column.key] or "")[:MOST]) for column in table_words().columns]


def _told(sheet: Sheet, stamp: Stamp) -> dict[str, str | None]:
    """The text of every column by its key."""
    quotes = (f"{one.number}.〔{label('item', one.item)}〕“{one.words}”（{one.where}）" for one in sheet.evidence)
    return {
        **sheet.items,
        "item_id": sheet.item_id,
        "unit": sheet.unit,
        "case_no": sheet.case["case_no"],
        "case_unit": sheet.case["unit"],
        "cause": sheet.case["cause"],
        "parties": sheet.case["parties"],
        "stage": sheet.case["stage"],
        "category": sheet.category.label,
        "severity": sheet.severity.label,
        "situations": "、".join(one.label for one in sheet.situations),
        "rules": "\n".join(f"{name}：{source}" if source else name for name, source in sheet.rules),
        "due_on": sheet.due_on,
        "report_to": "、".join(sheet.report_to),
        "intervener_id": sheet.intervener.id,
        "recipient": sheet.recipient.name,
        "recipient_id": sheet.recipient.id,
        "evidence": "\n".join(quotes),
        "decided": "\n".join(step_words(step, sheet.versions) for step in sheet.steps),
        "merged": "、".join(sheet.merged),
        "masked": table_words().masked[stamp.masked],
        "exported_by": f"{stamp.who}（{stamp.login}）",
        "exported_at": stamp.when,
    }

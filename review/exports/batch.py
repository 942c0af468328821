"""The formats in which records leave the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from review.exports.sheet import Sheet
from review.exports.stamp import Stamp


class Format(StrEnum):
    """A kind of file. The first two hold one record, the others many."""

    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


MEDIA: Mapping[Format, str] = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}
BATCHES = (Format.XLSX, Format.CSV, Format.JSON)


@dataclass(frozen=True, slots=True)
class Made:
    """A file ready to leave: its name tells what it is and names no one."""

    name: str
    media: str
    data: bytes


def make_sheet(form: Format, sheet: Sheet) -> Made:
    """The record sheet as .docx or PDF. Raises ConfigError when the machine cannot make a PDF."""
    if form is Format.DOCX:
        from review.exports.docx_sheet import docx_sheet

        data = docx_sheet(sheet)
    else:
        from review.exports.pdf_sheet import pdf_sheet

        data = pdf_sheet(sheet)
    return Made(f"record-{sheet.item_id}.{form.value}", MEDIA[form], data)


def make_batch(form: Format, sheets: Sequence[Sheet], stamp: Stamp) -> Made:
    """The records as one file."""
    made: Mapping[Format, Callable[[Sequence[Sheet], Stamp], bytes]] = _makers()
    day = stamp.when.replace("-", "").replace(":", "").replace(" ", "-")
    return Made(f"records-{day}.{form.value}", MEDIA[form], made[form](sheets, stamp))


def _makers() -> Mapping[Format, Callable[[Sequence[Sheet], Stamp], bytes]]:
    from review.exports.filing import filing_json
    from review.exports.tables import csv_table, xlsx_table

    return {Format.XLSX: xlsx_table, Format.CSV: csv_table, Format.JSON: filing_json}

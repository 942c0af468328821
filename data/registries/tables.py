"""Registry files as tables of text: one pandas column a heading, `line` beside them, faults of shape told."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import ReadError, RegistryError
from data.registries.columns import SHEETS, Sheet
from data.registries.faults import Fault
from data.registries.rows import Row, encoding_of, read_csv_rows

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".xlsx")
CHUNK = 50_000
UNIQUE = frozenset({sheet.key for sheet in SHEETS} | {"phone", "license_no", "content"})
"""Columns whose cells seldom repeat."""
SHEET_COLUMNS = 64
SHEET_BYTES = 2 << 30
EXACT_NUMBER = 10**15
"""Spreadsheets keep 15 digits of a number; what is longer was rounded."""
PROLOG_BYTES = 4096
SAVE_AGAIN = "save it again as .xlsx, or as CSV UTF-8"
FORMAT_AS_TEXT = "give the column the text format in the spreadsheet and enter the value again"


@dataclass(frozen=True, slots=True)
class Table:
    """One registry as text: `frame` has the sheet's columns and `line`; `faults` are those of its shape."""

    file: str
    frame: pd.DataFrame
    faults: tuple[Fault, ...]


def find_file(folder: Path, sheet: Sheet) -> Path | None:
    """The registry's file in `folder`, CSV before XLSX, None when there is neither."""
    return next((path for ending in ENDINGS if (path := folder / f"{sheet.name}{ending}").is_file()), None)


def other_file(path: Path) -> bool:
    """Whether the workbook of the same registry lies beside the CSV file that was found."""
    return path.suffix == ".csv" and path.with_suffix(".xlsx").is_file()


def file_sha256(path: Path) -> bytes:
    """The digest of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def read_table(path: Path, sheet: Sheet) -> Table:
    """The registry at `path`.

    Raises RegistryError when the file cannot be opened, is no text of a known encoding or no workbook, is empty, or
    lacks a column that its rows cannot do without.
    """
    faults: list[Fault] = []
    source = _csv_rows(path) if path.suffix == ".csv" else _sheet_rows(path, faults)
    rows = iter(source)
    heading = next(rows, None)
    if heading is None or heading.problem:
        raise RegistryError(f"{path.name}:1: no heading row; the first row names the columns {','.join(sheet.columns)}")
    places = _columns(path.name, sheet, heading, faults)
    frame = _frame(path.name, sheet, rows, places, faults)
    return Table(path.name, frame, tuple(faults))


def empty_table(sheet: Sheet, faults: tuple[Fault, ...]) -> Table:
    """A registry without rows, for a file that is not there or cannot be used."""
    return Table(f"{sheet.name}.csv", _frame("", sheet, iter(()), {}, []), faults)


def _columns(file: str, sheet: Sheet, heading: Row, faults: list[Fault]) -> dict[str, int]:
    """Column name -> place in the row."""
    places: dict[str, int] = {}
    for place, cell in enumerate(heading.cells):
        name = cell.strip().lower()
        if name in places:
            way_out = "its first column is read; remove the other one"
            faults.append(Fault(file, heading.line, name, "", "column stands twice", way_out, False))
        elif name in sheet.columns:
            places[name] = place
        elif name:
            way_out = f"it is not read; known columns: {','.join(sheet.columns)}"
            faults.append(Fault(file, heading.line, name, "", "unknown column", way_out, False))
    for name in sheet.columns:
        if name not in places:
            if name in sheet.needed:
                known = ",".join(sheet.columns)
                raise RegistryError(f"{file}:{heading.line}: column {name} is missing; the columns are {known}")
            way_out = "read as empty; add the column"
            faults.append(Fault(file, heading.line, name, "", "column is missing", way_out, False))
    return places


def _frame(file: str, sheet: Sheet, rows: Iterator[Row], places: dict[str, int], faults: list[Fault]) -> pd.DataFrame:
    """The rows in the sheet's columns, cells stripped, in chunks so that a million rows do not stand twice."""
    import pandas as pd

    frames = []
    shared: dict[str, str] = {}
    while chunk := list(islice(rows, CHUNK)):
        whole = []
        for row in chunk:
            if row.problem:
                way_out = "the row is left out; quote cells that hold commas, and close quotes"
                faults.append(Fault(file, row.line, "", "", f"row {row.problem}", way_out, True))
            else:
                whole.append(row)
        columns: dict[str, pd.Series] = {"line": pd.Series([row.line for row in whole], dtype="int64")}
        for name in sheet.columns:
            at = places.get(name)
            cells = [row.cells[at].strip() for row in whole] if at is not None else [""] * len(whole)
            if name not in UNIQUE:  # organisations, posts and days repeat: one copy of each does
                cells = list(map(shared.setdefault, cells, cells))
            columns[name] = pd.Series(cells, dtype="str")
        frames.append(pd.DataFrame(columns))
    if not frames:
        return pd.DataFrame({"line": pd.Series(dtype="int64")} | {n: pd.Series(dtype="str") for n in sheet.columns})
    return pd.concat(frames, ignore_index=True)


def _csv_rows(path: Path) -> Iterator[Row]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RegistryError(f"{path.name}: cannot be opened ({error.strerror}); check its rights") from None
    encoding = encoding_of(data)
    if encoding is None:
        raise RegistryError(f"{path.name}: is neither UTF-8 nor GB18030 text; save it as CSV UTF-8")
    return read_csv_rows(data, encoding)


def _sheet_rows(path: Path, faults: list[Fault]) -> Iterator[Row]:
    """The rows of the first sheet of a workbook; blank rows left out.

    openpyxl reads it row by row: a stray cell in the last row and column costs nothing, as it would elsewhere.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = f"{path.name}: is no readable workbook; {SAVE_AGAIN}"
    try:
        data = path.read_bytes()
        _check_package(path.name, data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError):
        # SyntaxError: the parsers' errors are of that kind
        raise RegistryError(broken) from None
    try:
        yield from _worksheet_rows(book.worksheets[0], path.name, faults)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, IndexError):
        raise RegistryError(broken) from None
    finally:
        book.close()


def _check_package(name: str, data: bytes) -> None:
    """Raises RegistryError for a workbook that unpacks out of all proportion or declares a document type."""
    from data.readers.base import Limits, Source
    from data.readers.zip_guard import open_zip

    try:
        with open_zip(Source(name, name, data, limits=Limits(archive_bytes=SHEET_BYTES))):
            pass
    except ReadError as error:
        raise RegistryError(f"{name}: {error.problem}; {SAVE_AGAIN}") from None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.namelist():
            with archive.open(member) as part:
                if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", part.read(PROLOG_BYTES), re.I):
                    raise RegistryError(f"{name}: {member} declares a document type, as attacks do; {SAVE_AGAIN}")


def _worksheet_rows(worksheet: object, file: str, faults: list[Fault]) -> Iterator[Row]:
    width = 0
    values = worksheet.iter_rows(max_col=SHEET_COLUMNS, values_only=True)  # type: ignore[attr-defined]
    for line, cells in enumerate(values, 1):
        if cells.count(None) == len(cells):
            continue  # a stray cell far below makes a million of these
        texts = [_cell(cell, file, line, faults) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        if not width:
            width = len(texts)
        problem = f"has {len(texts)} cells under {width} headings" if len(texts) > width else ""
        yield Row(line, texts + [""] * (width - len(texts)), problem)


def _cell(value: object, file: str, line: int, faults: list[Fault]) -> str:
    """A cell as text: days as ISO, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= EXACT_NUMBER:
        problem = "a number of more than 15 digits was rounded by the spreadsheet"
        faults.append(Fault(file, line, "", "", problem, f"the cell is read as empty; {FORMAT_AS_TEXT}", False))
        return ""
    return str(value).strip()

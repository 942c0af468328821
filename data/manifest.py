"""The inbox's `manifest.csv`: `path,kind,owner,case_no`, what the sender of the files knows about them.

UTF-8 with or without a mark, or GB18030. Only `path` must be filled; faulty lines are named and left out, all at once.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from data.casenumber import normalise
from data.readers.decoding import decode
from data.readers.encoding import detect
from data.types import Kind

MANIFEST = "manifest.csv"
COLUMNS = ("path", "kind", "owner", "case_no")
MOST_CHARACTERS = 200_000_000


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What the manifest says of one file; None where the cell is empty."""

    path: str
    kind: Kind | None
    owner: str | None
    case_no: str | None


def read_manifest(inbox: Path, paths: Set[str]) -> tuple[dict[str, ManifestRow], tuple[str, ...]]:
    """(rows by path, faults) of the inbox's manifest; both empty when there is none.

    `paths` are the files that lie there; a row for none of them is a fault, a file without a row is not. A fault is a
    complete sentence: file, line, column, value, way out.
    """
    file = inbox / MANIFEST
    if not file.is_file():
        return {}, ()
    try:
        data = file.read_bytes()
    except OSError as error:
        return {}, (
            f"{MANIFEST}: cannot be read (errno {error.errno}); give the account that runs the screen leave to",
        )
    encoding = detect(data)
    if encoding is None and data:
        return {}, (f"{MANIFEST}: no text in UTF-8 or GB18030; save it anew as UTF-8",)
    text = decode(data, encoding, MOST_CHARACTERS).text if encoding else ""
    known = {comparable(path): path for path in sorted(paths)}
    rows: dict[str, ManifestRow] = {}
    faults: list[str] = []
    for number, cells in _lines(text, faults):
        row, found = _row(number, cells, known)
        faults.extend(found)
        if row is None:
            continue
        if row.path in rows:
            faults.append(f"{MANIFEST}:{number}: path {row.path!r} stands twice; the first line holds, remove one")
        rows.setdefault(row.path, row)
    return rows, tuple(faults)


def comparable(path: str) -> str:
    """The path with `/` between folders, no leading `./`, composed characters: as two systems may write one path."""
    plain = unicodedata.normalize("NFC", path.strip().replace("\\", "/"))
    while plain.startswith("./"):
        plain = plain[2:]
    return plain.strip("/")


def _lines(text: str, faults: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, cells by column) of the rows below the heading."""
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    heading: list[str] = []
    start = 1
    try:
        for cells in reader:
            number, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if heading:
                yield number, dict(zip(heading, (cell.strip() for cell in cells), strict=False))
                continue
            heading = [cell.strip().lower() for cell in cells]
            faults.extend(_heading_faults(number, heading))
            if "path" not in heading:
                return
    except csv.Error:
        faults.append(
            f"{MANIFEST}:{start}: the line is no CSV; check its quotation marks, the lines from here are unread"
        )


def _heading_faults(number: int, heading: list[str]) -> Iterator[str]:
    for column in heading:
        if column and column not in COLUMNS:
            yield f"{MANIFEST}:{number}: unknown column {column!r} is not read; the columns are {','.join(COLUMNS)}"
    if "path" not in heading:
        yield f"{MANIFEST}:{number}: column 'path' is missing, no line was read; begin with {','.join(COLUMNS)}"


def _row(number: int, cells: dict[str, str], known: dict[str, str]) -> tuple[ManifestRow | None, list[str]]:
    path = known.get(comparable(cells.get("path", "")))
    if path is None:
        return None, [
            f"{MANIFEST}:{number}: path {cells.get('path', '')!r} is no file of the inbox; correct or remove it"
        ]
    kind, faults = None, []
    if cells.get("kind"):
        try:
            kind = Kind(cells["kind"].lower())
        except ValueError:
            kinds = ", ".join(kind.value for kind in Kind)
            faults.append(
                f"{MANIFEST}:{number}: kind {cells['kind']!r} is unknown, it is told from the content; known: {kinds}"
            )
    case_no = cells.get("case_no") or None
    return ManifestRow(path, kind, cells.get("owner") or None, case_no and (normalise(case_no) or case_no)), faults

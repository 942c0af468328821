"""Cell comments and text boxes of binary workbooks (.xls, .et), which calamine leaves out. Numbers are [MS-XLS]'s."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import olefile

from data.readers.base import Source
from data.readers.sheet_xml import Aside
from data.readers.sniff import OLE_MAGIC

BOF, EOF, BOUND_SHEET, FILE_PASS = 0x0809, 0x000A, 0x0085, 0x002F
NOTE, OBJECT, TEXT_OBJECT, CONTINUE = 0x001C, 0x005D, 0x01B6, 0x003C
Record = tuple[int, int, bytes]


def biff_asides(source: Source) -> list[Aside]:
    """Comments by row, then text boxes, sheet by sheet; none for a workbook that is no BIFF8 or is under a password."""
    if not source.data.startswith(OLE_MAGIC):
        return []
    with olefile.OleFileIO(source.data) as ole:
        name = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
        if name is None:
            return []
        with ole.openstream(name) as stream:
            data: bytes = stream.read()
    sheets: dict[int, str] = {}
    found: list[Aside] = []
    for at, kind, body in _records(data, 0):
        if kind == FILE_PASS:
            return []
        if kind == BOUND_SHEET and len(body) > 8:
            sheets[struct.unpack_from("<I", body)[0]] = _sheet_name(body)
        if kind == EOF and at:
            break
    for start, sheet in sheets.items():
        found.extend(_sheet_asides(data, start, sheet))
    return found


def _records(data: bytes, at: int) -> Iterator[Record]:
    """(offset, kind, body) of each record from `at` on."""
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        yield at, kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _sheet_name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    return body[8 : 8 + length * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1", "replace")


def _sheet_asides(data: bytes, start: int, sheet: str) -> Iterator[Aside]:
    texts: dict[int, str] = {}
    rows: dict[int, int] = {}
    number, length, words, depth = 0, 0, "", 0
    for _, kind, body in _records(data, start):
        depth += (kind == BOF) - (kind == EOF)
        if kind == EOF and depth <= 0:
            break
        if kind == OBJECT and len(body) >= 8:
            number = struct.unpack_from("<H", body, 6)[0]
        elif kind == TEXT_OBJECT and len(body) >= 12:
            length, words = struct.unpack_from("<H", body, 10)[0], ""
        elif kind == CONTINUE and len(words) < length and body:
            words += body[1:].decode("utf-16-le" if body[0] & 1 else "latin-1", "replace")
            texts[number] = words[:length].replace("\r", "\n").strip()
        elif kind == NOTE and len(body) >= 8:
            row, _, _, owner = struct.unpack_from("<HHHH", body)
            rows[owner] = row + 1
    for number, row in sorted(rows.items(), key=lambda item: item[1]):
        if texts.get(number):
            yield Aside(sheet, row, texts[number])
    for number, words in texts.items():
        if words and number not in rows:
            yield Aside(sheet, None, words)

"""Rows of a CSV file with the lines they begin on, told apart from rows that a stray quote or comma broke."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

BLOCK = 1 << 20
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """A record: the line it begins on (1-based) and its cells; `problem` is set when it is no whole record."""

    line: int
    cells: list[str]
    problem: str = ""


def encoding_of(data: bytes) -> str | None:
    """The encoding of a CSV file: by its byte order mark, else UTF-8, else GB18030; None when it is none of them."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return name if _decodes(data, name) else None
    return next((name for name in ("utf-8", "gb18030") if b"\0" not in data[:BLOCK] and _decodes(data, name)), None)


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for start in range(0, len(view), BLOCK):
            decoder.decode(bytes(view[start : start + BLOCK]))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Lines:
    """The lines of a text that can be handed out again: what a broken record swallowed is read afresh."""

    def __init__(self, stream: io.TextIOBase) -> None:
        self._stream = stream
        self._ahead: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else next(self._stream)
        self.taken.append(line)
        return line

    def put_back(self) -> int:
        """Hands all taken lines but the first out again; says how many."""
        again = self.taken[1:]
        self._ahead.extendleft(reversed(again))
        return len(again)


def read_csv_rows(data: bytes, encoding: str) -> Iterator[Row]:
    """The records of a CSV file, blank lines left out, the heading row first.

    A record that a quote without partner made swallow the lines below it is given as faulty with its first line only;
    the lines below are read as records of their own.
    """
    lines = _Lines(io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline=""))
    # strict: a quote without partner is an error, at the latest where the cell outgrows the csv module's limit
    reader = csv.reader(lines, strict=True)
    line, width = 1, 0
    while True:
        lines.taken = []
        problem, cells = "", []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = f"is no CSV record ({error})"
        size = len(lines.taken)
        if not width:
            width = len(cells)
        elif cells and len(cells) != width:
            problem = f"has {len(cells)} cells under {width} headings"
        if problem and size > 1:
            size -= lines.put_back()
            reader = csv.reader(lines, strict=True)
        if problem or any(cells):
            yield Row(line, cells, problem)
        line += size

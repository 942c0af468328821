"""Tables in text: CSV and TSV of chats, registers and anything else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from data.errors import FileStatus, ReadError
from data.readers.base import Part, Source
from data.readers.decoding import Decoded
from data.readers.rows import Row, Sheet, parts_of
from data.readers.text import encoding_notes, text_of

DELIMITERS = ",\t;|"
SAMPLE_LINES = 40
QUOTE = '"'


def read(source: Source) -> Iterator[Part | Source]:
    """The parts of a delimited text; ragged rows keep the cells they have.

    Raises ReadError as `text_of` does, and TOO_BIG for more than `rows` rows.
    """
    decoded = text_of(source)
    notes = encoding_notes(decoded)
    yield from parts_of(source, "csv", [Sheet(None, tuple(_rows(source, decoded)))], notes)


def delimiter_of(text: str, ending: str = "") -> str | None:
    """The delimiter that parts most of the first lines as it parts the heading, None when none makes two columns."""
    lines = [line for line in text.split("\n")[:SAMPLE_LINES] if line.strip()]
    best, most = None, 0
    for delimiter in "\t,;|" if ending in ("tsv", "tab") else DELIMITERS:
        widths = [len(next(csv.reader([line], delimiter=delimiter), [])) for line in lines]
        alike = max((widths.count(width) for width in widths if width > 1), default=0)
        if alike > most:
            best, most = delimiter, alike
    return best if most * 2 > len(lines) else None


def _rows(source: Source, decoded: Decoded) -> Iterator[Row]:
    delimiter = delimiter_of(decoded.text, source.name.rpartition(".")[2].lower()) or ","
    count = 0
    for line, cells in _records(decoded.text.replace("\0", ""), delimiter, source.limits.text_chars):
        if any(cell.strip() for cell in cells):
            count += 1
            yield Row(line, tuple(cell.strip() for cell in cells))
        if count > source.limits.rows:
            raise ReadError(
                FileStatus.TOO_BIG,
                source.label,
                f"more than {source.limits.rows} rows",
                way_out="split it into smaller files, or raise rows",
            )


def _records(text: str, delimiter: str, longest: int) -> Iterator[tuple[int, list[str]]]:
    """(line it begins on, cells) of each record.

    With an odd number of quotation marks one is left open and would swallow the rest: each line is read by itself then.
    """
    # csv's own cap protects from one runaway field; ours is on the whole text, which has been checked.
    csv.field_size_limit(longest + 1)
    if text.count(QUOTE) % 2:
        for number, line in enumerate(text.split("\n"), 1):
            yield number, next(csv.reader([line], delimiter=delimiter), [])
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1

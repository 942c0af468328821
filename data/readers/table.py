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


def read(source: Source) -> Iterator[Part | Source]:
    """The parts of a delimited text; ragged rows keep the cells they have.

    Raises ReadError as `text_of` does, and TOO_BIG for more than `rows` rows.
    """
    decoded = text_of(source)
    notes = encoding_notes(decoded)
    yield from parts_of(source, "csv", [Sheet(None, tuple(_rows(source, decoded)))], notes)


def delimiter_of(text: str) -> str | None:
    """The delimiter that parts most of the first lines alike, None when the text is no table of two columns."""
    lines = [line for line in text.split("\n")[:SAMPLE_LINES] if line.strip()]
    best, best_hits = None, 0
    for delimiter in DELIMITERS:
        hits = sum(delimiter in line for line in lines)
        if hits > best_hits:
            best, best_hits = delimiter, hits
    return best if best_hits * 2 > len(lines) else None


def _rows(source: Source, decoded: Decoded) -> Iterator[Row]:
    delimiter = delimiter_of(decoded.text) or ","
    text = decoded.text.replace("\0", "")
    # csv's own cap protects from one runaway field; ours is on the whole text, which has been checked.
    csv.field_size_limit(source.limits.text_chars + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    count, start = 0, 1
    for cells in reader:
        line, start = start, reader.line_num + 1
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

"""CoNLL-2003 columns with BIO tags, one character a line: `字 -X- _ B-PER`, a `-DOCSTART-` line a document.

What is no visible character is written as an escape (`\\n`, `\\t`, `\\s` for a space, `\\u3000`, `\\\\` for a
backslash), so that every line is one code point and offsets are kept; a blank line follows a line's end and ends a
document. The fifth column of `-DOCSTART-` holds the document's fields as JSON without white space. Tags are IOB2; a
reader takes IOB1, BIOES and BILOU too. Links, events and nested spans have no place here. Columns: Tjong Kim Sang and
De Meulder (2003), Introduction to the CoNLL-2003 shared task.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.codec import to_text
from data.errors import GoldError
from data.outputs import make_folder, write_text
from evaluation.gold.drafts import Draft, DraftSpan, Row, fields_of
from evaluation.gold.faults import Place
from evaluation.gold.recovery import recover
from evaluation.gold.tool_files import Options, Written, read_text, written

START = "-DOCSTART-"
ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t", " ": r"\s", "\\": r"\\"}
PLAIN = {escape: letter for letter, escape in ESCAPES.items()}
CODED = re.compile(r"\\u[0-9a-f]{4}|\\U[0-9a-f]{8}")
COLUMN_GAP = re.compile(r"[ \t]+")
INSIDE, ENDS = frozenset("IEML"), frozenset("SUEL")
"""Marks of BIO, BIOES and BILOU that go on with a span, and those after which it is over."""


def write(rows: Sequence[Row], out: Path, options: Options) -> Written:
    """Writes `out`. What has no place in it is counted by name."""
    del options
    make_folder(out.absolute().parent)
    nested = 0
    lines: list[str] = []
    for row in rows:
        tags, left_out = _tags(row)
        nested += left_out
        lines += [f"{START} -X- O O {_fields(row)}", ""]
        for letter, tag in zip(row["text"], tags, strict=True):
            lines.append(f"{_token(letter)} -X- _ {tag}")
            if letter == "\n":
                lines.append("")
        lines.append("")
    write_text(out, "\n".join(lines) + "\n")
    return written([out], rows, _lost(rows, nested))


def _fields(row: Row) -> str:
    """The document's fields as JSON without white space: inside words it becomes JSON's own escapes."""
    told = to_text(fields_of(row))
    return "".join(f"\\u{ord(letter):04x}" if letter.isspace() else letter for letter in told)


def _lost(rows: Sequence[Row], nested: int) -> dict[str, int]:
    mentions = [mention for row in rows for mention in row["mentions"]]
    return {
        "mentions that nest or overlap": nested,
        "mention ids": len(mentions),
        "links to registries": sum(bool(mention.get("linked")) for mention in mentions),
        "events": sum(len(row["events"]) for row in rows),
    }


def _tags(row: Row) -> tuple[list[str], int]:
    """A tag for every code point, and how many mentions found their place taken."""
    tags = ["O"] * len(row["text"])
    left_out = 0
    for mention in row["mentions"]:
        start, end = mention["start"], mention["end"]
        if not 0 <= start < end <= len(tags) or any(tag != "O" for tag in tags[start:end]):
            left_out += 1
            continue
        tags[start:end] = [f"B-{mention['type']}"] + [f"I-{mention['type']}"] * (end - start - 1)
    return tags, left_out


def _token(letter: str) -> str:
    """A code point as one token without white space."""
    if letter in ESCAPES:
        return ESCAPES[letter]
    if letter.isprintable() and not letter.isspace():
        return letter
    code = ord(letter)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _letters(token: str) -> str:
    """The text of a token: an escape's code point, or the token as it stands."""
    if token in PLAIN:
        return PLAIN[token]
    return chr(int(token[2:], 16)) if CODED.fullmatch(token) and int(token[2:], 16) <= 0x10FFFF else token


@dataclass(slots=True)
class _Reading:
    """One document while its lines are read; `open` is the span that may go on."""

    draft: Draft
    parts: list[str] = field(default_factory=list)
    length: int = 0
    open: DraftSpan | None = None


def read(path: Path, options: Options) -> Iterator[Draft]:
    """The documents of a file. Without a `-DOCSTART-` line the file is one document.

    Raises GoldError for a line of a single column.
    """
    reading: _Reading | None = None
    for number, line in enumerate(read_text(path).removeprefix("\ufeff").split("\n"), 1):
        columns = [column for column in COLUMN_GAP.split(line.rstrip("\r")) if column]
        if not columns:
            continue
        if columns[0] == START:
            if reading:
                yield _closed(reading, options)
            reading = _begun(columns, Place(str(path), number))
            continue
        if len(columns) < 2:
            raise GoldError(f"{path}:{number}: one column; a token and its tag, parted by white space")
        reading = reading or _begun([], Place(str(path), number))
        _take(reading, _letters(columns[0]), columns[-1], number)
    if reading:
        yield _closed(reading, options)


def _begun(columns: Sequence[str], place: Place) -> _Reading:
    fields: Row = {}
    if len(columns) > 4:
        try:
            told = json.loads(columns[4])
        except (json.JSONDecodeError, RecursionError):
            told = {"doc_id": columns[4]}
        fields = told if isinstance(told, dict) else {}
    return _Reading(Draft(Place(place.file, place.line, str(fields.get("doc_id") or "")), fields, ""))


def _take(reading: _Reading, letters: str, tag: str, number: int) -> None:
    """Adds a token with its tag: a new span, the next piece of the open one, or none."""
    start, end = reading.length, reading.length + len(letters)
    reading.parts.append(letters)
    reading.length = end
    mark, _, label = tag.partition("-")
    goes_on = reading.open is not None and mark in INSIDE and reading.open.label == label
    if goes_on and reading.open is not None:
        reading.open.end = end
    elif label:
        if mark in INSIDE and reading.open is None:
            reading.draft.fault("import-tags", f"line {number}", "", tag)
        reading.open = DraftSpan(f"line {number}", start, end, label)
        reading.draft.spans.append(reading.open)
    else:
        reading.open = None
    if mark in ENDS:
        reading.open = None


def _closed(reading: _Reading, options: Options) -> Draft:
    draft = reading.draft
    draft.text = "".join(reading.parts)
    base = options.texts.get(draft.place.document) or _same_text(draft, options)
    if base is None:
        return draft
    draft.fields = fields_of(base)
    if base["text"] != draft.text and not _aligned(draft, reading.parts, base["text"]):
        draft.fault("import-text", "", "text", f"{len(draft.text)} code points")
        return draft
    draft.text = base["text"]
    recover(draft, base, None)
    return draft


def _same_text(draft: Draft, options: Options) -> Row | None:
    """The gold line of the very same text, for files that do not name their documents."""
    return next((row for row in options.texts.values() if row["text"] == draft.text), None)


def _aligned(draft: Draft, parts: Sequence[str], text: str) -> bool:
    """Whether the tokens stand in `text` one after another with white space between; moves the spans there."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    read = at = 0
    for part in parts:
        while at < len(text) and not text.startswith(part, at) and text[at].isspace():
            at += 1
        if not text.startswith(part, at):
            return False
        starts[read], ends[read + len(part)] = at, at + len(part)
        read, at = read + len(part), at + len(part)
    if text[at:].strip():
        return False
    for span in draft.spans:
        span.start, span.end = starts[span.start], ends[span.end]
    return True

"""Plain text: notes, canonical chats, and the chat exports that come as text."""

from __future__ import annotations

from collections.abc import Iterator

from data.errors import FileStatus, ReadError
from data.layout import Block
from data.readers import chatlog, decoding, encoding
from data.readers.base import Part, Source
from data.types import Kind, Location

SHOWN_LINES = 5


def read(source: Source) -> Iterator[Part | Source]:
    """One part: the messages of a chat export, else a paragraph a line, each with its line in the file.

    Raises ReadError as `text_of` does.
    """
    decoded = text_of(source)
    lines = decoded.text.rstrip("\n").split("\n")
    messages = chatlog.messages_of(lines)
    yield Part(
        part=source.part,
        format="txt",
        blocks=messages if messages is not None else paragraphs(lines),
        hint=Kind.CHAT if messages is not None else None,
        notes=encoding_notes(decoded),
    )


def paragraphs(lines: list[str], first: int = 1) -> tuple[Block, ...]:
    """A paragraph a line, as it stands, `first` being the number of the first line."""
    return tuple(Block(line, location=Location(line=number)) for number, line in enumerate(lines, first))


def text_of(source: Source, declared: str | None = None) -> decoding.Decoded:
    """The characters of the source by the encoding rule.

    Raises ReadError: DAMAGED when the bytes are no text, TOO_BIG when they hold more than `text_chars` code points.
    """
    found = encoding.detect(source.data, declared)
    if found is None:
        raise ReadError(
            FileStatus.DAMAGED,
            source.label,
            "its bytes are text in none of UTF-8, GB18030, UTF-16 and Big5",
            way_out="open it in its own program and save it anew as UTF-8",
        )
    decoded = decoding.decode(source.data, found, source.limits.text_chars)
    if len(decoded.text) > source.limits.text_chars:
        raise ReadError(
            FileStatus.TOO_BIG,
            source.label,
            f"more than {source.limits.text_chars} characters of text",
            way_out="split it into smaller files, or raise text_chars",
        )
    return decoded


def encoding_notes(decoded: decoding.Decoded) -> tuple[str, ...]:
    """What an operator must know of lines that fit no encoding; empty when every line was read."""
    if not decoded.bad_lines:
        return ()
    shown = ", ".join(str(number) for number in decoded.bad_lines[:SHOWN_LINES])
    more = len(decoded.bad_lines) - SHOWN_LINES
    tail = f" and {more} more" if more > 0 else ""
    return (f"line {shown}{tail}: bytes that are no {decoded.encoding.codec}, shown as U+FFFD",)

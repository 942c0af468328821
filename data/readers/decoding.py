"""The characters of a text, block by block, once its encoding is known: memory grows with the text kept alone."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from data.readers.encoding import LEGACY, UTF8_WORD, Encoding, common_share

BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with how it came about. `bad_lines` are 1-based lines that fit no encoding and hold U+FFFD;
    `other_lines` are lines that were in another encoding than the rest."""

    text: str
    encoding: Encoding
    bad_lines: tuple[int, ...] = ()
    other_lines: tuple[int, ...] = ()


def decode(data: bytes, encoding: Encoding, limit: int) -> Decoded:
    """The text of `data`, at most one code point more than `limit`, line ends as `\\n`.

    A line that does not fit the encoding is tried in the others before U+FFFD replaces what fits none.
    """
    pieces: list[str] = []
    bad: list[int] = []
    other: list[int] = []
    length, line = 0, 1
    for block in _blocks(data, encoding):
        text = _straight(block, encoding.codec)
        if text is None:
            text = _by_line(block, encoding.codec, line, (bad, other))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        pieces.append(text)
        length += len(text)
        if length > limit:
            break
        line += text.count("\n")
    return Decoded("".join(pieces)[: limit + 1], encoding, tuple(bad), tuple(other))


def _straight(block: bytes, codec: str) -> str | None:
    """The whole block by its codec; None when it does not fit, or when UTF-8 stands among a legacy encoding."""
    if codec in LEGACY and UTF8_WORD.search(block):
        return None
    try:
        return block.decode(codec)
    except UnicodeDecodeError:
        return None


def _blocks(data: bytes, encoding: Encoding) -> Iterator[bytes]:
    """Slices of about BLOCK bytes that end on a line end, so that no character is cut."""
    width = 4 if "32" in encoding.codec else 2 if "16" in encoding.codec else 1
    feed = "\n".encode(encoding.codec)
    start, size = encoding.mark, len(data)
    while start < size:
        end = start + BLOCK
        if end < size:
            found = data.rfind(feed, start, end)
            while found >= 0 and (found - encoding.mark) % width:
                found = data.rfind(feed, start, found + len(feed) - 1)
            end = found + len(feed) if found >= 0 else _character_end(data, start, end, encoding.codec)
        yield data[start:end]
        start = end


def _character_end(data: bytes, start: int, end: int, codec: str) -> int:
    """The last place at or before `end` that does not cut a character, for a block without a line end."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    decoder.decode(data[start:end])
    return max(end - len(decoder.getstate()[0]), start + 1)


def _by_line(block: bytes, codec: str, first: int, found: tuple[list[int], list[int]]) -> str:
    """The lines of the block, each by the encoding that fits it; `found` takes the bad and the other lines' numbers."""
    bad, other = found
    if "16" in codec or "32" in codec:
        bad.append(first)
        return block.decode(codec, "replace")
    pieces = []
    for number, line in enumerate(block.splitlines(keepends=True), first):
        text, fits = _best_line(line, codec)
        if text is None:
            bad.append(number)
            text = line.decode(codec, "replace")
        elif fits != codec:
            other.append(number)
        pieces.append(text)
    return "".join(pieces)


def _best_line(line: bytes, codec: str) -> tuple[str | None, str]:
    """(text, codec) of the encoding in which the line reads best, its own where they are even; None when none fits."""
    straight = _straight(line, codec)
    if straight is not None:
        return straight, codec
    best: tuple[str | None, str] = (None, codec)
    most = 0.5
    for candidate in dict.fromkeys((codec, "utf-8", *LEGACY)):
        try:
            text = line.decode(candidate)
        except UnicodeDecodeError:
            continue
        share = common_share(text) if candidate != codec else max(common_share(text), 0.5)
        if share > most or (best[0] is None and share >= most):
            best, most = (text, candidate), share
    return best

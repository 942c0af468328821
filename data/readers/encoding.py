"""Which encoding a Chinese text is in, and its characters, block by block.

The rule, in order: a byte order mark; UTF-16 told by zero bytes or by the planes its Chinese lies in; strict UTF-8; the
declared charset, with gb2312 and gbk raised to gb18030; else gb18030 and big5hkscs, the one whose characters are the
commoner. Detectors that guess by statistics fail on texts of five characters; this does not.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

SAMPLE = 64 * 1024
BLOCK = 1024 * 1024
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
RAISED = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
"""Charsets whose declared name is narrower than what programs write under it."""
FALLBACKS = ("utf-8", "gb18030", "big5hkscs")
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name and the length of the byte order mark before the text, in bytes."""

    codec: str
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with how it came about. `bad_lines` are 1-based lines that fit no encoding and hold U+FFFD;
    `other_lines` are lines that were in another encoding than the rest."""

    text: str
    encoding: Encoding
    bad_lines: tuple[int, ...] = ()
    other_lines: tuple[int, ...] = ()


def detect(data: bytes, declared: str | None = None) -> Encoding | None:
    """The encoding of `data` by the module's rule, told from its head; None when the bytes are no text.

    `declared` is what a header or a meta tag says; it is believed only where it decodes.
    """
    head = data[:SAMPLE]
    for mark, codec in BOMS:
        if head.startswith(mark):
            return Encoding(codec, len(mark))
    whole = len(data) <= SAMPLE
    wide = _utf16_by_planes(head)
    if wide:
        return Encoding(wide)
    if len(BINARY.findall(head)) * 100 > len(head):
        return None
    if _decodes(head, "utf-8", whole):
        return Encoding("utf-8")
    if declared:
        codec = known_codec(declared)
        if codec and codec not in ("ascii", "utf-8") and _decodes(head, codec, whole):
            return Encoding(codec)
    return Encoding(_chinese_codec(head, whole))


def known_codec(charset: str) -> str | None:
    """The codec to use for a declared charset, widened where programs write more than they declare; None if unknown."""
    name = charset.strip().strip("\"'").lower()
    if name in ("unicode-1-1-utf-7", "utf-7"):
        return "utf-7"
    try:
        codec = codecs.lookup(RAISED.get(name.replace("-", "").replace("_", ""), name)).name
    except (LookupError, ValueError):
        return None
    return RAISED.get(codec, codec)


def decode(data: bytes, encoding: Encoding, limit: int) -> Decoded:
    """The text of `data`, at most one code point more than `limit`, line ends as `\\n`.

    A line that does not fit the encoding is tried in the others before U+FFFD replaces what fits none.
    """
    pieces: list[str] = []
    bad: list[int] = []
    other: list[int] = []
    length, line = 0, 1
    for block in _blocks(data, encoding):
        try:
            text = block.decode(encoding.codec)
        except UnicodeDecodeError:
            text = _by_line(block, encoding.codec, line, (bad, other))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        pieces.append(text)
        length += len(text)
        if length > limit:
            break
        line += text.count("\n")
    return Decoded("".join(pieces)[: limit + 1], encoding, tuple(bad), tuple(other))


def decode_sample(head: bytes) -> str:
    """The head of a file as text, without what a cut character leaves; empty when it is no text."""
    encoding = detect(head)
    if encoding is None:
        return ""
    return head[encoding.mark :].decode(encoding.codec, "ignore")


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
            end = found + len(feed) if found >= 0 else _character_end(data, start, end, encoding.codec, width)
        yield data[start:end]
        start = end


def _character_end(data: bytes, start: int, end: int, codec: str, width: int) -> int:
    """The last place at or before `end` that does not cut a character, for a block without a line end."""
    if width > 1:
        return end - (end - start) % width
    decoder = codecs.getincrementaldecoder(codec)("replace")
    decoder.decode(data[start:end])
    return end - len(decoder.getstate()[0])


def _by_line(block: bytes, codec: str, first: int, found: tuple[list[int], list[int]]) -> str:
    bad, other = found
    if "16" in codec or "32" in codec:
        bad.append(first)
        return block.decode(codec, "replace")
    pieces = []
    for number, line in enumerate(block.splitlines(keepends=True), first):
        text = _first_fit(line, (codec, *FALLBACKS))
        if text is None:
            bad.append(number)
            text = line.decode(codec, "replace")
        elif not _decodes(line, codec, whole=True):
            other.append(number)
        pieces.append(text)
    return "".join(pieces)


def _first_fit(line: bytes, codecs_: tuple[str, ...]) -> str | None:
    for codec in codecs_:
        try:
            return line.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _decodes(head: bytes, codec: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(codec)("strict").decode(head, whole)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _utf16_by_planes(head: bytes) -> str | None:
    """utf-16-le or -be for text without a mark: on one side zero bytes of ASCII or the high bytes 4E..9F of Chinese."""
    size = len(head) - len(head) % 2
    if size < 2:
        return None
    even, odd = head[0:size:2], head[1:size:2]
    for high, low, codec in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if high.count(0) * 10 >= len(high) * 3 and low.count(0) * 20 < len(low) and _decodes(head[:size], codec, False):
            return codec
    if _decodes(head, "utf-8", len(head) < SAMPLE):
        return None
    for high, low, codec in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if _looks_wide(high) and _wide_share(low) < 0.75 and _decodes(head[:size], codec, False):
            text = head[:size].decode(codec, "ignore")
            if common_share(text) > common_share(_lenient(head, "gb18030")) and common_share(text) > 0.6:
                return codec
    return None


def _looks_wide(high: bytes) -> bool:
    return (
        _wide_share(high) + high.count(0) / len(high) + high.count(0x30) / len(high) + high.count(0xFF) / len(high)
        > 0.95
    )


def _wide_share(values: bytes) -> float:
    return sum(0x4E <= value <= 0x9F for value in values) / len(values)


def _lenient(head: bytes, codec: str) -> str:
    return head.decode(codec, "ignore")


def _chinese_codec(head: bytes, whole: bool) -> str:
    fits = [codec for codec in ("gb18030", "big5hkscs") if _decodes(head, codec, whole)]
    if len(fits) == 1:
        return fits[0]
    scores = {codec: common_share(head.decode(codec, "replace")) for codec in ("gb18030", "big5hkscs")}
    # A tie goes to gb18030: it is what offices of the mainland write.
    return "big5hkscs" if scores["big5hkscs"] > scores["gb18030"] else "gb18030"


def common_share(text: str) -> float:
    """The share of common Chinese characters and signs among the non-ASCII code points, 1.0 when there are none."""
    wide = [char for char in text if char > "\x7f"]
    if not wide:
        return 1.0
    common = common_characters()
    return sum(char in common for char in wide) / len(wide)


@cache
def common_characters() -> frozenset[str]:
    """Characters that make up nearly all running Chinese, simplified and traditional, from the lexicon."""
    lines = resources.files("data").joinpath("lexicons/common_characters.txt").read_text("utf-8").splitlines()
    return frozenset("".join(line for line in lines if not line.startswith("#")))

"""The leaves of a MIME message, without recursion: the stdlib parser gives up on messages nested a few hundred deep."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import collapse_rfc2231_value
from quopri import decodestring

from data.errors import FileStatus, ReadError
from data.readers import decoding, encoding
from data.readers.base import Source

BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
MOST_LEAVES = 5_000


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part of a message that holds no others. `number` is its place, `2.1` the first within the second.

    `alternative` is the number of the innermost multipart/alternative around it, None outside of one.
    """

    headers: Message
    body: bytes
    number: str
    alternative: str | None

    @property
    def type(self) -> str:
        """The media type, lower case."""
        return self.headers.get_content_type()

    @property
    def filename(self) -> str:
        """The file name that the part carries, empty when it carries none."""
        name = self.headers.get_param("filename", None, "content-disposition") or self.headers.get_param("name", None)
        if name is None:
            return ""
        plain = collapse_rfc2231_value(name) if isinstance(name, tuple) else name
        return header_words(plain).replace("/", "_").replace("\\", "_").strip()

    @property
    def attached(self) -> bool:
        """Whether the sender attached it rather than wrote it into the text."""
        return self.headers.get_content_disposition() == "attachment"

    def data(self) -> bytes:
        """The body without its transfer encoding; what cannot be undone is left as it is."""
        coding = str(self.headers.get("content-transfer-encoding", "")).strip().lower()
        if coding == "base64":
            return _base64(self.body)
        if coding == "quoted-printable":
            return decodestring(self.body)
        return self.body


def headers_of(data: bytes) -> tuple[Message, int]:
    """The header fields at the start of `data`, and where the body begins."""
    start = len(data) - len(data.lstrip(b"\r\n")) if data[:1] in b"\r\n" else 0
    return _headers(data, start, len(data))


def leaves(source: Source) -> Iterator[Leaf | ReadError]:
    """The leaves of the message in their order; a ReadError for what lies deeper than `mime_depth`."""
    data, refused = source.data, False
    waiting: list[tuple[int, int, int, str, str | None, str]] = [(0, len(data), 1, "", None, "text/plain")]
    count = 0
    while waiting:
        start, end, depth, number, alternative, default = waiting.pop()
        headers, body = _headers(data, start, end)
        headers.set_default_type(default)
        boundary = headers.get_boundary() if headers.get_content_maintype() == "multipart" else None
        if not boundary:
            count += 1
            yield Leaf(headers, data[body:end], number or "1", alternative)
        elif depth >= source.limits.mime_depth:
            refused = True
        else:
            kind = headers.get_content_subtype()
            inner = "message/rfc822" if kind == "digest" else "text/plain"
            group = (number or "0") if kind == "alternative" else alternative
            spans = list(_spans(data, body, end, boundary))
            for index in range(len(spans), 0, -1):
                place = f"{number}.{index}" if number else str(index)
                waiting.append((*spans[index - 1], depth + 1, place, group, inner))
        if count > MOST_LEAVES:
            refused = True
            break
    if refused:
        yield ReadError(
            FileStatus.TOO_BIG,
            source.label,
            f"its parts are nested more than {source.limits.mime_depth} deep, or are more than {MOST_LEAVES}",
            way_out="open it in a mail program and look at what lies inside",
        )


def header_words(raw: str) -> str:
    """A header's value as a person reads it: unfolded, encoded words and raw 8-bit characters decoded."""
    value = re.sub(r"\r?\n[ \t]*", " ", raw)
    if any("\udc80" <= char <= "\udcff" for char in value):
        value = _from_bytes(value.encode("utf-8", "surrogateescape"), None)
    if "=?" not in value:
        return value.strip()
    try:
        chunks = decode_header(value)
    except HeaderParseError:
        return value.strip()
    words = (chunk if isinstance(chunk, str) else _from_bytes(chunk, charset) for chunk, charset in chunks)
    return "".join(words).strip()


def text_of_leaf(leaf: Leaf, limit: int) -> decoding.Decoded | None:
    """The characters of a text part by its charset and the encoding rule; None when its bytes are no text."""
    data = leaf.data()
    if not data.strip():
        return decoding.Decoded("", encoding.Encoding("utf-8"))
    found = encoding.detect(data, str(leaf.headers.get_content_charset() or "") or None)
    return decoding.decode(data, found, limit) if found else None


def _headers(data: bytes, start: int, end: int) -> tuple[Message, int]:
    while data[start : start + 1] in (b"\n", b"\r") and start < end and start == 0:
        start += 1
    if data[start : start + 1] in (b"\n", b"\r"):
        return Message(), start + (2 if data[start : start + 2] == b"\r\n" else 1)
    found = BLANK_LINE.search(data, start, end)
    stop, body = (found.start(), found.end()) if found else (end, end)
    return BytesHeaderParser().parsebytes(data[start:stop] + b"\n\n"), body


def _spans(data: bytes, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each part between the boundary lines; a message cut off gives its last part as far as it goes."""
    mark = re.compile(
        rb"(?:\A|\r?\n|\r)--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"(--)?[ \t]*(?=\r?\n|\r|$)"
    )
    last: int | None = None
    position = max(0, start - 2)  # the line end before a boundary that opens the body belongs to the header
    while found := mark.search(data, position, end):
        if last is not None:
            yield last, found.start()
        if found[1]:
            return
        follow = found.end()
        last = follow + (2 if data[follow : follow + 2] == b"\r\n" else 1)
        position = follow
    if last is not None and last < end:
        yield last, end


def _base64(body: bytes) -> bytes:
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    try:
        return b64decode(plain[: len(plain) - (len(plain) % 4 == 1)] + b"=" * (-len(plain) % 4))
    except Base64Error:
        return body


def _from_bytes(raw: bytes, charset: str | None) -> str:
    found = encoding.detect(raw, charset)
    return raw[found.mark :].decode(found.codec, "replace") if found else raw.decode("ascii", "replace")

"""Mail messages as .eml: header lines, the text with its quoted chain, attachments as documents of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from data.errors import FileStatus, ReadError
from data.layout import Block
from data.readers import mime, webpage
from data.readers.base import Part, Source
from data.readers.sniff import Sample, is_image
from data.readers.text import encoding_notes
from data.types import Kind, Location

LOCAL = timezone(timedelta(hours=8))
HEAD, BODY = "信头", "正文"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's head and text as shown; the fields are words for the canonical header lines, empty if absent."""

    sender: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    sent: str = ""
    subject: str = ""
    body: tuple[Block, ...] = ()

    def blocks(self) -> tuple[Block, ...]:
        """The canonical layout: header lines, an empty line, the text."""
        lines = (
            ("发件人", self.sender),
            ("收件人", self.to),
            ("抄送", self.cc),
            ("密送", self.bcc),
            ("时间", self.sent),
            ("主题", self.subject),
        )
        head = [Block(f"{name}: {value}", location=Location(section=HEAD)) for name, value in lines if value]
        return (*head, *([Block("")] if head and self.body else []), *self.body)


@dataclass(slots=True)
class _Content:
    body: list[Block] = field(default_factory=list)
    attachments: list[Source] = field(default_factory=list)
    faults: list[ReadError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(source: Source) -> Iterator[Part | Source | ReadError]:
    """The message itself, then what is attached to it."""
    headers, _ = mime.headers_of(source.data)
    content = _content(source)
    if not _raw(headers, "to") and headers.get_content_subtype() == "related":
        # A web page saved with its pictures (.mht) is a MIME message too, but no mail.
        yield Part(source.part, "mht", tuple(content.body), notes=tuple(content.notes))
        yield from (picture for picture in content.attachments if is_image(Sample(picture)))
        yield from content.faults
        return
    letter = Letter(
        sender=people(_raw(headers, "from") or _raw(headers, "sender")),
        to=people(_raw(headers, "to")),
        cc=people(_raw(headers, "cc")),
        bcc=people(_raw(headers, "bcc")),
        sent=local_time(" ".join(_raw(headers, "date"))),
        subject=" ".join(mime.header_words(value) for value in _raw(headers, "subject")[:1]),
        body=tuple(content.body),
    )
    yield Part(source.part, "eml", letter.blocks(), Kind.EMAIL, notes=tuple(content.notes))
    yield from content.attachments
    yield from content.faults


def people(raw: Iterable[str]) -> str:
    """Addresses as `名 <addr>；名 <addr>`: decoded, in their order; the header's words as they stand if it has none."""
    shown = []
    values = [_decoded_8bit(value) for value in raw]
    # Outlook parts addresses by semicolons; within quotation marks they belong to a name.
    split = [re.sub(r'[;；](?=(?:[^"]*"[^"]*")*[^"]*$)', ",", value) for value in values]
    for name, raw_address in getaddresses(split):
        plain, address = mime.header_words(name).strip("\"' "), mime.header_words(raw_address)
        if plain and address and plain != address:
            shown.append(f"{plain} <{address}>" if "@" in address else f"{plain} {address}")
        elif plain or address:
            shown.append(plain or address)
    return "；".join(shown) or " ".join(mime.header_words(value) for value in values).strip()


def local_time(raw: str) -> str:
    """A Date header as local `YYYY-MM-DD HH:MM`; its words as they stand when they are no date, empty for none."""
    try:
        at = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        return mime.header_words(raw)
    return shown_time(at)


def shown_time(at: datetime) -> str:
    """`YYYY-MM-DD HH:MM` in China's time; a time without a zone is taken for local."""
    local = at.astimezone(LOCAL) if at.tzinfo else at
    return local.strftime("%Y-%m-%d %H:%M")


def body_lines(text: str) -> list[Block]:
    """A paragraph a line of a mail's text, each with its line, blank lines at both ends left out."""
    lines = text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    return [
        Block(line, location=Location(section=BODY, line=number))
        for number, line in enumerate(lines[first:], first + 1)
    ]


def _content(source: Source) -> _Content:
    content = _Content()
    leaves: list[mime.Leaf] = []
    for leaf in mime.leaves(source):
        if isinstance(leaf, ReadError):
            content.faults.append(leaf)
        else:
            leaves.append(leaf)
    written = {
        leaf.alternative
        for leaf in leaves
        if leaf.alternative and leaf.type == "text/plain" and not leaf.attached and leaf.data().strip()
    }
    for leaf in leaves:
        if (
            leaf.attached
            or leaf.type not in ("text/plain", "text/html")
            or (leaf.filename and leaf.alternative is None)
        ):
            _attach(source, leaf, content)
        elif leaf.type == "text/html":
            # The same words stand in the plain text beside it.
            if leaf.alternative not in written:
                _append(content, leaf, source)
        else:
            _append(content, leaf, source)
    return content


def _append(content: _Content, leaf: mime.Leaf, source: Source) -> None:
    """Adds the words of a text leaf to the body, below what stands there."""
    limit = source.limits.text_chars
    if leaf.type == "text/html":
        page = webpage.blocks_of(leaf.data(), str(leaf.headers.get_content_charset() or "") or None, source)
        blocks = [replace(block, location=replace(block.location, section=BODY)) for block in page]
    else:
        decoded = mime.text_of_leaf(leaf, limit)
        if decoded is None:
            content.faults.append(_no_text(source, leaf))
            return
        content.notes.extend(encoding_notes(decoded))
        flowed = str(leaf.headers.get_param("format", "")).lower() == "flowed"
        blocks = body_lines(unflowed(decoded.text) if flowed else decoded.text)
    if content.body and blocks:
        content.body.append(Block(""))
    content.body.extend(blocks)
    if sum(len(block.text) for block in content.body) > limit:
        raise ReadError(
            FileStatus.TOO_BIG,
            source.label,
            f"its text is longer than {limit} characters",
            way_out="open it in a mail program and save the text in parts, or raise text_chars",
        )


def _attach(source: Source, leaf: mime.Leaf, content: _Content) -> None:
    data = leaf.data()
    name = leaf.filename or f"part-{leaf.number}{'.eml' if leaf.type == 'message/rfc822' else ''}"
    if leaf.type == "message/rfc822" and not name.lower().endswith(".eml"):
        name += ".eml"
    content.attachments.append(source.inside(name, data))


def unflowed(text: str) -> str:
    """Text without the soft line ends of `format=flowed` (RFC 3676): a line that ends in a blank goes on."""
    lines: list[str] = []
    open_line = False
    for line in text.split("\n"):
        marks = len(line) - len(line.lstrip(">"))
        body = line[marks:].removeprefix(" ")
        previous = len(lines[-1]) - len(lines[-1].lstrip(">")) if lines else 0
        if open_line and marks == previous and body != "-- ":
            lines[-1] += body
        else:
            lines.append(line[:marks] + (" " if marks else "") + body)
        open_line = body.endswith(" ") and body != "-- "
    return "\n".join(lines)


def _raw(headers: Message, name: str) -> list[str]:
    """The values of a field as they stand, surrogates for raw 8-bit bytes."""
    return [value for key, value in headers.raw_items() if key.lower() == name]


def _decoded_8bit(value: str) -> str:
    """Raw 8-bit characters decoded, encoded words left: commas inside them must not part addresses."""
    plain = re.sub(r"\r?\n[ \t]*", " ", value)
    return mime.header_words(plain) if "=?" not in plain else plain


def _no_text(source: Source, leaf: mime.Leaf) -> ReadError:
    return ReadError(
        FileStatus.DAMAGED,
        source.label,
        "the bytes of a text part are no text",
        place=f"MIME part {leaf.number}",
        way_out="open it in a mail program and save the text anew",
    )

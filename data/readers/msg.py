"""Outlook messages (.msg): head, text, attachments, embedded messages. [MS-OXMSG] and [MS-OXPROPS] give the numbers."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime, timedelta

import olefile

from data.errors import FileStatus, ReadError
from data.layout import Block
from data.readers import encoding, mime, rtf_packed, webpage
from data.readers.base import Part, Source
from data.readers.mail import LOCAL, Letter, body_lines, local_time, people, shown_time
from data.types import Kind

SUBJECT, SENDER_NAME, SENDER_MAIL, SENDER_SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
SHOWN_TO, SHOWN_CC, SHOWN_BCC = 0x0E04, 0x0E03, 0x0E02
TEXT, HTML, RTF, TRANSPORT_HEAD = 0x1000, 0x1013, 0x1009, 0x007D
NAME, MAIL, SMTP, RECIPIENT_TYPE = 0x3001, 0x3003, 0x39FE, 0x0C15
LONG_FILENAME, FILENAME, ATTACHED, ATTACH_TITLE = 0x3707, 0x3704, 0x3701, 0x3001
SENT, DELIVERED = 0x0039, 0x0E06
CODEPAGE, INTERNET_CODEPAGE = 0x3FFD, 0x3FDE
UNICODE, ANSI, BINARY, OBJECT, TIME, LONG = 0x001F, 0x001E, 0x0102, 0x000D, 0x0040, 0x0003
EPOCH = datetime(1601, 1, 1)
PROPERTIES = "__properties_version1.0"
TOP_HEADER, EMBEDDED_HEADER, ITEM_HEADER = 32, 24, 8
"""Bytes before the first property of a message, an embedded message, a recipient or attachment."""


class Storage:
    """One storage of the container: a message, a recipient or an attachment, with its properties.

    `codepage` is the message's, for ANSI texts; 936 is read as gb18030.
    """

    def __init__(self, ole: olefile.OleFileIO, path: tuple[str, ...], header: int, codepage: str = "") -> None:
        self.ole = ole
        self.path = path
        self._fixed = self._fixed_values(header)
        self.codepage = codepage or self._codepage()

    def text(self, number: int) -> str:
        """The text property, Unicode before ANSI, without its closing zero; empty when there is none."""
        wide = self.stream(number, UNICODE)
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self.stream(number, ANSI).rstrip(b"\0")
        if not narrow:
            return ""
        found = encoding.detect(narrow, self.codepage or None)
        return narrow[found.mark :].decode(found.codec, "replace") if found else narrow.decode("ascii", "replace")

    def stream(self, number: int, kind: int) -> bytes:
        """The bytes of a property kept in a stream of its own, empty when there is none."""
        path = [*self.path, f"__substg1.0_{number:04X}{kind:04X}"]
        if not self.ole.exists(path) or self.ole.get_type(path) != olefile.STGTY_STREAM:
            return b""
        with self.ole.openstream(path) as stream:
            data: bytes = stream.read()
        return data

    def number(self, number: int) -> int | None:
        """A 32-bit property, None when it is not set."""
        value = self._fixed.get((number, LONG))
        return struct.unpack("<i", value[:4])[0] if value else None

    def time(self, number: int) -> datetime | None:
        """A time property in China's time, None when it is not set or out of range."""
        value = self._fixed.get((number, TIME))
        try:
            at = EPOCH + timedelta(microseconds=struct.unpack("<Q", value)[0] // 10) if value else None
        except OverflowError:
            return None
        return at + LOCAL.utcoffset(at) if at and at.year > 1601 else None

    def inside(self, prefix: str) -> list[tuple[str, ...]]:
        """Paths of the storages right inside this one whose names begin with `prefix`, in order."""
        depth = len(self.path) + 1
        found = {
            tuple(entry[:depth])
            for entry in self.ole.listdir(streams=True, storages=True)
            if tuple(entry[: depth - 1]) == self.path and len(entry) >= depth and entry[depth - 1].startswith(prefix)
        }
        return sorted(found)

    def _fixed_values(self, header: int) -> dict[tuple[int, int], bytes]:
        path = [*self.path, PROPERTIES]
        if not self.ole.exists(path):
            return {}
        with self.ole.openstream(path) as stream:
            data: bytes = stream.read()
        values = {}
        for at in range(header, len(data) - 15, 16):
            kind, number = struct.unpack_from("<HH", data, at)
            values[number, kind] = data[at + 8 : at + 16]
        return values

    def _codepage(self) -> str:
        page = self.number(CODEPAGE) or self.number(INTERNET_CODEPAGE)
        return {65001: "utf-8", 54936: "gb18030"}.get(page, f"cp{page}") if page else ""


def read(source: Source) -> Iterator[Part | Source | ReadError]:
    """The message, its attachments, and messages embedded in it, each with theirs; no recursion."""
    with olefile.OleFileIO(source.data) as ole:
        waiting = [(source, Storage(ole, (), TOP_HEADER))]
        while waiting:
            place, message = waiting.pop(0)
            yield from _message(place, message)
            for path in message.inside("__attach_version1.0_"):
                attachment = Storage(ole, path, ITEM_HEADER, message.codepage)
                name = _attachment_name(attachment, len(waiting))
                inner = (*path, f"__substg1.0_{ATTACHED:04X}{OBJECT:04X}")
                if ole.exists([*inner, PROPERTIES]):
                    embedded = place.inside(name if name.lower().endswith(".msg") else f"{name}.msg", b"")
                    if embedded.depth > source.limits.depth:
                        yield _too_deep(embedded)
                    else:
                        waiting.append((embedded, Storage(ole, inner, EMBEDDED_HEADER)))
                else:
                    yield place.inside(name, attachment.stream(ATTACHED, BINARY))


def _message(place: Source, message: Storage) -> Iterator[Part | Source]:
    blocks = _body(place, message)
    sent = message.time(SENT) or message.time(DELIVERED)
    transport = mime.headers_of(message.text(TRANSPORT_HEAD).encode("utf-8"))[0]
    sender_mail = message.text(SENDER_SMTP) or message.text(SENDER_MAIL)
    letter = Letter(
        sender=_person(message.text(SENDER_NAME), sender_mail) or people(transport.get_all("from", [])),
        to=_recipients(message, 1) or message.text(SHOWN_TO),
        cc=_recipients(message, 2) or message.text(SHOWN_CC),
        bcc=_recipients(message, 3) or message.text(SHOWN_BCC),
        sent=shown_time(sent) if sent else local_time(str(transport.get("date", ""))),
        subject=message.text(SUBJECT),
        body=tuple(blocks),
    )
    yield Part(place.part, "msg", letter.blocks(), Kind.EMAIL)
    packed = message.stream(RTF, BINARY)
    if not blocks and packed:
        yield place.inside("正文.rtf", rtf_packed.unpack(packed, place.limits.archive_bytes))


def _body(place: Source, message: Storage) -> list[Block]:
    text = message.text(TEXT).replace("\r\n", "\n").replace("\r", "\n")
    if text.strip():
        return body_lines(text)
    page = message.stream(HTML, BINARY) or message.text(HTML).encode("utf-8")
    return webpage.blocks_of(page, message.codepage or None, place) if page.strip() else []


def _recipients(message: Storage, kind: int) -> str:
    shown = []
    for path in message.inside("__recip_version1.0_"):
        person = Storage(message.ole, path, ITEM_HEADER, message.codepage)
        if (person.number(RECIPIENT_TYPE) or 1) == kind:
            shown.append(_person(person.text(NAME), person.text(SMTP) or person.text(MAIL)))
    return "；".join(words for words in shown if words)


def _person(name: str, mail: str) -> str:
    """`名 <addr>`; an Exchange address (`/o=...`) tells a reader nothing and is left out."""
    plain = name.strip().strip("'\"")
    if not mail or mail == plain or mail.startswith("/"):
        return plain
    return f"{plain} <{mail}>" if plain else mail


def _attachment_name(attachment: Storage, index: int) -> str:
    name = attachment.text(LONG_FILENAME) or attachment.text(FILENAME) or attachment.text(ATTACH_TITLE)
    return name.replace("/", "_").replace("\\", "_").strip() or f"attachment-{index + 1}"


def _too_deep(source: Source) -> ReadError:
    return ReadError(
        FileStatus.TOO_BIG,
        source.label,
        f"it lies {source.depth} messages deep, more than {source.limits.depth}",
        way_out="open it in Outlook and save the embedded message as a file of its own",
    )

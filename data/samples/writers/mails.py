"""Mails as their programs write them: quoted chains, GB18030 bodies and subjects, attachments, mailboxes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zlib import crc32

from evaluation.marked import MarkedDocument

LOCAL = timezone(timedelta(hours=8))
FIELDS = {"发件人": "From", "收件人": "To", "抄送": "Cc", "主题": "Subject"}
WORD = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
ADDRESS = re.compile(r"(?P<name>[^<>;；]*?)\s*(?:<(?P<box>[^>]+)>)?")


def eml(document: MarkedDocument) -> bytes:
    """One mail in UTF-8."""
    return _mail(document, "utf-8")


def eml_gb18030(document: MarkedDocument, attachments: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """One mail with header and body in GB18030; `attachments` are Word documents by name."""
    return _mail(document, "gb18030", attachments)


def eml_page(document: MarkedDocument) -> bytes:
    """One mail with nothing but an HTML body."""
    return _mail(document, "utf-8", page=True)


def mailbox(documents: Sequence[MarkedDocument]) -> bytes:
    """A mailbox of several mails, in UTF-8 and GB18030 by turns."""
    pieces: list[bytes] = []
    for number, document in enumerate(documents):
        message = _mail(document, "gb18030" if number % 2 else "utf-8")
        sent = _moment(next(line for line in document.text.split("\n") if line.startswith("时间")))
        pieces.append(f"From ltzy {sent.strftime('%a %b %d %H:%M:%S %Y')}\n".encode())
        pieces.append(message.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n\n")
    return b"".join(pieces)


def _mail(
    document: MarkedDocument,
    charset: str,
    attachments: Sequence[tuple[str, bytes]] = (),
    *,
    page: bool = False,
) -> bytes:
    head, _, body = document.text.partition("\n\n")
    message, headers = EmailMessage(policy=SMTP), bytearray()
    for line in head.split("\n"):
        name, _, value = line.replace("：", ":", 1).partition(":")
        if name == "时间":
            headers += f"Date: {format_datetime(_moment(value))}\r\n".encode()
        elif value.strip():
            words = _encoded(value.strip(), charset) if name == "主题" else _addresses(value, charset)
            headers += f"{FIELDS[name]}: {words}\r\n".encode("ascii")
    headers += f"Message-ID: <{crc32(document.id.encode()):08x}@ltzy.example>\r\n".encode()
    if page:
        rows = "".join(f"<div>{line or '<br>'}</div>" for line in body.split("\n"))
        message.set_content(f"<html><body>{rows}</body></html>", subtype="html", charset=charset, cte="base64")
    else:
        message.set_content(body, charset=charset, cte="base64")
    for name, data in attachments:
        message.add_attachment(data, *WORD, filename=name)
    if attachments:
        message.set_boundary(f"=_lt_{crc32(document.id.encode()):08x}")
    # The library would recode every header to UTF-8, so those are written by hand.
    return bytes(headers) + message.as_bytes()


def _encoded(words: str, charset: str) -> str:
    """The words as RFC 2047 asks, folded; ASCII as it is."""
    return words if words.isascii() else Header(words, charset, maxlinelen=70).encode(linesep="\r\n")


def _addresses(value: str, charset: str) -> str:
    shown = []
    for item in re.split("[;；、]", value.strip()):
        found = ADDRESS.fullmatch(item.strip())
        name, box = (found["name"], found["box"]) if found else (item.strip(), None)
        address = box or f"u{crc32(name.encode()) % 10000:04d}@ltzy.example"
        shown.append(f"{_encoded(name, charset)} <{address}>".strip())
    return ",\r\n ".join(shown)


def _moment(words: str) -> datetime:
    numbers = [int(number) for number in re.findall(r"\d+", words)[:5]]
    return datetime(*numbers, tzinfo=LOCAL)  # type: ignore[arg-type, misc]

"""Annotated papers laid out as the raw files they would come as."""

from __future__ import annotations

import csv
import io
import re
from email.message import EmailMessage
from email.utils import formataddr

import openpyxl

from data.layout import CELL, CHAT_LINE
from data.stamps import parse_stamp
from data.types import Document, Kind

FIELDS = {"发件人": "From", "收件人": "To", "抄送": "Cc", "主题": "Subject"}


def raw_file(document: Document) -> tuple[str, bytes]:
    """(file name, bytes) of the document in its format."""
    ending = document.format.partition("-")[0]
    return f"{document.doc_id}.{ending}", MAKERS[document.format](document)


def rows_of(document: Document) -> list[list[str]]:
    """The rows of a chat table, a register, or a single column."""
    lines = document.text.split("\n")
    if document.kind is Kind.CHAT:
        rows = [["时间", "发送人", "内容"]]
        for line in lines:
            found = CHAT_LINE.match(line)
            if found:
                rows.append([found["stamp"], found["speaker"], line[found.end() :]])
            elif len(rows) == 1:
                rows.append(["", "", line])
            else:
                rows[-1][2] += f"\n{line}"
        return rows
    if document.kind in (Kind.PHONE_LOG, Kind.VISITOR_LOG):
        return [[cell.strip() for cell in line.split(CELL)] for line in lines]
    return [[line] for line in lines]


def table(document: Document) -> bytes:
    """A CSV file with a byte order mark, as Excel writes it."""
    stream = io.StringIO()
    csv.writer(stream).writerows(rows_of(document))
    return stream.getvalue().encode("utf-8-sig")


def workbook(document: Document) -> bytes:
    """An xlsx file."""
    book = openpyxl.Workbook()
    for row in rows_of(document):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def mail(document: Document) -> bytes:
    """An .eml file; people without an address get one, without which no program sends a mail."""
    head, _, body = document.text.partition("\n\n")
    message = EmailMessage()
    for line in head.split("\n"):
        name, _, value = (part.strip() for part in re.sub("：", ":", line, count=1).partition(":"))
        if name == "时间":
            at = parse_stamp(value)
            assert at is not None
            message["Date"] = at.strftime("%a, %d %b %Y %H:%M:%S +0800")
        elif name == "主题":
            message["Subject"] = value
        elif name in FIELDS and value:
            message[FIELDS[name]] = ", ".join(
                _address(words) for words in re.split("[;；,，、]", value) if words.strip()
            )
    message.set_content(body, charset="gb18030" if len(body) % 2 else "utf-8")
    return message.as_bytes()


def _address(words: str) -> str:
    name, _, rest = words.strip().partition("<")
    return formataddr((name.strip(), rest.rstrip(">") or "none@mail.example"), "utf-8")


MAKERS = {
    "txt": lambda document: document.text.encode(),
    "txt-gb18030": lambda document: document.text.encode("gb18030"),
    "csv": table,
    "xlsx": workbook,
    "eml": mail,
}

"""Text files: four encodings, plain tables, a web page in GBK, rich text."""

from __future__ import annotations

import csv
import html
import io
import itertools
import re

from evaluation.marked import MarkedDocument

CELL = " | "
CHAT_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?) ([^:：]{1,30})[:：] ?(.*)")


def txt(document: MarkedDocument) -> bytes:
    """UTF-8 without a mark."""
    return document.text.encode("utf-8") + b"\n"


def txt_bom(document: MarkedDocument) -> bytes:
    """UTF-8 with a mark and Windows line ends."""
    return b"\xef\xbb\xbf" + document.text.replace("\n", "\r\n").encode("utf-8") + b"\r\n"


def txt_gb18030(document: MarkedDocument) -> bytes:
    """GB18030 with Windows line ends, as old office machines write it."""
    return document.text.replace("\n", "\r\n").encode("gb18030") + b"\r\n"


def txt_utf16(document: MarkedDocument) -> bytes:
    """UTF-16, little end first, with a mark, as Notepad's "Unicode"."""
    return b"\xff\xfe" + (document.text.replace("\n", "\r\n") + "\r\n").encode("utf-16-le")


def chat_rows(document: MarkedDocument) -> list[list[str]]:
    """`时间,发送人,内容` rows of a chat; a line without a stamp goes on with the message above it."""
    rows = [["时间", "发送人", "内容"]]
    for line in document.text.split("\n"):
        found = CHAT_LINE.fullmatch(line)
        if found:
            rows.append([found[1], found[2], found[3]])
        elif len(rows) > 1 and rows[-1][0]:
            rows[-1][2] += "\n" + line
        else:
            rows.append(["", "", line])
    return rows


def table_rows(document: MarkedDocument) -> list[list[str]]:
    """The rows of a chat or a register, the paragraphs of anything else as rows of one cell."""
    if document.head["kind"] == "chat":
        return chat_rows(document)
    return [[cell.strip() for cell in line.split(CELL)] if CELL in line else [line] for line in lines(document)]


def lines(document: MarkedDocument) -> list[str]:
    """The lines of the text; a register's row ends with the separator when its last cell is empty."""
    return [line + " " if line.endswith(" |") else line for line in document.text.split("\n")]


def table(document: MarkedDocument) -> bytes:
    """CSV as spreadsheet programs save it: UTF-8 with a mark."""
    return b"\xef\xbb\xbf" + _comma_separated(document).encode("utf-8")


def table_gb18030(document: MarkedDocument) -> bytes:
    """CSV as older spreadsheet programs save it."""
    return _comma_separated(document).encode("gb18030")


def _comma_separated(document: MarkedDocument) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(table_rows(document))
    return out.getvalue()


def page(document: MarkedDocument) -> bytes:
    """A web page in GBK that says gb2312, its first line the title; cells become a table, all else paragraphs."""
    title, *rest = lines(document)
    body = []
    for table_, group in itertools.groupby(rest, key=lambda line: CELL in line):
        if table_:
            rows = ("".join(f"<td>{html.escape(cell.strip())}</td>" for cell in line.split(CELL)) for line in group)
            body += ["<table border=1>", *(f"<tr>{row}</tr>" for row in rows), "</table>"]
        else:
            body += [f"<p>{html.escape(line)}</p>" for line in group if line.strip()]
    page_ = [
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">',
        f"<title>{html.escape(title)}</title><style>p {{ text-indent: 2em }}</style>",
        "<script>var visits = 0;</script></head><body>",
        *body,
        "</body></html>",
    ]
    return "\r\n".join(page_).encode("gb18030")


def rich(document: MarkedDocument) -> bytes:
    """RTF with every character outside ASCII as a Unicode escape."""
    body = "\\par\n".join("".join(_rich_character(sign) for sign in line) for line in document.text.split("\n"))
    head = "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}\\uc1\\f0\\fs24\n"
    return (head + body + "\\par\n}").encode("ascii")


def _rich_character(sign: str) -> str:
    if sign in "\\{}":
        return "\\" + sign
    if sign.isascii():
        return sign
    units = sign.encode("utf-16-le")
    numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return "".join(f"\\u{number}?" for number in numbers)

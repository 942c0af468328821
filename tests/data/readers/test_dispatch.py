"""The table of formats and what every reading must hold."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

import pytest

from data.errors import FileStatus
from data.readers.base import Limits, Source
from data.readers.dispatch import FORMATS, format_of, read_file
from tests.data.readers.reading import reading_of
from tests.ole import compound_file

SNIFFED = [
    ("a.pdf", b"%PDF-1.7\n", "pdf"),
    ("a.pdf", b"\r\nsome gateway\r\n%PDF-1.4\n", "pdf"),
    ("a.png", b"\x89PNG\r\n\x1a\n", "image"),
    ("a.jpg", b"\xff\xd8\xff\xe0", "image"),
    ("a.doc", compound_file({"WordDocument": b"x"}), "doc"),
    ("a.wps", compound_file({"WordDocument": b"x"}), "doc"),
    ("a.xls", compound_file({"Workbook": b"x"}), "xlsx"),
    ("a.et", compound_file({"Workbook": b"x"}), "xlsx"),
    ("a.msg", compound_file({"__properties_version1.0": b"x"}), "msg"),
    ("a.ppt", compound_file({"PowerPoint Document": b"x"}), "slides"),
    ("a.docx", compound_file({"EncryptedPackage": b"x"}), "office"),
    ("a.db", compound_file({"Other": b"x"}), "ole"),
    ("a.rtf", b"{\\rtf1 x}", "rtf"),
    ("a.eml", b"From: a@mail.example\nTo: b@mail.example\n\nx", "eml"),
    ("a.txt", b"Received: by x\nSubject: y\n\nx", "eml"),
    ("a.txt", "Date: 今天\nSubject: 没有信头的便条\n\nx".encode(), "txt"),
    ("a.txt", "发件人: 张三\n收件人: 李四\n主题: 信\n\n正文".encode(), "txt"),
    ("a.mbox", b"From a@b Tue Mar  5 09:12:00 2024\nFrom: a@b\n\nx", "mbox"),
    ("a.txt", "From 2023年起，每天 09:12 打卡\n下一行".encode(), "txt"),
    ("a.html", b"<!DOCTYPE html><p>x</p>", "html"),
    ("a.txt", b"<html><body>x</body></html>", "html"),
    ("a.txt", "a < b > c 的便条".encode(), "txt"),
    ("a.json", b'[{"a": 1}]', "json"),
    ("a.txt", "[草稿] 王院长来电".encode(), "txt"),
    ("a.csv", "没有逗号的一列".encode(), "csv"),
    ("a.txt", "时间,发送人,内容\n1,2,3\n".encode(), "csv"),
    ("a.txt", "时间,地点,人物，都在这里\n".encode(), "txt"),
    ("noending", "王院长来电".encode("gb18030"), "txt"),
    ("a.rar", b"Rar!\x1a\x07\x00", "rar"),
    ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(100), None),
]


@pytest.mark.parametrize(("name", "data", "format_"), SNIFFED)
def test_content_tells_the_format(name: str, data: bytes, format_: str | None) -> None:
    row = format_of(Source(name, name, data))
    assert (row.name if row else None) == format_


@pytest.mark.parametrize("module", sorted({row.reader for row in FORMATS}))
def test_every_row_has_its_reader(module: str) -> None:
    assert find_spec(module) is not None, f"{module}: FORMATS names it, and there is no such module"


def test_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("王院长".encode())
    assert read_file(file, "a.txt", Limits()).sha256 == hashlib.sha256("王院长".encode()).hexdigest()


def test_file_over_the_cap_is_hashed_but_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"x" * 11)
    reading = read_file(file, "in/a.txt", Limits(file_bytes=10))
    assert reading.status is FileStatus.TOO_BIG
    assert reading.sha256 == hashlib.sha256(b"x" * 11).hexdigest()
    assert reading.reason == "in/a.txt: 11 bytes, more than 10 [too_big]; split the file, or raise file_bytes"


def test_file_that_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    reading = read_file(tmp_path / "gone.txt", "gone.txt", Limits())
    assert reading.status is FileStatus.UNREADABLE
    assert "gone.txt" in reading.reason
    assert "errno 2" in reading.reason


def test_a_reader_that_gives_up_is_a_fault_of_the_file_without_its_words() -> None:
    reading = reading_of("a.xls", compound_file({"Workbook": "机密的话".encode() * 300}))
    assert reading.status is FileStatus.DAMAGED
    assert "机密" not in reading.reason

"""Every file of the sample inbox is read, and what is read is what the gold was marked on."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import Any

import pytest

from data.errors import FileStatus
from data.inbox import documents_of, scan
from data.readers.base import Limits
from data.readers.dispatch import read_file
from data.types import Document

Gold = dict[str, dict[str, Any]]

SET_ASIDE = {
    "units/市中院/待核/审计底稿（有口令）.pdf": FileStatus.ENCRYPTED,
    "units/市中院/待核/会议记录-拷坏.docx": FileStatus.DAMAGED,
    "units/市中院/待核/空白登记表.txt": FileStatus.EMPTY,
    "units/市中院/待核/监控导出.dat": FileStatus.UNSUPPORTED,
    "units/市中院/待核/调取材料（加密）.zip": FileStatus.ENCRYPTED,
}
PICTURES = {
    "cases/（2025）云98执63号/聊天截图-1120.png",
    "cases/（2025）云9821执155号/城关镇来函（扫描）.pdf",
    "comms/P0012/便笺.jpg",
    "comms/P0015/工作记录（扫描）.pdf",
}
BY_LIBREOFFICE = {"units/市委政法委/执法监督案件协调会纪要.doc"}
FORMATS = {
    *("txt", "csv", "xlsx", "json", "docx", "pdf", "ofd", "html", "eml", "mbox", "zip", "doc", "rtf", "png", "jpg"),
    "dat",
}


def readable(path: str) -> bool:
    """Whether this machine can read the file: pictures need the OCR extra, .doc needs LibreOffice."""
    if path in PICTURES:
        return importlib.util.find_spec("rapidocr") is not None
    return path not in BY_LIBREOFFICE or shutil.which("soffice") is not None


@pytest.fixture(scope="module")
def documents(city: Path) -> dict[str, Document]:
    """All documents of the inbox that this machine can read, by doc_id."""
    found: dict[str, Document] = {}
    for entry in scan(city / "inbox").files:
        if entry.path not in SET_ASIDE and readable(entry.path):
            reading = read_file(entry.file_in(city / "inbox"), entry.path, Limits())
            assert reading.status is FileStatus.OK, reading.reason
            found |= {document.doc_id: document for document in documents_of(reading, entry)}
    return found


def plain(words: str) -> str:
    """The words without blanks and with ASCII signs, as OCR may write either."""
    return "".join(words.split()).translate(str.maketrans("（）：，！？　", "():,!? "))


def test_manifest_has_no_fault_and_leaves_files_to_folders_and_content(city: Path) -> None:
    inbox = scan(city / "inbox")
    assert inbox.faults == ()
    rows = (city / "inbox" / "manifest.csv").read_text("utf-8").splitlines()
    assert 15 < len(rows) - 1 < len(inbox.files) - 15


def test_all_formats_are_there(city: Path) -> None:
    assert {entry.path.rsplit(".", 1)[-1] for entry in scan(city / "inbox").files} == FORMATS


@pytest.mark.parametrize(("path", "status"), SET_ASIDE.items())
def test_unreadable_files_are_set_aside_with_a_reason(city: Path, path: str, status: FileStatus) -> None:
    reading = read_file(city / "inbox" / path, path, Limits())
    assert (reading.status, reading.parts) == (status, ())
    assert path in reading.reason


def test_every_document_of_the_gold_is_read(gold: Gold, documents: dict[str, Document]) -> None:
    assert set(documents) == {name for name in gold if readable(name.split("!/")[0])}


def test_owner_and_case_come_from_folders_and_manifest(gold: Gold, documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        row = gold[name]
        assert (document.owner, document.folder_case) == (row["owner"], row["folder_case"]), name


def test_the_text_read_is_the_text_marked(gold: Gold, documents: dict[str, Document]) -> None:
    read = {name: document.text for name, document in documents.items() if name not in PICTURES}
    assert [name for name, text in read.items() if text != gold[name]["text"]] == []


def test_pictures_give_the_words_of_the_triggers(gold: Gold, documents: dict[str, Document]) -> None:
    for name in PICTURES & set(documents):
        row, text = gold[name], plain(documents[name].text)
        triggers = [mention["text"] for mention in row["mentions"] if mention["type"] == "TRIGGER"]
        assert all(plain(trigger) in text for trigger in triggers), name

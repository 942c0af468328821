"""The builder: the committed files are what the sources give, byte by byte where the format allows."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from data.samples import build
from data.samples.writers import frozen, plain, sheets
from evaluation.marked import MarkedDocument, parse


def marked(text: str, **head: object) -> MarkedDocument:
    lines = "".join(f"{name}: {value}\n" for name, value in {"kind": "work_note", **head}.items())
    return parse(f"d-1\n{lines}---\n{text}\n---\nevents: []\n", "d.txt")


def test_committed_files_are_what_the_sources_give(products: dict[Path, bytes]) -> None:
    assert [str(file) for file, data in products.items() if file.read_bytes() != data] == []


def test_inbox_holds_nothing_else(products: dict[Path, bytes]) -> None:
    sources = build.read_sources(build.HERE / "src", build.known_ids(build.HERE / "registries")).documents
    built = set(products) | {
        build.HERE / "inbox" / doc.head["path"] for doc in sources if doc.head["format"] in build.SCANNED
    }
    assert {file for file in (build.HERE / "inbox").rglob("*") if file.is_file()} <= built


def test_inbox_is_small(city: Path) -> None:
    assert sum(file.stat().st_size for file in (city / "inbox").rglob("*") if file.is_file()) < 6_000_000


def test_frozen_zips_do_not_depend_on_the_clock() -> None:
    members = [("一.txt", "甲".encode()), ("二.txt", "乙".encode())]
    assert frozen.pack(members) == frozen.freeze(frozen.pack(members))


def test_zip_of_chinese_windows_has_gbk_names_without_the_unicode_mark() -> None:
    data = frozen.pack_gbk([("正卷/笔录.txt", b"words")])
    with zipfile.ZipFile(io.BytesIO(data), metadata_encoding="gbk") as container:
        (info,) = container.infolist()
        assert (info.filename, info.flag_bits & 0x800) == ("正卷/笔录.txt", 0)
        assert container.read(info) == b"words"


def test_encrypted_zip_opens_with_its_password_only() -> None:
    data = frozen.pack_encrypted([("a.txt", b"words" * 9)], b"2026lt")
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        assert container.read("a.txt", pwd=b"2026lt") == b"words" * 9
        with pytest.raises(RuntimeError):
            container.read("a.txt")


WRAPS = [
    ("一二三四五六", 4, ["一二三四", "五六"]),
    ("一二三四，五", 4, ["一二三四，", "五"]),
    ("ab一二c三四", 4, ["ab一二c", "三四"]),
    ("", 4, [""]),
]


@pytest.mark.parametrize(("line", "wide", "pieces"), WRAPS)
def test_wrap(line: str, wide: float, pieces: list[str]) -> None:
    assert sheets.wrap(line, wide) == pieces


RICH = [("案号{1}\\", "\\u26696?\\u21495?\\{1\\}\\\\"), ("𠮷", "\\u-10174?\\u-8265?")]


@pytest.mark.parametrize(("words", "expected"), RICH)
def test_rich_text_escapes(words: str, expected: str) -> None:
    assert expected.encode() in plain.rich(marked(words))

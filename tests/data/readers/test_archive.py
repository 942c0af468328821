"""Archives: members read as documents, names in GB18030, damage of one member, caps over the whole file."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import py7zr
import pytest

from data.errors import FileStatus
from data.readers.archive import clean_name
from data.readers.base import Limits
from tests.data.readers.reading import reading_of

WORDS = "王院长问那个案子"
MEMBERS = {"材料/说明.txt": WORDS.encode("gb18030"), "b.csv": "时间,发送人,内容\n2024-03-05,甲,在吗\n".encode()}


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(name, data)
    return stream.getvalue()


def tarred(members: dict[str, bytes], mode: str) -> bytes:
    """A tar with these members."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as container:  # type: ignore[call-overload]
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            container.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def seven_zipped(members: dict[str, bytes], password: str | None = None) -> bytes:
    """A 7z with these members."""
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w", password=password) as container:
        for name, data in members.items():
            container.writestr(data, name)
    return stream.getvalue()


ARCHIVES = [
    ("a.zip", zipped(MEMBERS)),
    ("a.tar", tarred(MEMBERS, "w")),
    ("a.tar.gz", tarred(MEMBERS, "w:gz")),
    ("a.tar.bz2", tarred(MEMBERS, "w:bz2")),
    ("a.tar.xz", tarred(MEMBERS, "w:xz")),
    ("a.7z", seven_zipped(MEMBERS)),
]


@pytest.mark.parametrize(("name", "data"), ARCHIVES, ids=[name for name, _ in ARCHIVES])
def test_members_are_documents(name: str, data: bytes) -> None:
    reading = reading_of(name, data)
    assert reading.status is FileStatus.OK
    assert {part.part: part.blocks[0].text for part in reading.parts} == {"材料/说明.txt": WORDS, "b.csv": "在吗"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("说明.txt.gz", gzip.compress(WORDS.encode(), mtime=0)),
        ("说明.txt.bz2", bz2.compress(WORDS.encode())),
        ("说明.txt.xz", lzma.compress(WORDS.encode())),
    ],
)
def test_one_packed_file(name: str, data: bytes) -> None:
    assert [part.part for part in reading_of(name, data).parts] == ["说明.txt"]


def test_member_names_in_gb18030() -> None:
    name = "卷宗/说明.txt".encode("gb18030")
    data = zipped({"x" * len(name): WORDS.encode()}).replace(b"x" * len(name), name)
    assert [part.part for part in reading_of("a.zip", data).parts] == ["卷宗/说明.txt"]


def test_archives_in_archives_and_mails() -> None:
    inner = zipped({"说明.txt": WORDS.encode()})
    reading = reading_of("a.zip", zipped({"里.zip": inner, "外.txt": "外面的话".encode()}))
    assert [part.part for part in reading.parts] == ["里.zip!/说明.txt", "外.txt"]


def test_one_damaged_member_does_not_harm_the_others() -> None:
    data = bytearray(zipped({"a.txt": WORDS.encode() * 50, "b.txt": WORDS.encode()}))
    data[40] ^= 0xFF
    reading = reading_of("a.zip", bytes(data))
    assert reading.status is FileStatus.PARTIAL
    assert [part.part for part in reading.parts] == ["b.txt"]
    assert reading.reason.startswith("a.zip, a.txt: the member does not unpack")


def test_leftovers_inside_are_left_out_and_remarked_on() -> None:
    reading = reading_of("a.zip", zipped({"a.txt": WORDS.encode(), "__MACOSX/._a.txt": b"\0", "Thumbs.db": b"\0"}))
    assert reading.status is FileStatus.OK
    assert reading.reason == (
        "a.zip!/__MACOSX/._a.txt: a companion that macOS leaves beside a file; nothing to do; "
        "a.zip!/Thumbs.db: a file Windows leaves in folders; nothing to do"
    )


def test_password_of_a_7z() -> None:
    assert reading_of("a.7z", seven_zipped(MEMBERS, "x")).status is FileStatus.ENCRYPTED


CAPS = [
    (Limits(archive_members=1), "2 members, 1 are allowed"),
    (Limits(archive_bytes=20), "62 bytes, 20 are allowed"),
    (Limits(depth=0), "1 containers deep, more than 0"),
]


@pytest.mark.parametrize(("limits", "words"), CAPS)
def test_caps(limits: Limits, words: str) -> None:
    reading = reading_of("a.zip", zipped(MEMBERS), limits)
    assert reading.status is FileStatus.TOO_BIG
    assert words in reading.reason


def test_caps_hold_for_the_whole_file_not_for_each_container() -> None:
    inner = zipped({f"{number}.txt": WORDS.encode() for number in range(4)})
    reading = reading_of("a.zip", zipped({f"{number}.zip": inner for number in range(4)}), Limits(archive_members=9))
    assert reading.status is FileStatus.PARTIAL
    assert len(reading.parts) < 9


NAMES = [
    ("../../etc/passwd", "etc/passwd"),
    ("/a//b/./c", "a/b/c"),
    ("a\\b", "a/b"),
    ("a\nb\x00", "ab"),
    ("", "unnamed"),
]


@pytest.mark.parametrize(("name", "clean"), NAMES)
def test_names_never_lead_out(name: str, clean: str) -> None:
    assert clean_name(name) == clean

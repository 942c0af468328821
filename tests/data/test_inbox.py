"""The inbox: what is read, what is left out and why, whose and of which case it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from data.errors import FileStatus
from data.inbox import InboxFile, documents_of, scan
from data.layout import Block
from data.readers.base import FileReading, Limits, Part
from data.readers.dispatch import read_file
from data.types import Kind, Location, TurnRole

CASE = "（2024）川97刑终12号"
WORDS = "王院长问那个案子"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    root = tmp_path / "inbox"
    for path in (
        f"cases/{CASE}/笔录.txt",
        f"cases/{CASE}/附件/清单.txt",
        "cases/(2024)川97刑终13号 周大海故意伤害/说明.txt",
        "comms/P0017/chat.txt",
        "comms/P0017/mail/a.txt",
        "units/通知.txt",
        "b.txt",
    ):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(WORDS, "utf-8")
    return root


def test_folders_tell_owner_and_case(inbox: Path) -> None:
    found = {entry.path: (entry.owner, entry.case_no) for entry in scan(inbox).files}
    assert found == {
        "b.txt": (None, None),
        "cases/(2024)川97刑终13号 周大海故意伤害/说明.txt": (None, "（2024）川97刑终13号"),
        f"cases/{CASE}/笔录.txt": (None, CASE),
        f"cases/{CASE}/附件/清单.txt": (None, CASE),
        "comms/P0017/chat.txt": ("P0017", None),
        "comms/P0017/mail/a.txt": ("P0017", None),
        "units/通知.txt": (None, None),
    }


def test_files_come_in_the_order_of_their_paths(inbox: Path) -> None:
    paths = [entry.path for entry in scan(inbox).files]
    assert paths == sorted(paths)
    assert all(entry.file_in(inbox).stat().st_size == entry.size for entry in scan(inbox).files)


MANIFESTS = [
    pytest.param("path,kind,owner,case_no\n", "utf-8", id="utf-8"),
    pytest.param("path,kind,owner,case_no\n", "utf-8-sig", id="utf-8 with a mark"),
    pytest.param("path,kind,owner,case_no\n", "gb18030", id="gb18030"),
    pytest.param("Path, Kind, Owner, Case_No\r\n", "utf-8", id="other case and blanks"),
]


@pytest.mark.parametrize(("heading", "codec"), MANIFESTS)
def test_manifest_tells_more_than_folders(inbox: Path, heading: str, codec: str) -> None:
    rows = "units\\通知.txt,notice,,\nb.txt,CHAT,P0001,(2024)川97刑终12号\n./comms/P0017/chat.txt,,P0002,\n"
    (inbox / "manifest.csv").write_bytes((heading + rows).encode(codec))
    found = scan(inbox)
    told = {entry.path: (entry.kind, entry.owner, entry.case_no) for entry in found.files}
    assert found.faults == ()
    assert told["units/通知.txt"] == (Kind.NOTICE, None, None)
    assert told["b.txt"] == (Kind.CHAT, "P0001", CASE)
    assert told["comms/P0017/chat.txt"] == (None, "P0002", None)
    assert [entry.path for entry in found.skipped] == ["manifest.csv"]


FAULTY = [
    ("path,kind\ngone.txt,chat\n", ["manifest.csv:2: path 'gone.txt' is no file of the inbox; correct or remove it"]),
    ("path,kind\n,chat\n", ["manifest.csv:2: path '' is no file of the inbox; correct or remove it"]),
    (
        "path,kind\n\nb.txt,chatt\n",
        [
            "manifest.csv:3: kind 'chatt' is unknown, it is told from the content; known: chat, email, phone_log, "
            "visitor_log, minutes, work_note, case_file, notice"
        ],
    ),
    (
        "path,kind\nb.txt,chat\nb.txt,email\n",
        ["manifest.csv:3: path 'b.txt' stands twice; the first line holds, remove one"],
    ),
    (
        "file,kind\nb.txt,chat\n",
        [
            "manifest.csv:1: unknown column 'file' is not read; the columns are path,kind,owner,case_no",
            "manifest.csv:1: column 'path' is missing, no line was read; begin with path,kind,owner,case_no",
        ],
    ),
    ("", []),
]


@pytest.mark.parametrize(("text", "faults"), FAULTY)
def test_faults_of_the_manifest_are_named_by_line(inbox: Path, text: str, faults: list[str]) -> None:
    (inbox / "manifest.csv").write_text(text, "utf-8")
    assert list(scan(inbox).faults) == faults


def test_first_of_two_lines_for_one_file_holds(inbox: Path) -> None:
    (inbox / "manifest.csv").write_text("path,kind\nb.txt,chat\nb.txt,email\n", "utf-8")
    assert next(entry.kind for entry in scan(inbox).files if entry.path == "b.txt") is Kind.CHAT


LEFT_OUT = [
    ("~$报告.docx", "the lock that Office keeps beside an open document; close it there"),
    ("units/.DS_Store", "a file macOS leaves in folders; nothing to do"),
    ("Thumbs.db", "a file Windows leaves in folders; nothing to do"),
    (".hidden.txt", "a hidden file; rename it without the leading dot to have it read"),
    ("._b.txt", "a companion that macOS leaves beside a file; nothing to do"),
]


@pytest.mark.parametrize(("path", "reason"), LEFT_OUT)
def test_leftovers_are_listed_with_a_reason(inbox: Path, path: str, reason: str) -> None:
    (inbox / path).write_bytes(b"x")
    found = scan(inbox)
    assert [(entry.path, entry.reason) for entry in found.skipped] == [(path, reason)]
    assert path not in [entry.path for entry in found.files]


def test_links_are_refused_with_a_reason(inbox: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(WORDS, "utf-8")
    (inbox / "out.txt").symlink_to(outside / "secret.txt")
    (inbox / "outdir").symlink_to(outside)
    (inbox / "in.txt").symlink_to(inbox / "b.txt")
    (inbox / "nowhere.txt").symlink_to(inbox / "gone.txt")
    (inbox / "loop").symlink_to(inbox)
    assert {entry.path: entry.reason for entry in scan(inbox).skipped} == {
        "in.txt": "a link to another file of the inbox, which is read there",
        "loop": "a link to another folder of the inbox, whose files are read there",
        "nowhere.txt": "a link to nowhere; copy the file itself into the inbox",
        "out.txt": "a link that leads out of the inbox; copy the file itself into the inbox",
        "outdir": "a link that leads out of the inbox; copy the file itself into the inbox",
    }


def test_pipes_are_not_opened(inbox: Path) -> None:
    os.mkfifo(inbox / "pipe")
    assert [(e.path, e.reason) for e in scan(inbox).skipped] == [
        ("pipe", "no regular file (a socket, a pipe or a device); remove it")
    ]


def test_names_in_a_legacy_encoding_are_shown_and_opened(inbox: Path) -> None:
    raw = os.fsencode(inbox) + b"/" + "笔录".encode("gb18030") + b".txt"
    with open(raw, "wb") as out:  # noqa: PTH123 - a name that is no valid text
        out.write(WORDS.encode())
    entry = next(entry for entry in scan(inbox).files if entry.path == "笔录.txt")
    reading = read_file(entry.file_in(inbox), entry.path, Limits())
    assert reading.status is FileStatus.OK
    assert reading.path == "笔录.txt"


def test_folder_that_cannot_be_listed_is_a_fault(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.scandir

    def refused(path: str | Path) -> object:
        # Tests may run as root, whom no permission stops.
        if Path(path).name == "units":
            raise PermissionError(13, "refused")
        return whole(path)

    monkeypatch.setattr(os, "scandir", refused)
    found = scan(inbox)
    assert found.faults == (
        "units: the folder cannot be listed (errno 13), nothing in it was read; give the account that runs the screen "
        "leave to read it",
    )
    assert len(found.files) == 6


def test_missing_inbox_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="no such folder"):
        scan(tmp_path / "gone")


def part(name: str | None, hint: Kind | None = None, text: str = "关于开展培训的通知\n各部门：\n特此通知") -> Part:
    """A part with these lines."""
    return Part(name, "txt", tuple(Block(line, location=Location(part=name)) for line in text.split("\n")), hint)


def reading(*parts: Part) -> FileReading:
    """A reading of these parts."""
    return FileReading("a/b.eml", "00", FileStatus.OK, "", parts)


KINDS = [
    ([part(None)], Kind.CHAT, [Kind.CHAT]),
    ([part(None)], None, [Kind.NOTICE]),
    ([part(None, Kind.EMAIL), part("附件.txt")], Kind.EMAIL, [Kind.EMAIL, Kind.NOTICE]),
    ([part(None, Kind.EMAIL), part("附件.txt")], None, [Kind.EMAIL, Kind.NOTICE]),
    ([part("一.txt"), part("二.csv", Kind.CHAT)], Kind.CASE_FILE, [Kind.CASE_FILE, Kind.CHAT]),
]


@pytest.mark.parametrize(("parts", "kind", "kinds"), KINDS)
def test_kind_of_each_document(parts: list[Part], kind: Kind | None, kinds: list[Kind]) -> None:
    found = documents_of(reading(*parts), InboxFile("a/b.eml", 1, kind))
    assert [document.kind for document in found] == kinds


def test_documents_carry_what_the_inbox_tells() -> None:
    first, second = documents_of(
        reading(part(None, Kind.EMAIL), part("x.zip!/y.txt")), InboxFile("a/b.eml", 1, None, "P1", CASE)
    )
    assert (first.doc_id, second.doc_id) == ("a/b.eml", "a/b.eml!/x.zip!/y.txt")
    assert {(d.path, d.owner, d.folder_case, d.sha256) for d in (first, second)} == {("a/b.eml", "P1", CASE, "00")}
    assert second.turns[0].location.part == "x.zip!/y.txt"
    assert second.turns[0].role is TurnRole.PARAGRAPH

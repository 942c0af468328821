"""Targets that are files of the inbox: one a format family, read in this process so that coverage is seen.

Binary Word files, RTF and ODT are not among them: their text comes from LibreOffice, a program of its own; nor are
scans, whose text comes from a recogniser.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bench.fuzz.findings import is_ours
from bench.fuzz.target import Target, words_of
from data.errors import FileStatus, ReadError
from data.inbox import InboxFile, documents_of
from data.readers.base import Limits, Source
from data.readers.dispatch import _Opener
from data.readers.walk import Found, Walk
from tests.data.readers.test_damage import good_files
from tests.data.readers.test_msg import message
from tests.ole import compound_file

ROOT = Path(__file__).resolve().parents[2]
INBOX = ROOT / "data" / "samples" / "inbox"
FIXTURES = ROOT / "tests" / "data" / "readers" / "fixtures"
LIMITS = Limits(text_chars=200_000, archive_bytes=4_000_000, file_bytes=4_000_000, rows=20_000, pages=20, ocr_pages=0)
WITH_TEXT = (FileStatus.OK, FileStatus.PARTIAL)
LARGEST = 60_000
"""Bytes of the largest seed: mutations of larger ones seldom meet anything."""


class Open(Walk):
    """A walk that hides no fault of our own code behind the boundary to foreign parsers."""

    def _next(self, source: Source, items: Iterator[Found]) -> Found | None:
        try:
            return next(items, None)
        except ReadError as error:
            return error
        except (MemoryError, RecursionError):
            return super()._next(source, iter(()))
        except Exception as error:
            if is_ours(error):
                raise
            return ReadError(FileStatus.DAMAGED, source.label, type(error).__name__, way_out="foreign")


def reader(name: str, wrap: Callable[[bytes], bytes] = bytes) -> Callable[[bytes], Any]:
    """The check of papers of that name: what every reading must hold, whatever the bytes."""

    def check(data: bytes) -> Any:
        opener = _Opener()
        walk = Open(Source(name, name, wrap(data), limits=LIMITS), opener.items_of)
        walk.run()
        reading = walk.reading("0" * 64, opener.format)
        assert bool(reading.parts) is (reading.status in WITH_TEXT), f"{reading.status} with {len(reading.parts)} parts"
        assert reading.status is FileStatus.OK or reading.reason.startswith(name), (
            "a reason that does not name the file"
        )
        documents = documents_of(reading, InboxFile(name, len(data)))
        assert len({document.doc_id for document in documents}) == len(documents), "two documents of one id"
        for document in documents:
            end = 0
            for turn in document.turns:
                assert end <= turn.start <= turn.body <= turn.end <= len(document.text), (
                    "turns overlap or leave the text"
                )
                end = turn.end
            document.text.encode("utf-8")
        return reading

    return check


def samples(*endings: str) -> list[bytes]:
    """The sample city's files of those endings, and those that tests write, as far as they are small."""
    found = [data for name, data in good_files() if name.rpartition(".")[2] in endings]
    files = [file for file in sorted(INBOX.rglob("*")) if file.suffix.removeprefix(".") in endings]
    return [data for data in [*found, *(file.read_bytes() for file in files)] if 0 < len(data) <= LARGEST]


@cache
def _package(ending: str) -> tuple[tuple[str, bytes], ...]:
    whole = next(data for data in samples(ending) if zipfile.is_zipfile(io.BytesIO(data)))
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        return tuple((name, packed.read(name)) for name in packed.namelist() if not name.endswith("/"))


def _members(ending: str) -> tuple[int, ...]:
    return tuple(
        number
        for number, (name, data) in enumerate(_package(ending))
        if name.endswith((".xml", ".rels")) and len(data) < 20_000
    )


def wrapped(ending: str) -> Callable[[bytes], bytes]:
    """Puts an input in the place of one member of a package: the first byte says of which, the rest is its content.

    Mutated as a whole, nearly every package would fail at its checksums, and no member would be read.
    """

    def wrap(data: bytes) -> bytes:
        members = _members(ending)
        chosen = members[data[0] % len(members)] if data else members[0]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            for number, (name, content) in enumerate(_package(ending)):
                packed.writestr(name, data[1:] if number == chosen else content)
        return out.getvalue()

    return wrap


def _member_seeds(ending: str) -> Callable[[], list[bytes]]:
    def seeds() -> list[bytes]:
        return [bytes([place]) + _package(ending)[number][1] for place, number in enumerate(_members(ending))]

    return seeds


def _family(name: str, *endings: str, words: tuple[str, ...] = ()) -> Target:
    return Target(name, reader(f"a.{endings[0]}"), lambda: samples(*endings), words, LARGEST)


def _packed(ending: str) -> Target:
    words = words_of("xml", ending)
    return Target(ending, reader(f"a.{ending}", wrapped(ending)), _member_seeds(ending), words, 20_000)


def _binary(name: str, *files: str) -> Target:
    return Target(name, reader(files[0]), lambda: [(FIXTURES / file).read_bytes() for file in files], (), LARGEST)


PAPERS = (
    _family("txt", "txt", words=words_of("chat")),
    _family("csv", "csv", words=words_of("chat")),
    _family("json", "json", words=words_of("json")),
    _family("html", "html", words=words_of("xml", "html")),
    _family("eml", "eml", words=words_of("mail")),
    _family("mbox", "mbox", words=words_of("mail", "mbox")),
    _family("pdf", "pdf"),
    _packed("docx"),
    _packed("xlsx"),
    _packed("ofd"),
    _binary("xls, ods", "comment.xls", "comment.ods"),
    Target("msg", reader("a.msg"), lambda: [compound_file(message())], (), LARGEST),
    _family("zip", "zip"),
    Target("any bytes", reader("a.bin"), lambda: [data[:2000] for _, data in good_files()], (), 4096),
)

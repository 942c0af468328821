"""Annotated papers as raw files and back: the text and the turns that come out are the annotated ones.

What is lost on the way, and why: a mail's people get the address that its headers need, `；` stands between them, an
empty 抄送 line has no header to come from, and full-width colons of header lines become plain ones.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from data.errors import FileStatus
from data.goldfile import read_documents
from data.inbox import InboxFile, documents_of
from data.layout import parse_turns
from data.types import Document, Kind, Location
from tests.data.readers.raw_files import MAKERS, raw_file
from tests.data.readers.reading import reading_of

PAPERS = list(read_documents(Path(__file__).parent / "fixtures" / "gold.jsonl"))


def read_back(paper: Document, kind: Kind | None) -> Document:
    """The document that the paper's raw file is read as, the kind being told or not."""
    name, data = raw_file(paper)
    reading = reading_of(name, data)
    assert reading.status is FileStatus.OK, reading.reason
    (document,) = documents_of(reading, InboxFile(name, len(data), kind, paper.owner, paper.folder_case))
    return document


def without_losses(text: str, kind: Kind) -> str:
    """The text without what the docstring above names."""
    if kind is not Kind.EMAIL:
        return text
    head, gap, body = text.partition("\n\n")
    lines = [
        re.sub(" <[^>]*>", "", re.sub("[;；,，、] *", "；", line.replace("：", ":", 1))) for line in head.split("\n")
    ]
    return "\n".join(line for line in lines if line.partition(":")[2].strip()) + gap + body.rstrip("\n")


def test_every_format_of_these_readers_is_among_the_papers() -> None:
    assert {paper.format for paper in PAPERS} == set(MAKERS)


@pytest.mark.parametrize("paper", PAPERS, ids=[paper.doc_id for paper in PAPERS])
def test_text_comes_back(paper: Document) -> None:
    document = read_back(paper, paper.kind)
    assert without_losses(document.text, paper.kind) == without_losses(paper.text, paper.kind)
    assert (document.owner, document.folder_case, document.kind) == (paper.owner, paper.folder_case, paper.kind)


@pytest.mark.parametrize("paper", PAPERS, ids=[paper.doc_id for paper in PAPERS])
def test_turns_come_back(paper: Document) -> None:
    document = read_back(paper, paper.kind)
    told = tuple(replace(turn, location=Location()) for turn in document.turns)
    assert told == parse_turns(document.text, document.kind)
    if paper.format != "eml":
        assert told == paper.turns


@pytest.mark.parametrize("paper", PAPERS, ids=[paper.doc_id for paper in PAPERS])
def test_every_turn_has_a_place_in_the_file(paper: Document) -> None:
    assert all(turn.location != Location() for turn in read_back(paper, paper.kind).turns)


def test_kinds_are_told_without_a_manifest() -> None:
    wrong = [paper.doc_id for paper in PAPERS if read_back(paper, None).kind is not paper.kind]
    assert len(wrong) <= len(PAPERS) // 10, wrong

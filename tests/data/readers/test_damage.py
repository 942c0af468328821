"""Damaged copies of good files: whatever is broken in them, the reading holds what every reading must hold."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from data.errors import FileStatus, ReadError
from data.goldfile import read_documents
from data.inbox import InboxFile, documents_of
from data.readers.base import Limits
from data.sandbox import run_isolated
from tests.data.readers.raw_files import raw_file
from tests.data.readers.reading import reading_of

FIXTURES = Path(__file__).parent / "fixtures"
SEEDS = range(240)
LIMITS = Limits(seconds=30)
STATUSES_WITH_TEXT = (FileStatus.OK, FileStatus.PARTIAL)


@cache
def good_files() -> list[tuple[str, bytes]]:
    """One file of each format, and the binary workbooks."""
    papers = {paper.format: paper for paper in read_documents(FIXTURES / "gold.jsonl")}
    files = [raw_file(paper) for _, paper in sorted(papers.items())]
    return [*files, *((name, (FIXTURES / name).read_bytes()) for name in ("comment.xls", "comment.ods"))]


def damaged(seed: int) -> tuple[str, bytes]:
    """A file with up to twenty bytes flipped, cut out, doubled, zeroed or put in; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    name, data = good_files()[seed % 7]
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 5, 20))):
        start = chance.randrange(len(data))
        end = start + chance.choice((1, 4, 40))
        data[start:end] = chance.choice(
            (b"", data[start:end] * 2, bytes(end - start), chance.randbytes(4), bytes([chance.randrange(256)]))
        )
    return name, bytes(data)


def breaches(seed: int) -> list[str]:
    """What the reading of the damaged file breaks of what every reading holds. Runs in a worker."""
    name, data = damaged(seed)
    reading = reading_of(name, data)
    documents = documents_of(reading, InboxFile(name, len(data)))
    found = []
    if bool(reading.parts) is not (reading.status in STATUSES_WITH_TEXT):
        found.append(f"{reading.status} with {len(reading.parts)} parts")
    if reading.status is not FileStatus.OK and not reading.reason.startswith(name):
        found.append(f"{reading.status} for the reason {reading.reason!r}")
    for document in documents:
        end = 0
        for turn in document.turns:
            if not end <= turn.start <= turn.body <= turn.end <= len(document.text):
                found.append(f"turn {turn.start}:{turn.body}:{turn.end} after {end}")
            end = turn.end
        if not document.text.strip():
            found.append("a document without text")
        document.text.encode("utf-8")
    return found


@pytest.fixture(scope="module")
def outcomes() -> list[list[str] | ReadError]:
    return [outcome for _, outcome in run_isolated(breaches, SEEDS, workers=2, limits=LIMITS)]


def test_no_damage_ends_a_worker_or_breaks_a_reading(outcomes: list[list[str] | ReadError]) -> None:
    assert {seed: outcome for seed, outcome in zip(SEEDS, outcomes, strict=True) if outcome} == {}


def test_a_parser_that_panics_is_a_damaged_file_like_any_other() -> None:
    whole = (FIXTURES / "comment.xls").read_bytes()
    reading = reading_of("log.xls", whole[: len(whole) - 700])
    assert reading.status is FileStatus.DAMAGED
    assert "gave up" in reading.reason

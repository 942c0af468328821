"""Hostile papers: each is read or quarantined with a reason, within memory, by content and not by name."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from data.errors import FileStatus, ReadError
from data.readers.base import FileReading, Limits
from data.readers.dispatch import read_file
from data.sandbox import run_isolated
from tests.hostile_papers import EXPECTED, PAPERS, WORDS

LIMITS = Limits()
RESIDENT = 1536 * 1024 * 1024
READ = frozenset({FileStatus.OK, FileStatus.PARTIAL})


def read(name: str) -> tuple[FileReading, int]:
    """The reading of a file and the most memory its process ever held, in bytes. Runs in a worker."""
    reading = read_file(Path(name), f"units/{Path(name).name}", LIMITS)
    return reading, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[FileReading, int]]:
    folder = tmp_path_factory.mktemp("papers")
    for name, make in PAPERS.items():
        make(folder / name)
    paths = [str(folder / name) for name in PAPERS]
    found: dict[str, tuple[FileReading, int]] = {}
    for index, outcome in run_isolated(read, paths, workers=2, limits=LIMITS):
        assert not isinstance(outcome, ReadError), str(outcome)
        found[Path(paths[index]).name] = outcome
    return found


def test_every_paper_has_its_expected_end_written_down() -> None:
    assert set(PAPERS) == set(EXPECTED)


@pytest.mark.parametrize("name", PAPERS)
def test_each_ends_as_expected_within_memory(name: str, readings: dict[str, tuple[FileReading, int]]) -> None:
    reading, resident = readings[name]
    assert reading.status in EXPECTED[name], reading.reason
    assert resident < RESIDENT


@pytest.mark.parametrize("name", [name for name, ends in EXPECTED.items() if not ends & READ])
def test_reason_names_file_place_and_way_out(name: str, readings: dict[str, tuple[FileReading, int]]) -> None:
    reading, _ = readings[name]
    assert reading.parts == ()
    where, _, problem = reading.reason.partition(": ")
    assert where.startswith(f"units/{name}"), reading.reason
    assert f"[{reading.status.value}]; " in problem, reading.reason
    assert WORDS not in reading.reason


@pytest.mark.parametrize("name", ["禁印.pdf", "缺尾.pdf", "其实是pdf.docx", "其实是docx.pdf"])
def test_what_only_looks_bad_is_read(name: str, readings: dict[str, tuple[FileReading, int]]) -> None:
    reading, _ = readings[name]
    assert [block.text for block in reading.parts[0].blocks] == [WORDS]


@pytest.mark.parametrize("name", ["其实是pdf.docx", "其实是docx.pdf"])
def test_a_lying_ending_is_told(name: str, readings: dict[str, tuple[FileReading, int]]) -> None:
    reading, _ = readings[name]
    assert "was read as that" in reading.reason

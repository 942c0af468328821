"""Hostile files: each is read or quarantined with a reason, within memory and time, and harms no other."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from data.errors import FileStatus, ReadError
from data.readers.base import FileReading, Limits
from data.readers.dispatch import read_file
from data.sandbox import run_isolated
from tests.hostile import EXPECTED, HOSTILE, WORDS

MEMORY = 1536 * 1024 * 1024
LIMITS = Limits(seconds=60, memory_bytes=MEMORY)


def read(name: str) -> tuple[FileReading, int]:
    """The reading of a file and the most memory its process ever held, in bytes. Runs in a worker."""
    reading = read_file(Path(name), Path(name).name, LIMITS)
    return reading, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[FileReading, int]]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, make in HOSTILE.items():
        make(folder / name)
    paths = [str(folder / name) for name in HOSTILE]
    found: dict[str, tuple[FileReading, int]] = {}
    for index, outcome in run_isolated(read, paths, workers=2, limits=LIMITS):
        assert not isinstance(outcome, ReadError), str(outcome)
        found[Path(paths[index]).name] = outcome
    return found


def test_every_hostile_file_has_its_expected_status_written_down() -> None:
    assert set(HOSTILE) == set(EXPECTED)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_ends_as_expected(name: str, readings: dict[str, tuple[FileReading, int]]) -> None:
    reading, memory = readings[name]
    assert reading.status is EXPECTED[name], reading.reason
    assert bool(reading.parts) is (reading.status in (FileStatus.OK, FileStatus.PARTIAL))
    assert memory < MEMORY


@pytest.mark.parametrize("name", [name for name, status in EXPECTED.items() if status is not FileStatus.OK])
def test_reason_names_file_status_and_way_out_but_no_words_of_the_file(
    name: str, readings: dict[str, tuple[FileReading, int]]
) -> None:
    reading, _ = readings[name]
    assert reading.reason.startswith(name)
    assert "[" in reading.reason
    assert "; " in reading.reason
    assert WORDS not in reading.reason
    assert len(reading.reason) < 2_500


@pytest.mark.parametrize(
    "name",
    [
        "far_cells.xlsx",
        "nested_elements.html",
        "ragged_rows.csv",
        "lying_page.html",
        "lying_mail.eml",
        "mixed_encodings.txt",
        "text.docx",
        "workbook.txt",
    ],
)
def test_words_of_a_readable_hostile_file_are_read(name: str, readings: dict[str, tuple[FileReading, int]]) -> None:
    reading, _ = readings[name]
    assert any(WORDS in block.text for part in reading.parts for block in part.blocks)


def test_far_cell_keeps_its_row(readings: dict[str, tuple[FileReading, int]]) -> None:
    reading, _ = readings["far_cells.xlsx"]
    assert [(b.location.row, b.text) for b in reading.parts[0].blocks] == [(1, "时间"), (1048576, WORDS)]


def test_wrong_ending_is_remarked_on(readings: dict[str, tuple[FileReading, int]]) -> None:
    assert readings["workbook.txt"][0].reason == (
        "workbook.txt: the name ends in .txt, but the content is xlsx and was read as that"
    )
    assert "text.docx: the name ends in .docx, but the content is txt" in readings["text.docx"][0].reason


def test_ragged_rows_are_all_kept(readings: dict[str, tuple[FileReading, int]]) -> None:
    blocks = readings["ragged_rows.csv"][0].parts[0].blocks
    assert [block.text for block in blocks] == [
        "时间 | 来电人 | 事由",
        f"2024-03-05 09:12 | 王院长 | {WORDS}",
        "只有一格",
        "a | b | c | d | e | f | g | h | i",
        "2024-03-06 | 李庭长,没说完",
        f"2024-03-07 | 赵局 | {WORDS}",
    ]
    assert [block.location.row for block in blocks] == [1, 2, 3, 4, 5, 6]

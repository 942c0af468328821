"""A night with hostile files in the inbox and faults in the registries: each is accounted for, the others unharmed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.errors import FileStatus
from tests.hostile import EXPECTED, HOSTILE, WORDS
from tests.pipelines.conftest import lay_inbox, lay_registries
from tests.screen_contract import breaches, rows

MEMORY = 1536 * 1024 * 1024
READ = {FileStatus.OK, FileStatus.PARTIAL}
FAULTY_OFFICIAL = "P0999,吴某,,男,瑶光市中级人民法院,审判员,审判机关,2023-02-30,,19900009999\n"


def tree_of(pid: int) -> list[int]:
    """A process and all below it."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            below.setdefault(parent, []).append(int(entry.name))
    found, open_ones = [], [pid]
    while open_ones:
        found.append(open_ones.pop())
        open_ones.extend(below.get(found[-1], []))
    return found


def memory_of(pids: list[int]) -> int:
    """Bytes held by the processes, pages they share counted once among them (proportional set size)."""
    total = 0
    for pid in pids:
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """One run over three honest papers and all hostile files: its folder, exit code, standard error, peak of memory."""
    folder = tmp_path_factory.mktemp("night")
    inbox = lay_inbox(folder / "inbox")
    (inbox / "hostile").mkdir()
    for name, make in HOSTILE.items():
        make(inbox / "hostile" / name)
    registries = lay_registries(folder / "registries")
    with (registries / "officials.csv").open("a", encoding="utf-8") as file:
        file.write(FAULTY_OFFICIAL)
    command = [sys.executable, "-m", "pipelines", "screen", str(inbox), "--registries", str(registries)]
    with (folder / "stderr").open("wb") as errors:
        process = subprocess.Popen(
            [*command, "--out", str(folder / "out"), "--workers", "1"], stdout=subprocess.DEVNULL, stderr=errors
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, memory_of(tree_of(process.pid)))
            time.sleep(0.05)
    return folder, process.returncode, (folder / "stderr").read_text("utf-8"), peak


def test_the_run_ends_well_and_keeps_its_contract(night):
    folder, code, errors, _ = night
    assert code == 0, errors
    assert breaches(folder / "inbox", folder / "out") == []


def test_memory_stays_bounded(night):
    assert night[3] < MEMORY


@pytest.mark.parametrize("name", HOSTILE)
def test_each_hostile_file_is_read_or_quarantined_with_a_reason(night, name):
    documents = {row["path"]: row for row in rows(night[0] / "out" / "documents.jsonl")}
    row = documents[f"hostile/{name}"]
    expected = "screened" if EXPECTED[name] in READ else "quarantined"
    assert row["status"] == expected, row["reason"]
    if EXPECTED[name] is not FileStatus.OK:
        assert row["reason"].startswith(f"hostile/{name}")
        assert WORDS not in row["reason"]
    if EXPECTED[name] not in READ:
        assert f"[{EXPECTED[name].value}]" in row["reason"]


def test_the_honest_papers_are_read_as_if_alone(night, undisturbed):
    proposed = (night[0] / "out" / "proposals.jsonl").read_bytes().splitlines()
    honest = [line for line in proposed if b'"path":"hostile/' not in line]
    assert honest == undisturbed["proposals.jsonl"].splitlines()


def test_the_faulty_row_is_named_and_left_out(night):
    faults = (night[0] / "out" / "registry_faults.csv").read_text("utf-8-sig")
    assert "officials.csv,7,valid_from,2023-02-30" in faults
    assert json.loads((night[0] / "out" / "run.json").read_text("utf-8"))["counts"]["failed"] == 0

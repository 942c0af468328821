"""Work in processes that may die: outcomes, order, memory, and what happens to workers when their parent is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.errors import ConfigError, FileStatus, GuowenError, ReadError
from data.readers.base import Limits
from data.sandbox import WINDOW_A_WORKER, run_isolated
from tests.data.work import act, fall, prepare, stumble

LIMITS = Limits(seconds=2, memory_bytes=1 << 30)
REPOSITORY = Path(__file__).parents[2]
FAULTS = [
    ("abort", FileStatus.CRASHED, "SIGABRT"),
    ("exit", FileStatus.CRASHED, "exit code 3"),
    ("memory", FileStatus.TOO_BIG, "1073741824 bytes"),
    ("spin", FileStatus.TIMEOUT, "2 seconds"),
    ("sleep", FileStatus.TIMEOUT, "2 seconds"),
    ("raise", FileStatus.CRASHED, "ValueError"),
    ("fault", FileStatus.DAMAGED, "fault, page 3: broken [damaged]; mend it"),
    ("unpicklable", FileStatus.CRASHED, "AttributeError"),
]
ITEMS = [step for name, _, _ in FAULTS for step in (name, f"after {name}")] + ["big", "patient"]
HELD = """
import sys
from data.readers.base import Limits
from data.sandbox import run_isolated
from tests.data.work import act
if __name__ == "__main__":
    for _, outcome in run_isolated(act, ["pid", "pid", "sleep", "sleep"], workers=2, limits=Limits(seconds=600)):
        print(outcome, flush=True)
"""


@pytest.fixture(scope="module", params=[1, 3])
def outcomes(request: pytest.FixtureRequest) -> dict[str, object]:
    found = list(run_isolated(act, ITEMS, workers=request.param, limits=LIMITS))
    assert [index for index, _ in found] == list(range(len(ITEMS)))
    return {ITEMS[index]: outcome for index, outcome in found}


@pytest.mark.parametrize(("name", "status", "words"), FAULTS)
def test_one_item_fails_alone(name: str, status: FileStatus, words: str, outcomes: dict[str, object]) -> None:
    fault = outcomes[name]
    assert isinstance(fault, ReadError)
    assert fault.status is status
    assert fault.path == name
    assert words in str(fault)
    assert fault.way_out
    assert "secret" not in str(fault)
    assert outcomes[f"after {name}"] == f"AFTER {name.upper()}"


def test_large_results_come_whole(outcomes: dict[str, object]) -> None:
    assert outcomes["big"] == "x" * 5_000_000


def test_honest_slow_work_is_granted_its_time(outcomes: dict[str, object]) -> None:
    assert outcomes["patient"] == "rested"


def test_initializer_runs_in_each_worker() -> None:
    found = run_isolated(act, ["prepared"] * 4, workers=2, limits=LIMITS, initializer=prepare, initargs=("here",))
    assert list(found) == [(index, "here") for index in range(4)]


def test_a_pool_that_breaks_is_replaced_and_no_item_is_lost(tmp_path: Path) -> None:
    marker = str(tmp_path / "stumbled")
    items = [f"item {number}" for number in range(5)]
    found = run_isolated(act, items, workers=1, limits=LIMITS, initializer=stumble, initargs=(marker,))
    assert list(found) == [(index, item.upper()) for index, item in enumerate(items)]


def test_workers_that_never_start_end_the_run_with_a_reason() -> None:
    with pytest.raises(GuowenError, match="before they finish anything"):
        list(run_isolated(act, ["a", "b"], workers=1, limits=LIMITS, initializer=fall, initargs=(5,)))


def test_only_a_window_of_items_is_drawn_ahead() -> None:
    drawn = 0

    def items() -> Iterator[str]:
        nonlocal drawn
        for number in range(200):
            drawn += 1
            yield f"item {number}"

    for index, _ in run_isolated(act, items(), workers=1, limits=LIMITS):
        assert drawn <= index + 1 + WINDOW_A_WORKER
    assert drawn == 200


def test_stopping_early_ends_the_workers() -> None:
    run = run_isolated(act, ["pid", "sleep", "sleep"], workers=1, limits=Limits(seconds=600))
    _, pid = next(run)
    run.close()  # type: ignore[attr-defined]
    assert isinstance(pid, int)
    assert gone({pid})


def test_less_than_one_worker_is_refused() -> None:
    with pytest.raises(ConfigError, match="workers: 0"):
        next(run_isolated(act, ["a"], workers=0, limits=LIMITS))


def test_workers_die_with_a_killed_parent() -> None:
    held = subprocess.Popen([sys.executable, "-c", HELD], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    assert held.stdout is not None
    pids = {int(held.stdout.readline()) for _ in range(2)}
    os.kill(held.pid, signal.SIGKILL)
    held.wait()
    held.stdout.close()
    assert gone(pids)


def gone(pids: set[int]) -> bool:
    """Whether all these processes end; waits for the system to notice, at most half a minute."""
    for _ in range(300):
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def alive(pid: int) -> bool:
    """Whether the process runs; one that waits for its parent to take notice does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"

"""One input tried: what must hold of every target, and what is written down where it does not."""

from __future__ import annotations

import hashlib
import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HANG_SECONDS = 20
"""After so long an input is taken for one that never ends; the slowest honest one of the seeds takes a tenth."""
AGAIN = 10
"""Every so many inputs one is tried a second time: the result must be the same."""

Check = Callable[[bytes], Any]
"""Tries one input and gives a value that tells its result; raises where something does not hold."""


class Hang(BaseException):
    """An input did not end within HANG_SECONDS. No Exception, for no boundary shall take it for one of a parser's."""


class Differs(AssertionError):
    """Two runs of one input gave different results."""


@dataclass(slots=True)
class Findings:
    """Tries inputs one by one; keeps the first input of each fault, told apart by its kind and place in the code."""

    check: Check
    keep: Path
    tried: int = 0
    slowest: float = 0.0
    faults: dict[str, str] = field(default_factory=dict)

    def __call__(self, data: bytes) -> None:
        """Tries `data`. Never raises but for what ends a program."""
        self.tried += 1
        begun = time.perf_counter()
        try:
            with _within(HANG_SECONDS):
                result = self.check(data)
                if self.tried % AGAIN == 0 and repr(self.check(data)) != repr(result):
                    raise Differs("two runs of one input differ")
        except (Exception, Hang) as error:  # noqa: BLE001 - any of them is what is looked for
            self._note(error, data)
        self.slowest = max(self.slowest, time.perf_counter() - begun)

    def _note(self, error: BaseException, data: bytes) -> None:
        fault = f"{type(error).__name__} at {place_of(error.__traceback__)}: {str(error)[:160]}"
        if fault.partition(": ")[0] in {known.partition(": ")[0] for known in self.faults}:
            return
        name = hashlib.sha256(data).hexdigest()[:16]
        self.keep.mkdir(parents=True, exist_ok=True)
        (self.keep / name).write_bytes(data)
        self.faults[fault] = name
        with (self.keep / "faults.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"fault": fault, "input": name}, ensure_ascii=False) + "\n")


def place_of(trace: TracebackType | None) -> str:
    """The innermost place of our own code that a trace passes, as `file:line`."""
    place = "?"
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(ROOT) and ".venv" not in file.parts and "bench" not in file.parts:
            place = f"{file.relative_to(ROOT)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def is_ours(error: BaseException) -> bool:
    """Whether our own code raised it, and not a library that it called."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    file = Path(trace.tb_frame.f_code.co_filename) if trace else Path("/")
    return file.is_relative_to(ROOT) and ".venv" not in file.parts


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    def ring(_number: int, _frame: FrameType | None) -> None:
        raise Hang(f"no end within {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)

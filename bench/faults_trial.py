"""One trial: a screening meets a fault at a random moment, is called again until it ends, and is held to the city."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

from bench.faults_city import (
    City,
    State,
    differences,
    left_behind,
    stage_of,
    state_of,
    store_faults,
    twice_in,
    wish_for,
)
from bench.faults_process import Wish, eventually, exit_code

ATTEMPTS = 6
"""How often a screening is called again."""
BEYOND = 1.1
"""Moments are drawn up to this share of an undisturbed run: some come when all is over."""


@dataclass(slots=True)
class Trial:
    """What one trial works with and what it found; `hit` says where the screening was when the fault came."""

    city: City
    folder: Path
    draw: random.Random
    store: str = ""
    hit: str = "nothing"
    recovered: bool = False
    problems: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    inbox: Path = field(init=False)
    runs: int = 1
    """How many runs the store holds once the trial's own has ended."""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        if not self.store:
            self.take_store(self.city.root / "made.db")
        self.inbox = self.city.inbox

    def take_store(self, made: Path) -> None:
        """Works with a copy of a SQLite store."""
        shutil.copyfile(made, self.folder / "guowen.db")
        self.store = f"sqlite:///{self.folder / 'guowen.db'}"

    @property
    def out(self) -> Path:
        """The folder of the outputs."""
        return self.folder / "out"

    def wish(self, *prepare: Callable[[], None], **variables: str) -> Wish:
        """A screening of the city by this trial's store."""
        wish = wish_for(self.folder, self.inbox, self.city.registries, self.store)
        return replace(wish, environment={**wish.environment, **variables}, prepare=prepare)

    def start(self, wish: Wish | None = None) -> BaseProcess:
        """Sets a screening off."""
        return self.city.nursery.call(wish or self.wish())

    def moment(self) -> float:
        """A moment of a screening, in seconds from its start."""
        return self.draw.uniform(0, BEYOND) * self.city.seconds

    def wait_for_it(self) -> None:
        """Lets a random time pass."""
        time.sleep(self.moment())

    def note_stage(self, process: BaseProcess) -> None:
        """Notes how far a process that is dead has come."""
        process.join()
        self.hit = stage_of(self.store, self.runs)

    def end(self, process: BaseProcess, *allowed: int) -> int | None:
        """The exit code of a screening; one that is neither 0 nor allowed is a problem."""
        code = exit_code(process)
        if code is None:
            self.problems.append("it hung and was killed")
        elif code not in {0, *allowed}:
            self.problems.append(f"it ended with {code}: {self.last_words()}")
        return code

    def last_words(self) -> str:
        """The last line on standard error."""
        text = (self.folder / "stderr").read_text("utf-8", "replace").strip()
        return text.rpartition("\n")[2]

    def done(self) -> bool:
        """Whether the last screening was ended: another call would be another run."""
        return stage_of(self.store, self.runs) == "after the end"

    def call_again(self, wish: Wish | None = None) -> None:
        """Calls the screening again until it ends as it should."""
        for _ in range(ATTEMPTS):
            if self.end(self.start(wish), 2, 3) == 0:
                return
        self.problems.append(f"it did not end in {ATTEMPTS} calls: {self.last_words()}")

    def settle(self, expected: State | None = None) -> None:
        """Calls the screening again where it has not ended, and holds what it came to against an undisturbed run."""
        if not self.done():
            self.call_again()
        self.hold(expected)

    def hold(self, expected: State | None = None) -> None:
        """Notes every difference from an undisturbed run, and all that is left behind."""
        self.problems += differences(state_of(self.out, self.store), expected or self.city.state)
        self.problems += [f"{key} stands twice" for key in twice_in((self.out / "proposals.jsonl").read_bytes())]
        self.problems += store_faults(self.store, frozenset(self.acknowledged))
        self.hold_folder()

    def hold_folder(self) -> None:
        """Notes processes and files that are left behind."""
        if not eventually(lambda: not self.city.nursery.offspring()):
            self.problems.append(f"{len(self.city.nursery.offspring())} processes live on")
        self.problems += left_behind(self.folder)
        if "Traceback" in (self.folder / "stderr").read_text("utf-8", "replace"):
            self.problems.append("a traceback on standard error")
        self.recovered = not self.problems

"""Screenings that meet faults at random moments, and what they come to when they are called again.

    python -m bench.faults [--scenario NAME ...] [--runs 100] [--seed S] [--trials FILE] [--write]

Every trial screens six papers of the sample city and harms the screening, its database, disk, papers, registries, clock
or company; it is then called again until it ends. Held against an undisturbed run: outputs byte for byte, proposals and
findings in the store, none made twice, the ledger, acknowledged decisions, processes and files left behind. Leaves with
1 when anything differs. What each trial came to is added to FILE; those that FILE holds are not made again, so that
trials that were cut off go on, and `--runs 0` only makes the table. `--write` puts it into bench/results/faults.md.

Screenings are processes forked from one that holds code and models already (`bench.faults_warm`): loading them, some
seconds of each start, is not among the moments. tests/pipelines/test_kill.py kills whole commands.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.faults_city import City, city_in, lay_city
from bench.faults_clock import clock_jumps
from bench.faults_database import postgres_cut, postgres_stopped, sqlite_locked
from bench.faults_desk import desk_decides
from bench.faults_disk import disk_full
from bench.faults_kill import kill_parent, kill_worker
from bench.faults_papers import poisoned_paper, registries_exchanged
from bench.faults_postgres import Server
from bench.faults_process import Nursery
from bench.faults_table import Outcome, keep, kept, results
from bench.faults_trial import Trial
from bench.faults_two import one_out, one_store
from bench.machine import told

ROUND = 10
"""Seeds of one scenario before the next has its turn."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A fault, whether it is met on PostgreSQL, and whether the other registries are screened by."""

    harm: Callable[[Trial], None]
    postgres: bool = False
    others: bool = False


SCENARIOS: Mapping[str, Scenario] = {
    "worker killed": Scenario(kill_worker),
    "screening killed": Scenario(kill_parent),
    "screening killed, PostgreSQL": Scenario(kill_parent, postgres=True),
    "SQLite locked": Scenario(sqlite_locked),
    "connections cut": Scenario(postgres_cut, postgres=True),
    "server stopped": Scenario(postgres_stopped, postgres=True),
    "disk full": Scenario(disk_full),
    "poisoned paper": Scenario(poisoned_paper),
    "registries exchanged": Scenario(registries_exchanged, others=True),
    "clock jumps": Scenario(clock_jumps),
    "two into one store": Scenario(one_store),
    "two into one OUT": Scenario(one_out),
    "desk decides": Scenario(desk_decides),
}


@contextmanager
def city_for(names: Collection[str], folder: Path, *, warm: bool = True) -> Iterator[City]:
    """The city in `folder`, see `city_in`, with a PostgreSQL server where one of the scenarios needs it."""
    registries = lay_city(folder)
    others = any(SCENARIOS[name].others for name in names)
    with Nursery(folder / "inbox", registries[: 1 + others]) as nursery, ExitStack() as stack:
        server = stack.enter_context(Server()) if any(SCENARIOS[name].postgres for name in names) else None
        yield city_in(folder, nursery, server, warm=warm)


def try_once(city: City, name: str, seed: int) -> Trial:
    """One trial of a scenario. Its folder is kept when anything differs."""
    scenario = SCENARIOS[name]
    store = city.server.new_store() if scenario.postgres and city.server else ""
    folder = Path(tempfile.mkdtemp(prefix="trial ", dir=city.root)) / str(seed)
    trial = Trial(city, folder, random.Random(f"{name} {seed}"), store)  # noqa: S311 - a seed, not a secret
    scenario.harm(trial)
    if not trial.problems:
        shutil.rmtree(folder.parent)
    if store and city.server:
        city.server.drop(store)
    return trial


def rounds(names: Sequence[str], runs: int, seed: int) -> Iterator[tuple[str, int]]:
    """Scenarios and seeds, ten of each scenario in turn: whenever it is cut off, all have been tried."""
    for first in range(seed, seed + runs, ROUND):
        for name in names:
            yield from ((name, number) for number in range(first, min(first + ROUND, seed + runs)))


def repeat(trials: Sequence[tuple[str, int]], folder: Path, to: Path) -> None:
    """Makes the trials in `folder` and keeps what they came to in `to`."""
    with city_for({name for name, _ in trials}, folder) as city:
        for name, number in trials:
            begun = time.perf_counter()
            trial = try_once(city, name, number)
            seconds, undisturbed = (round(value, 2) for value in (time.perf_counter() - begun, city.seconds))
            outcome = Outcome(name, number, trial.hit, trial.recovered, seconds, undisturbed, trial.problems)
            keep(to, outcome)
            print(f"{name} {number}: {trial.hit}", *outcome.told(), sep="\n", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scenario", action="append", choices=[*SCENARIOS], metavar="NAME")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trials", type=Path, metavar="FILE")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    names = options.scenario or [*SCENARIOS]
    folder = Path(tempfile.mkdtemp(prefix="gwf"))
    trials = options.trials or folder / "trials.jsonl"
    known = {(outcome.scenario, outcome.seed) for outcome in kept(trials)}
    left = [trial for trial in rounds(names, options.runs, options.seed) if trial not in known]
    if left:
        repeat(left, folder, trials)
    outcomes = [outcome for outcome in kept(trials) if outcome.scenario in names]
    told("faults", results(names, outcomes), options.write)
    if any(outcome.differences for outcome in outcomes):
        sys.exit(f"differences found; what they came to lies in {folder}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()

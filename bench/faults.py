"""Screenings that meet faults at random moments, and what they come to when they are called again.

    python -m bench.faults [--scenario NAME ...] [--runs 100] [--seed S] [--write]

Every trial screens six papers of the sample city and harms the screening, its database, disk, papers, registries, clock
or company; it is then called again until it ends. Held against an undisturbed run: outputs byte for byte, proposals and
findings in the store, none made twice, the ledger, acknowledged decisions, processes and files left behind. Leaves with
1 when anything differs. `--write` puts the table into bench/results/faults.md.

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
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
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
from bench.faults_trial import Trial
from bench.faults_two import one_out, one_store

RESULTS = Path(__file__).parent / "results" / "faults.md"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A fault, and whether it is met on PostgreSQL."""

    harm: Callable[[Trial], None]
    postgres: bool = False


SCENARIOS: Mapping[str, Scenario] = {
    "worker killed": Scenario(kill_worker),
    "screening killed": Scenario(kill_parent),
    "screening killed, PostgreSQL": Scenario(kill_parent, postgres=True),
    "SQLite locked": Scenario(sqlite_locked),
    "connections cut": Scenario(postgres_cut, postgres=True),
    "server stopped": Scenario(postgres_stopped, postgres=True),
    "disk full": Scenario(disk_full),
    "poisoned paper": Scenario(poisoned_paper),
    "registries exchanged": Scenario(registries_exchanged),
    "clock jumps": Scenario(clock_jumps),
    "two into one store": Scenario(one_store),
    "two into one OUT": Scenario(one_out),
    "desk decides": Scenario(desk_decides),
}


@dataclass(slots=True)
class Told:
    """What the trials of a scenario came to: points hit, how many recovered, seconds, differences by seed."""

    runs: int = 0
    recovered: int = 0
    seconds: float = 0.0
    points: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)


@contextmanager
def city_for(names: Sequence[str], folder: Path) -> Iterator[City]:
    """The city in `folder`, with a PostgreSQL server where one of the scenarios needs it."""
    registries = lay_city(folder)
    with Nursery(folder / "inbox", registries) as nursery:
        if any(SCENARIOS[name].postgres for name in names):
            with Server() as server:
                yield city_in(folder, nursery, server)
        else:
            yield city_in(folder, nursery, None)


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


def repeat(city: City, name: str, runs: int, seed: int) -> Told:
    """Trials with seeds that follow each other."""
    told = Told()
    for number in range(seed, seed + runs):
        begun = time.perf_counter()
        trial = try_once(city, name, number)
        told.seconds += time.perf_counter() - begun
        told.runs += 1
        told.recovered += trial.recovered
        told.points[trial.hit] += 1
        told.differences += [f"{name}, seed {number}, {trial.hit}: {problem}" for problem in trial.problems]
    return told


def table(found: Mapping[str, Told], seconds: float) -> list[str]:
    """The result as Markdown."""
    lines = [
        "# Screenings that meet faults\n",
        f"Six papers of the sample city; undisturbed, a screening takes {seconds:.1f} s. `python -m bench.faults`\n",
        "| fault | runs | points hit | recovered | seconds | differences |",
        "|---|---|---|---|---|---|",
    ]
    for name, told in found.items():
        points = ", ".join(f"{point} {count}" for point, count in told.points.most_common())
        row = (name, told.runs, points, told.recovered, f"{told.seconds:.0f}", len(told.differences))
        lines.append(f"| {' | '.join(map(str, row))} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scenario", action="append", choices=[*SCENARIOS], metavar="NAME")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    names = options.scenario or [*SCENARIOS]
    found: dict[str, Told] = {}
    folder = Path(tempfile.mkdtemp(prefix="gwf"))
    with city_for(names, folder) as city:
        for name in names:
            told = found[name] = repeat(city, name, options.runs, options.seed)
            print(table({name: told}, city.seconds)[-1], *told.differences, sep="\n", flush=True)
    if options.write:
        RESULTS.write_text("\n".join(table(found, city.seconds)) + "\n", "utf-8")
    if any(told.differences for told in found.values()):
        sys.exit(f"differences found; what they came to lies in {folder}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()

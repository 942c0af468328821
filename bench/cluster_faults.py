"""Workers of a Dask cluster that are killed at random moments of screenings.

    python -m bench.cluster_faults [--runs 100] [--seed 1] [--minutes M] [--write]

One Prefect server and one cluster of two workers stand for all runs; each screens six papers of the sample city, a file
a batch, into an empty PostgreSQL store while a random worker is killed with SIGKILL at a random moment. Held against
one undisturbed run without a cluster: outputs byte for byte, proposals and findings in the store, none made twice, none
lost, the ledger. A screening that ends without all results is called again, and counted. Leaves with 1 when anything
differs. `--write` keeps the table in bench/results/cluster_faults.md.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.cluster_standing import Standing, standing
from bench.faults_city import State, differences, lay_city, stage_of, state_of, store_faults, twice_in
from bench.faults_postgres import Server
from bench.machine import machine, table, told
from pipelines.conclusion import Summary
from pipelines.order import order_of
from pipelines.screening import screen
from pipelines.settings import load_settings

ATTEMPTS = 4
HEADING = ["runs", "killed", "where the screening was", "called again", "seconds a run", "differences"]


@dataclass(slots=True)
class Found:
    """What the runs came to so far."""

    runs: int = 0
    killed: int = 0
    again: int = 0
    seconds: float = 0.0
    points: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def row(self) -> list[str]:
        """The row below `HEADING`."""
        points = ", ".join(f"{point}: {count}" for point, count in sorted(self.points.items()))
        spent = f"{self.seconds / max(1, self.runs):.1f}"
        return [str(self.runs), str(self.killed), points, str(self.again), spent, str(len(self.differences))]


@dataclass(frozen=True, slots=True)
class Place:
    """Where runs are made, what an undisturbed one comes to, and how long one on the cluster takes in seconds."""

    root: Path
    server: Server
    state: State
    seconds: float


def undisturbed(root: Path, registries: Path, store: str) -> State:
    """What one process without a cluster comes to."""
    names = {"registries": str(registries), "store": store, "out": str(root / "out"), "workers": 1, "batch_files": 1}
    if not screen(order_of(root / "inbox", load_settings(names))).complete:
        raise RuntimeError("the undisturbed screening is not complete")
    return state_of(root / "out", store)


def run_once(cluster: Standing, place: Place, seed: int, found: Found) -> None:
    """One screening, one killed worker; its folder is kept when anything differs."""
    draw = random.Random(seed)  # noqa: S311 - a seed, not a secret
    moment, which = draw.uniform(0, place.seconds), draw.randrange(len(cluster.nannies))
    root, server = place.root, place.server
    store, out, point = server.new_store(), root / f"out {seed}", list[str]()

    def kill() -> None:
        time.sleep(moment)
        where = stage_of(store)
        point.append(where if cluster.kill(which) else "the worker was down")

    killer = threading.Thread(target=kill)
    begun = time.perf_counter()
    killer.start()
    problems: list[str] = []
    for attempt in range(ATTEMPTS):
        summary = cluster.screen(root / "inbox", root / "registries", store, out)
        if isinstance(summary, Summary) and summary.complete:
            break
        found.again += 1
        if attempt == ATTEMPTS - 1:
            problems.append(f"it did not end in {ATTEMPTS} calls: {summary}")
    found.seconds += time.perf_counter() - begun
    killer.join()
    found.runs += 1
    found.killed += point[0] != "the worker was down"
    found.points[point[0]] += 1
    problems += differences(state_of(out, store), place.state)
    problems += [f"{key} stands twice" for key in twice_in((out / "proposals.jsonl").read_bytes())]
    problems += store_faults(store)
    found.differences += [f"seed {seed}, {point[0]}: {problem}" for problem in problems]
    if not problems:
        shutil.rmtree(out)
        server.drop(store)


def repeat(root: Path, server: Server, runs: int, seed: int, until: float) -> Found:
    """The runs, as many as begin before `until` (monotonic seconds)."""
    found = Found()
    registries, _ = lay_city(root)
    state = undisturbed(root, registries, server.new_store())
    with standing(root / "prefect", 2) as cluster:
        for _ in range(2):  # the first warms workers and caches
            begun = time.perf_counter()
            cluster.screen(root / "inbox", registries, server.new_store(), root / "warm")
            lasted = time.perf_counter() - begun
        for number in range(seed, seed + runs):
            if time.monotonic() > until:
                break
            run_once(cluster, Place(root, server, state, lasted), number, found)
            print(table(HEADING, [found.row()]).rpartition("\n")[2], *found.differences[-1:], flush=True)
    return found


def main() -> None:
    """Prints the table and keeps it when asked. Raises SystemExit when anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e6, help="begin no run after so many minutes")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="gwc"))
    until = time.monotonic() + options.minutes * 60
    with Server() as server:
        found = repeat(root, server, options.runs, options.seed, until)
    call = f"`python -m bench.cluster_faults --runs {options.runs}`; {found.runs} runs were done. {machine()}"
    parts = ["# Killed workers of a cluster", call, table(HEADING, [found.row()]), *found.differences]
    told("cluster_faults", "\n\n".join(parts), options.write)
    if found.differences:
        raise SystemExit(f"differences found; what they came to lies in {root}")
    shutil.rmtree(root)


if __name__ == "__main__":
    main()

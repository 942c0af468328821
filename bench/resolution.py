"""How well people, cases and filed records are resolved when mentions and events are given: one line a gold set.

    python -m bench.resolution GOLD_DIR [GOLD_DIR ...] [--speed] [--faults]
    python -m bench.resolution --stress [ROWS] [--peers PYTHON] [--write]

Each GOLD_DIR holds `gold.jsonl` and `world/`. Mentions and events are gold's; links, case numbers and verdicts are the
resolver's. `--faults` lists wrong decisions by document and id, without any of the text. `--speed` times pairs a second
of a core, and a mention against a registry of a million invented people, in seconds of the processor. `--stress` asks
for mangled names in an invented country of a million posts and sets rapidfuzz, nomenklatura and splink beside guowen,
as far as `--peers`, a Python, has them; `--write` puts that into bench/results/resolution.md and resolution.json.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from data.goldfile import document_of, event_of, mentions_of, read_rows
from data.registries import load_registries
from data.registry import Official, Registries, Tenure
from data.types import (
    Document,
    Extraction,
    Kind,
    Label,
    Mention,
    Reading,
)
from matching import lexicon
from matching.index import PeopleIndex
from matching.people import PeopleResolver, compare
from matching.resolver import Resolver
from matching.sight import paper_of

FILED = ("unfiled", "filed")
COLUMNS = (
    "link, registered",
    "link, nobody",
    "intervener, registered",
    "intervener, nobody",
    "case number",
    "filed or not",
)


def decisions(row: Mapping[str, Any], reading: Reading) -> Iterator[tuple[str, str, bool]]:
    """(column, id, right or not) of every decision on one gold row."""
    roles = {event["intervener"] for event in row["events"]}
    wanted = {mention["id"]: mention["registry_id"] for mention in row["mentions"] if mention["linked"]}
    for link in reading.links:
        if link.mention_id in wanted:
            right = link.registry_id == wanted[link.mention_id]
            kind = "registered" if wanted[link.mention_id] else "nobody"
            yield f"link, {kind}", link.mention_id, right
            if link.mention_id in roles:
                yield f"intervener, {kind}", link.mention_id, right
    for event, found in zip(row["events"], reading.events, strict=True):
        yield "case number", event["id"], event["case_no"] == found.case.case_no
        if event["verdict"].split(":")[0] in FILED:
            yield "filed or not", event["id"], event["verdict"] == str(found.verdict)


def measure(folder: Path, faults: bool) -> Counter[tuple[str, bool]]:
    """Counts of right and wrong decisions over one gold set."""
    registries, _ = load_registries(folder / "world")
    resolver = Resolver(registries)
    counts: Counter[tuple[str, bool]] = Counter()
    path = folder / "gold.jsonl"
    for number, row in read_rows(path):
        document = document_of(row, f"{path}:{number}")
        extraction = Extraction(mentions_of(row), tuple(event_of(event) for event in row["events"]))
        for column, key, right in decisions(row, resolver.resolve(document, extraction)):
            counts[column, right] += 1
            if faults and not right:
                print(f"  {document.doc_id} {key}: {column}")
    return counts


def line(name: str, counts: Mapping[tuple[str, bool], int]) -> str:
    """One line of the table: right of all, and the share."""
    cells = []
    for column in COLUMNS:
        right, wrong = counts[column, True], counts[column, False]
        share = right / (right + wrong) if right + wrong else 1.0
        cells.append(f"{right:5d}/{right + wrong:<5d} {share:.3f}".rjust(24))
    return name.ljust(12) + "".join(cells)


def invented(count: int, seed: int = 1) -> Registries:
    """Officials with names drawn as the population's are, in 200 counties of ten organs each."""
    chance = random.Random(seed)  # noqa: S311 - invented names, no secret
    surnames, shares = zip(*lexicon.surnames().items(), strict=True)
    letters = list(lexicon.given_characters())
    organs = [(f"{a}{b}县{organ}", post) for a in letters[:20] for b in letters[20:30] for organ, post in ORGANS]
    officials = {}
    for number, surname in enumerate(chance.choices(surnames, shares, k=count)):
        org, post = organs[number % len(organs)]
        name = surname + "".join(chance.choices(letters, k=chance.choice((1, 2, 2))))
        tenure = Tenure(org, post, "", date(2015, 1, 1), None)
        officials[f"P{number}"] = Official(f"P{number}", name, (), "男", (str(10**10 + number),), (tenure,))
    return Registries(officials=officials)


ORGANS = (
    ("人民法院", "院长"),
    ("人民法院", "审判员"),
    ("人民检察院", "检察长"),
    ("公安局", "副局长"),
    ("司法局", "局长"),
    ("人民政府", "副县长"),
    ("政协", "副主席"),
    ("教育局", "局长"),
    ("审计局", "科长"),
    ("档案局", "科员"),
)


def speed(count: int) -> None:
    """Prints pairs a second of a core and the median time of one mention against `count` people."""
    start = time.process_time()
    registries = invented(count)
    made = time.process_time()
    index = PeopleIndex(registries)
    print(f"{count} people: made in {made - start:.1f} s, indexed in {time.process_time() - made:.1f} s")
    resolver = PeopleResolver(index)
    chance = random.Random(2)  # noqa: S311 - invented names, no secret
    people = chance.sample(sorted(registries.officials), 300)
    times, pairs, spent = [], 0, 0.0
    for key in people:
        official = registries.officials[key]
        for words in (official.name, official.name[0] + "局长", "老" + official.name[0]):
            text = f"今天{words}来问"
            mention = Mention("p1", 2, 2 + len(words), Label.PER, words)
            document = Document("d", "d", Kind.WORK_NOTE, text, (), owner=key)
            paper = paper_of(document, Extraction((mention,), ()), registries)
            begin = time.process_time()
            resolver.link_all(paper)
            times.append(time.process_time() - begin)
            begin = time.process_time()
            for other in people[:20]:
                compare(paper.sights[0], index[other], paper)
            spent += time.process_time() - begin
            pairs += 20
    print(f"a mention: median {median(times) * 1000:.2f} ms, slowest {max(times) * 1000:.1f} ms")
    print(f"pairs: {pairs / spent:.0f} a second")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--speed", type=int, nargs="?", const=1_000_000, metavar="PEOPLE")
    parser.add_argument("--stress", type=int, nargs="?", const=1_000_000, metavar="ROWS")
    parser.add_argument("--asked", type=int, default=1200, help="mentions of people of the stress set's registry")
    parser.add_argument("--seconds", type=float, default=300, help="processor time of a peer for queries")
    parser.add_argument("--wall", type=float, default=1800, help="seconds of the clock for a peer, loading included")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    total: Counter[tuple[str, bool]] = Counter()
    if options.folders:
        print(" " * 12 + "".join(column.rjust(24) for column in COLUMNS))
    for folder in options.folders:
        counts = measure(folder, options.faults)
        total += counts
        print(line(folder.name, counts))
    if len(options.folders) > 1:
        print(line("all", total))
    if options.speed:
        speed(options.speed)
    if options.stress:
        stress(options)


def stress(options: argparse.Namespace) -> None:
    """Prints the report on the stress set and writes it when asked."""
    from bench.matching_stress_run import Stress, run
    from bench.matching_stress_tables import report, write

    told = Stress(options.stress, options.asked, peers=options.peers, seconds=options.seconds, wall=options.wall)
    outcome = run(told)
    lines = list(report(outcome))
    print("\n".join(lines))
    if options.write:
        write(lines, outcome)


if __name__ == "__main__":
    main()

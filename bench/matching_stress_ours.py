"""guowen on the stress set, in a process of its own: `python -m bench.matching_stress_ours FOLDER`.

Writes `answers-guowen.jsonl`, as `bench/matching_peers.py` does, with the link besides; prints one line of JSON.
Times are seconds of the processor.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.matching_stress_files import read_queries
from bench.matching_stress_queries import Query
from data.registries import load_registries
from data.registry import Registries
from data.types import Document, Extraction, Kind, Label, Mention
from matching.index import PeopleIndex
from matching.people import PeopleResolver, compare
from matching.sight import Paper, paper_of

SHOWN = 50
PAIRS = 20
"""Pairs of a query that are timed one by one."""


def paper(query: Query, registries: Registries) -> Paper:
    """A note of the day in which the words stand behind organisation and title, as far as these are told."""
    day = f"{query.day.year}年{query.day.month}月{query.day.day}日，"
    mentions, text = [], day
    parts = (("o", Label.ORG, query.org), ("t", Label.POS, query.title), ("p", Label.PER, query.words))
    for key, label, words in parts:
        if words:
            mentions.append(Mention(key, len(text), len(text) + len(words), label, words))
            text += words
    owner = query.owner or None
    document = Document("stress", "stress", Kind.WORK_NOTE, text + "来电询问案件进展。", (), owner=owner)
    return paper_of(document, Extraction(tuple(mentions), ()), registries)


def peak() -> float:
    """Most memory this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def run(folder: Path) -> dict[str, Any]:
    """Loads, indexes and answers every query; figures as `bench/matching_peers.py` gives them, and loading's own."""
    begun = time.process_time()
    registries, faults = load_registries(folder)
    loaded, held = time.process_time() - begun, peak()
    begun = time.process_time()
    index = PeopleIndex(registries)
    index.sounding("王伟")
    indexed = time.process_time() - begun
    resolver = PeopleResolver(index)
    asked = read_queries(folder)
    spent, pairs, compared = 0.0, 0, 0.0
    with (folder / "answers-guowen.jsonl").open("w", encoding="utf-8") as out:
        for query in asked:
            told = paper(query, registries)
            begun = time.process_time()
            placed, links = resolver.link_all(told)
            took = time.process_time() - begun
            ranked = resolver.candidates(list(placed.sights), placed)
            some = ranked[:PAIRS]
            begun = time.process_time()
            for one in some:
                compare(placed.sights[0], one.person, placed)
            compared, pairs = compared + time.process_time() - begun, pairs + len(some)
            spent += took
            best = [(one.person.id, one.score) for one in ranked[:SHOWN]]
            answer = {"number": query.number, "ranked": best, "seconds": took, "link": links[0].registry_id or ""}
            out.write(json.dumps(answer | {"candidates": len(ranked)}) + "\n")
    return {
        "load": loaded,
        "load_peak": held,
        "index": indexed,
        "faults": len(faults),
        "people": len(registries.officials),
        "lawyers": len(registries.lawyers),
        "seconds": spent,
        "pairs": pairs,
        "pair_seconds": compared,
        "answered": len(asked),
        "peak": peak(),
        "versions": {},
        "settings": asdict(resolver.settings),
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))

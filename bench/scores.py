"""Scores over several gold sets, each with its own registries: one line a set, one for all documents together.

    python bench/scores.py GOLD_DIR [GOLD_DIR ...] [--baseline] [--faults KIND]

Each GOLD_DIR holds `gold.jsonl` and `world/`. `--baseline` scores the naive reader instead of the extractor; `--faults`
lists what was missed, claimed falsely or read wrongly by document and event, without any of the text.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from data.goldfile import read_documents, read_rows, row_of
from data.registries import load_registries
from data.registry import Registries
from data.types import Document
from evaluation.baseline import Baseline
from evaluation.browse import page
from evaluation.scorer import FIELD_AGREES, HEADLINE_KEYS, Scores, score
from evaluation.summary import align, shown

FAULTS = ("missed", "false", "flawed")


def predictions(documents: Iterable[Document], registries: Registries, naive: bool) -> Iterator[dict[str, Any]]:
    """The prediction rows of the extractor, or of the naive reader."""
    if naive:
        yield from Baseline(registries).rows(documents)
        return
    from extractors.pipeline import build_extractor
    from matching.resolver import Resolver

    extractor, resolver = build_extractor(registries), Resolver(registries)
    for document in documents:
        yield row_of(resolver.resolve(document, extractor.extract(document)))


def city_scores(folder: Path, naive: bool) -> tuple[Scores, list[dict[str, Any]], list[dict[str, Any]]]:
    """The scores of one gold set, its gold rows and the predicted ones, doc_ids led by the set's name."""
    registries, _ = load_registries(folder / "world")
    gold = [named(row, folder) for _, row in read_rows(folder / "gold.jsonl")]
    predicted = [named(row, folder) for row in predictions(read_documents(folder / "gold.jsonl"), registries, naive)]
    return score(gold, predicted), gold, predicted


def named(row: dict[str, Any], folder: Path) -> dict[str, Any]:
    return {**row, "doc_id": f"{folder.name}/{row['doc_id']}"}


def line(name: str, scores: Scores) -> list[str]:
    bounds = scores.intervals.get("record")
    return [
        name,
        str(len(scores.documents)),
        *(shown(value) for value in scores.headline.values()),
        f"{bounds.low:.3f}-{bounds.high:.3f}" if bounds else "-",
        *(shown(scores.f1(field)) for field in (*FIELD_AGREES, "link_registered", "link_nil")),
    ]


def faults(scores: Scores, wanted: str) -> Iterator[str]:
    for document in scores.documents:
        for event in page(document).events:
            if event.outcome.value == wanted:
                either = event.gold or event.predicted
                yield f"{document.gold.doc_id} {either.id if either else ''} {' '.join(sorted(event.wrong))}".rstrip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--baseline", action="store_true")
    parser.add_argument("--faults", choices=FAULTS)
    options = parser.parse_args()
    heading = [*HEADLINE_KEYS, "record 95 %", *FIELD_AGREES, "link_registered", "link_nil"]
    rows = [["set", "documents", *(name.replace("_f1", "") for name in heading)]]
    all_gold: list[dict[str, Any]] = []
    all_predicted: list[dict[str, Any]] = []
    for folder in options.folders:
        scores, gold, predicted = city_scores(folder, options.baseline)
        rows.append(line(folder.name, scores))
        all_gold += gold
        all_predicted += predicted
    together = score(all_gold, all_predicted)
    if len(options.folders) > 1:
        rows.append(line("all", together))
    for row in align(list(zip(*rows, strict=True))):
        print(row)
    if options.faults:
        print(*faults(together, options.faults), sep="\n")


if __name__ == "__main__":
    main()

"""Scores over several gold sets, each with its own registries: one line a set, one for all documents together.

    python -m bench.scores GOLD_DIR [GOLD_DIR ...] [--baseline | --models MODEL_DIR ...] [--faults KIND]

Each GOLD_DIR holds `gold.jsonl` and `world/`, or `gold/gold.jsonl` and `registries/` as the sample city does.
`--baseline` scores the naive reader instead of the extractor; `--models` reads each set with the first model that has
not learnt from it (`python -m models.folds` trains such); `--faults` lists what was missed, claimed falsely or read
wrongly by document and event, without any of the text.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.goldfile import read_documents, read_rows, row_of
from data.registries import load_registries
from data.registry import Registries
from data.types import Document
from evaluation.baseline import Baseline
from evaluation.report.browse import page
from evaluation.report.summary import align, shown
from evaluation.scorer import FIELD_AGREES, HEADLINE_KEYS, Scores, score

if TYPE_CHECKING:
    from extractors.pipeline import Extractor

FAULTS = ("missed", "false", "flawed")


def gold_of(folder: Path) -> Path:
    """The gold file of a set."""
    return folder / "gold.jsonl" if (folder / "gold.jsonl").is_file() else folder / "gold" / "gold.jsonl"


def registries_of(folder: Path) -> Registries:
    """The registries of a set."""
    world = folder / "world"
    return load_registries(world if world.is_dir() else folder / "registries")[0]


def read_with(extractor: Extractor, documents: Iterable[Document], registries: Registries) -> Iterator[dict[str, Any]]:
    """The prediction rows of `extractor`."""
    from matching.resolver import Resolver

    resolver = Resolver(registries)
    for document in documents:
        yield row_of(resolver.resolve(document, extractor.extract(document)))


def shipped(folder: Path, registries: Registries) -> Extractor:
    """The extractor with the shipped weights."""
    from extractors.pipeline import build_extractor

    return build_extractor(registries)


def strange(models: Sequence[Path]) -> Callable[[Path, Registries], Extractor]:
    """Builds, for a set, the extractor with the first of the model folders that has not learnt from it."""
    from extractors.pipeline import build_extractor
    from models.folds import StrangeModels

    known = StrangeModels(models)
    return lambda folder, registries: build_extractor(registries, weights=known.to(gold_of(folder)))


def city_scores(
    folder: Path, build: Callable[[Path, Registries], Extractor] | None
) -> tuple[Scores, list[dict[str, Any]], list[dict[str, Any]]]:
    """The scores of one gold set, its gold rows and the predicted ones, doc_ids led by the set's name.

    Without `build` the naive reader reads.
    """
    registries = registries_of(folder)
    gold = [named(row, folder) for _, row in read_rows(gold_of(folder))]
    documents = read_documents(gold_of(folder))
    rows = (
        read_with(build(folder, registries), documents, registries) if build else Baseline(registries).rows(documents)
    )
    predicted = [named(row, folder) for row in rows]
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
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--baseline", action="store_true")
    how.add_argument("--models", nargs="+", type=Path, metavar="MODEL_DIR")
    parser.add_argument("--faults", choices=FAULTS)
    options = parser.parse_args()
    heading = [*HEADLINE_KEYS, "record 95 %", *FIELD_AGREES, "link_registered", "link_nil"]
    rows = [["set", "documents", *(name.replace("_f1", "") for name in heading)]]
    all_gold: list[dict[str, Any]] = []
    all_predicted: list[dict[str, Any]] = []
    build = None if options.baseline else strange(options.models) if options.models else shipped
    for folder in options.folders:
        scores, gold, predicted = city_scores(folder, build)
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

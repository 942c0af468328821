"""What every part of the extraction adds and costs: the whole, and the whole without one part at a time.

    python -m bench.cascade GOLD_DIR... [--judgments FILE.jsonl.gz] [--only NAME...] [--weights DIR] [--neural DIR]
        [--write]

Each GOLD_DIR holds `gold.jsonl` and `world/`, or `gold/gold.jsonl` and `registries/`. A line of the judgments holds
`text`; each is read as if it lay in a case's folder, and papers with any act told as unlawful are counted. Seconds are
CPU time of the extraction alone, a run after a first text. `--write` puts the table into bench/results/cascade.md.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench.gate import papers
from bench.scores import gold_of, named, registries_of
from data.goldfile import read_documents, read_rows, row_of
from data.registry import Registries
from data.types import Document, Extraction, Status
from evaluation.measures import Bootstrap
from evaluation.scorer import score
from extractors.forms import form_of
from extractors.gate import Gate, GateSettings
from extractors.lexical_decider import LexicalDecider
from extractors.linear import load_model
from extractors.names import names_of
from extractors.neural.model import load_neural
from extractors.pipeline import MODELS, Extractor, build_with
from matching.resolver import Resolver

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extractors.draft import Draft
    from extractors.merging import Drawn
    from extractors.names import Names

RESULTS = Path(__file__).parent / "results" / "cascade.md"
WARM_UP = 300
"""Code points of the first paper that are read before the clock starts, so that all models are loaded."""
HEADING = ("", "record F1", "unfiled F1", "mention F1", "triggers read", "seconds per 1,000 code points")


@dataclass(frozen=True, slots=True)
class Variant:
    """The extractor with one part changed by `change`, while it runs within `around`."""

    name: str
    change: Callable[[Extractor], Extractor]
    around: Callable[[], AbstractContextManager[Any]] = nullcontext


@dataclass(slots=True)
class Told:
    """What one variant gave: rows of gold and of the prediction, triggers of gold, those read, CPU seconds, length."""

    gold: list[dict[str, Any]]
    predicted: list[dict[str, Any]]
    triggers: int = 0
    read: int = 0
    seconds: float = 0.0
    points: int = 0


def whole(extractor: Extractor) -> Extractor:
    """As it is."""
    return extractor


def without_gate(extractor: Extractor) -> Extractor:
    """Every office paper is read, whatever it says."""
    parts = extractor.parts
    return Extractor(replace(parts, gate=Gate(parts.resources.names, GateSettings(threshold=0.0))))


def without_models_of_acts(extractor: Extractor) -> Extractor:
    """Acts by the lexicon alone."""
    return _with(extractor, decider=LexicalDecider())


def without_tagger(extractor: Extractor) -> Extractor:
    """Names by rules and registries alone, and by the neural reader where there is one."""
    return _with(extractor, tagger=None)


def without_reader(extractor: Extractor) -> Extractor:
    """No neural reader: the linear models alone."""
    return _with(extractor, reader=None)


def without_names(extractor: Extractor) -> Extractor:
    """Extraction knows no registry; resolution does."""
    nobody = names_of(Registries())
    changed = _with(extractor, names=nobody)
    return Extractor(replace(changed.parts, gate=Gate(nobody)))


def without_dating(extractor: Extractor) -> Extractor:
    """No time is found in words: only days that messages and mails were sent on are known."""
    from spacy.language import Language

    changed = Extractor(extractor.parts)
    Language.component("bench_sent_days", func=_sent_days)
    changed._nlp.replace_pipe("guowen_times", "bench_sent_days")
    return changed


def unmerged() -> AbstractContextManager[Any]:
    """Every finding is an event of its own."""

    def alone(draft: Draft, names: Names, drawn: Iterable[Drawn]) -> list[list[Drawn]]:
        return [[item] for item in drawn]

    return patch("extractors.assembly.merge", alone)


VARIANTS = (
    Variant("whole", whole),
    Variant("without gate", without_gate),
    Variant("without neural reader", without_reader),
    Variant("without models of acts", without_models_of_acts),
    Variant("without tagger", without_tagger),
    Variant("without registries' names", without_names),
    Variant("without dating rules", without_dating),
    Variant("without merging", whole, unmerged),
)


def _with(extractor: Extractor, **changes: Any) -> Extractor:
    parts = extractor.parts
    return Extractor(replace(parts, resources=replace(parts.resources, **changes)))


def _sent_days(doc: Doc) -> Doc:
    draft = doc._.draft
    draft.turn_days.extend(turn.sent_at.date() if turn.sent_at else None for turn in draft.document.turns)
    return doc


def read(variant: Variant, extractor: Extractor, folder: Path, told: Told) -> None:
    """Adds what `variant` of `extractor` gives for the gold folder to `told`."""
    resolver, path = Resolver(registries_of(folder)), gold_of(folder)
    rows, documents = [row for _, row in read_rows(path)], list(read_documents(path))
    with variant.around():
        changed = variant.change(extractor)
        changed.extract(replace(documents[0], text=documents[0].text[:WARM_UP], turns=documents[0].turns[:1]))
        for row, document in zip(rows, documents, strict=True):
            begun = time.process_time()
            found = changed.extract(document)
            told.seconds += time.process_time() - begun
            told.points += len(document.text)
            told.gold.append(named(row, folder))
            told.predicted.append(named(row_of(resolver.resolve(document, found)), folder))
            _count_triggers(changed, row, document, told)


def _count_triggers(extractor: Extractor, row: Mapping[str, Any], document: Document, told: Told) -> None:
    parts = extractor.parts
    seen = parts.gate.passing(document, form_of(document, parts.resources.names))
    for mention in (m for m in row["mentions"] if m["type"] == "TRIGGER"):
        told.triggers += 1
        told.read += any(s.start < mention["end"] and mention["start"] < s.end for s in seen)


def claims(found: Extraction) -> bool:
    """Whether any act is told as one that took place without a lawful procedure."""
    return any(event.status is Status.ASSERTED and event.lawful is None for event in found.events)


def false_rate(variant: Variant, extractor: Extractor, path: Path, case_no: str) -> str:
    """Of 1,000 judgments in the folder of the case, those that lead to a claim."""
    with variant.around():
        changed = variant.change(extractor)
        marked = [claims(changed.extract(paper)) for paper in papers(path, case_no)]
    return f"{1000 * sum(marked) / max(1, len(marked)):.1f}"


def row_told(name: str, told: Told) -> list[str]:
    """One row of the table."""
    scores = score(told.gold, told.predicted, Bootstrap(resamples=1))
    figures = [scores.f1(measure) or 0.0 for measure in ("record", "unfiled_event", "mention_strict")]
    figures.append(told.read / max(1, told.triggers))
    return [name, *(f"{figure:.3f}" for figure in figures), f"{1000 * told.seconds / max(1, told.points):.3f}"]


def report(options: argparse.Namespace) -> Iterator[str]:
    """The table as Markdown, a row as soon as it is known."""
    models = {name: load_model(name, options.weights) for name in MODELS}
    neural = load_neural(options.neural or options.weights)
    built = {folder: build_with(registries_of(folder), models, neural=neural) for folder in options.folders}
    documents = sum(1 for folder in options.folders for _ in read_rows(gold_of(folder)))
    yield "# What every part of the extraction adds and costs\n"
    yield f"{documents} marked-up papers of {len(built)} sets, CPU seconds on one thread. `python -m bench.cascade`\n"
    heading = [*HEADING, *(["judgments with a claim per 1,000"] if options.judgments else [])]
    yield "| " + " | ".join(heading) + " |"
    yield "|" + "---|" * len(heading)
    for variant in VARIANTS:
        if (variant.change is without_reader and neural is None) or (options.only and variant.name not in options.only):
            continue
        told = Told([], [])
        for folder, extractor in built.items():
            read(variant, extractor, folder, told)
        row = row_told(variant.name, told)
        if options.judgments:
            folder, extractor = next(iter(built.items()))
            row.append(false_rate(variant, extractor, options.judgments, min(registries_of(folder).cases)))
        yield "| " + " | ".join(row) + " |"


def main() -> None:
    """Prints the table and writes it when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--judgments", type=Path)
    parser.add_argument("--only", nargs="+", choices=[variant.name for variant in VARIANTS])
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--neural", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lines = []
    for text in report(options):
        print(text, flush=True)
        lines.append(text)
    if options.write:
        RESULTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

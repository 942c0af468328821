"""Fits the scores of events to marked-up papers by logistic regression and writes them as a plain table.

    python -m models.scoring_training GOLD_FOLDER... --models MODEL_DIR... --out data/lexicons/scoring.toml
    python -m models.scoring_training GOLD_FOLDER... --start data/lexicons/scoring.toml --out NEW.toml

The papers must be strange to the models that read them, else these look surer than they are. The first form reads each
folder with the first of the models that has not learnt from it (`python -m models.folds` trains such). The second reads
with the shipped models, so it may be given only folders that none of them learnt from; being few, they move the weights
of `--start` no further than they must. Costs and `aside` are kept as the file written over, or `--start`, has them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import GoldError
from data.goldfile import document_of, row_of
from data.outputs import write_text
from data.registries import load_registries
from data.types import Extraction, Status
from evaluation.annotation import Annotation, MarkedEvent, read_annotations
from evaluation.pairing import pair_events
from extractors.assembly import Candidate, candidates
from extractors.draft import Draft
from extractors.forms import Form
from extractors.pipeline import Extractor, build_extractor
from extractors.scoring import Costs, Scorer, load_scorer
from matching.resolver import Resolver
from models.folds import StrangeModels
from models.training import GoldFolder, gold_folder, gold_rows

VERSION = 1
COSTS = Costs(miss=1.0, false=1.0, false_elsewhere=20.0)
ASIDE = 0.35


@dataclass(frozen=True, slots=True)
class FitSettings:
    """`bar`: sentences less likely to tell of an act are no candidates; `least`: a feature in fewer candidates is not
    weighed; `pull`: penalty on half the squared distance of a weight from where it starts."""

    bar: float = 0.15
    least: int = 10
    pull: float = 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate, and whether an inspector marked it as one that took place and that no lawful procedure covers."""

    candidate: Candidate
    right: bool
    form: Form


@dataclass(frozen=True, slots=True)
class Paper:
    """A gold row, the prediction row with every candidate, and the candidates in the order of its events."""

    gold: dict[str, Any]
    read: dict[str, Any]
    judged: tuple[Judged, ...]


def papers(extractor: Extractor, folder: GoldFolder) -> Iterator[Paper]:
    """Every paper of a gold folder with the candidates of `extractor`, paired with gold as the guidelines say."""
    resolver = Resolver(load_registries(folder.registries)[0])
    for row in gold_rows(folder.gold):
        yield judge(extractor, resolver, row, extractor.draft(document_of(row, str(folder.gold))))


def judge(extractor: Extractor, resolver: Resolver, row: dict[str, Any], draft: Draft) -> Paper:
    """The paper of a gold row that `extractor` made `draft` of."""
    parts = extractor.parts
    mentions, found = candidates(draft, parts.roles, parts.resources.names)
    events = tuple(replace(one.event, id=f"e{number}") for number, one in enumerate(found, 1))
    read = row_of(resolver.resolve(draft.document, Extraction(mentions, events)))
    gold = read_annotations([row], "gold")[row["doc_id"]]
    right = marked(gold, read_annotations([read], "prediction")[row["doc_id"]])
    return Paper(row, read, tuple(Judged(*one, draft.form) for one in zip(found, right, strict=True)))


def marked(gold: Annotation, predicted: Annotation) -> list[bool]:
    """Of each predicted event whether it pairs with one that gold has as asserted and covered by no procedure."""
    partner = {p: gold.events[g] for g, p in pair_events(gold.events, predicted.events)}
    return [place in partner and _is_wanted(partner[place]) for place in range(len(predicted.events))]


def _is_wanted(event: MarkedEvent) -> bool:
    return event.status == Status.ASSERTED.value and event.lawful is None


def fit(examples: Sequence[Judged], settings: FitSettings, start: Scorer | None = None) -> Scorer:
    """The scorer that makes the examples likeliest, its weights drawn to those of `start`, or to 0 (Newton's method).

    What every example has at one value says nothing and is not weighed, unless `start` weighs it.
    """
    names = _names(examples, settings, start)
    table = np.array([[1.0, *(one.candidate.features.get(name, 0.0) for name in names)] for one in examples])
    right = np.array([one.right for one in examples], float)
    origin = np.array([start.base if start else 0.0, *(start.weights.get(n, 0.0) if start else 0.0 for n in names)])
    weights = _newton(table, right, origin, settings.pull)
    rounded = [round(float(weight), 3) for weight in weights]
    return Scorer(rounded[0], dict(zip(names, rounded[1:], strict=True)), COSTS, ASIDE)


def _names(examples: Sequence[Judged], settings: FitSettings, start: Scorer | None) -> list[str]:
    counts = Counter(name for one in examples for name in one.candidate.features)
    told = {name for name, count in counts.items() if count >= settings.least}
    same = {name for name in told if len({one.candidate.features.get(name, 0.0) for one in examples}) == 1}
    return sorted((told - same) | set(start.weights if start else ()))


def _newton(
    table: NDArray[np.float64], right: NDArray[np.float64], origin: NDArray[np.float64], pull: float
) -> NDArray[np.float64]:
    """The weights (columns,); the first column is the base, which is drawn nowhere."""
    drawn = np.full(len(origin), pull)
    drawn[0] = 1e-6
    weights = origin.copy()

    def loss(at: NDArray[np.float64]) -> float:
        logits = table @ at
        return float(np.logaddexp(0, logits).sum() - right @ logits + drawn @ (at - origin) ** 2 / 2)

    for _ in range(100):
        chance = np.exp(-np.logaddexp(0, -(table @ weights)))
        slope = table.T @ (chance - right) + drawn * (weights - origin)
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + np.diag(drawn)
        step = np.linalg.solve(curve, slope)
        while loss(weights - step) > loss(weights) and float(np.abs(step).max()) > 1e-8:
            step = step / 2
        weights = weights - step
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights


def readers(
    folders: Sequence[GoldFolder], settings: FitSettings, models: StrangeModels | None = None
) -> Iterator[tuple[Path | None, Extractor]]:
    """For each folder the model that reads it and its extractor: the first of `models` that is strange to it.

    Without `models` the shipped one, told as None. Raises GoldError when every model has learnt from a folder.
    """
    for folder in folders:
        model = models.to(folder.gold) if models else None
        yield model, lowered(build_extractor(load_registries(folder.registries)[0], weights=model), settings.bar)


def lowered(extractor: Extractor, bar: float) -> Extractor:
    """`extractor`, its decider taking sentences of office papers from `bar` on, where it has such a setting."""
    decider = extractor.parts.resources.decider
    told = getattr(decider, "settings", None)
    if told is not None and hasattr(told, "act"):
        decider.settings = replace(told, act=min(bar, told.act))  # type: ignore[attr-defined]
    return extractor


def table(scorer: Scorer, settings: FitSettings, learnt: str) -> str:
    """The file of a scorer: TOML, weights in order of name, the same scorer giving the same bytes."""
    lines = [
        "# What the score of an event is reckoned from: log odds that a careful inspector would mark it as one that",
        "# took place and that no lawful procedure covers. Written by `python -m models.scoring_training`; costs and",
        "# `aside` are set by hand and kept when it is learnt anew. A claim is told from false / (false + miss) on.",
        f"# version: {VERSION}",
        f"# learnt from {learnt}; pull {settings.pull}, candidates from {settings.bar}",
        f"base = {scorer.base}",
        f"aside = {scorer.aside}  # what is denied, supposed or lawful is told from this probability of an act on",
        "",
        "[costs]",
        f"miss = {scorer.costs.miss}  # an event that is not proposed",
        f"false = {scorer.costs.false}  # a proposal that is none",
        f"false_elsewhere = {scorer.costs.false_elsewhere}  # one from an instrument or a paper without ties",
        "",
        "[weights]",
        *(f"{json.dumps(name)} = {weight}" for name, weight in sorted(scorer.weights.items())),
    ]
    return "\n".join(lines) + "\n"


def main(arguments: Iterable[str] | None = None) -> None:
    """Reads the folders, fits and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", nargs="+", type=Path, metavar="MODEL_DIR")
    parser.add_argument("--start", type=Path)
    told = parser.parse_args(list(arguments) if arguments is not None else None)
    settings, folders = FitSettings(), [gold_folder(folder) for folder in told.folders]
    start = load_scorer(told.start) if told.start else None
    kept = start or (load_scorer(told.out) if told.out.is_file() else None)
    models = StrangeModels(told.models) if told.models else None
    read = zip(folders, readers(folders, settings, models), strict=True)
    examples = [one for folder, (_, reader) in read for paper in papers(reader, folder) for one in paper.judged]
    if not any(one.right for one in examples):
        raise GoldError("gold: no event that was found is asserted and unlawful; name gold in which such are marked")
    found = fit(examples, settings, start)
    if kept:
        found = replace(found, costs=kept.costs, aside=kept.aside)
    how = "models that are strange to them" if models else "the shipped models"
    cities = ", ".join(folder.name for folder in told.folders)
    write_text(told.out, table(found, settings, f"{len(examples)} candidates of {cities} as {how} read them"))


if __name__ == "__main__":
    main()

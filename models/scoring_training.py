"""Fits the scores of events to marked-up papers by logistic regression and writes them as a plain table.

    python -m models.scoring_training GOLD_FOLDER... --out data/lexicons/scoring.toml
    python -m models.scoring_training GOLD_FOLDER... --shipped --start data/lexicons/scoring.toml --out NEW.toml

The papers must be strange to the models that read them, else these look surer than they are. The first form learns the
linear models anew, for each fold of the folders from the others (needs the train extra). The second reads with the
shipped models, so it may be given only folders that none of them learnt from; being few, they move the weights of
`--start` no further than they must. Costs and `aside` are kept as the file written over, or `--start`, has them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import ConfigError, GoldError
from data.goldfile import document_of, row_of
from data.outputs import write_text
from data.registries import load_registries
from data.types import Extraction, Status
from evaluation.annotation import Annotation, MarkedEvent, read_annotations
from evaluation.pairing import pair_events
from extractors.assembly import Candidate, candidates
from extractors.draft import Draft
from extractors.forms import Form
from extractors.pipeline import Extractor, build_extractor, build_with
from extractors.scoring import Costs, Scorer, load_scorer
from matching.resolver import Resolver
from models.linear_examples import Examples, examples_of
from models.linear_training import fit_all
from models.training import GoldFolder, Say, gold_folder, gold_rows

VERSION = 1
COSTS = Costs(miss=1.5, false=1.0, false_elsewhere=20.0)
ASIDE = 0.35


@dataclass(frozen=True, slots=True)
class FitSettings:
    """`folds` of the folders; `bar`: sentences less likely to tell of an act are no candidates; `least`: a feature in
    fewer candidates is not weighed; `pull`: penalty on half the squared distance of a weight from where it starts."""

    folds: int = 4
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


def held_out(folders: Sequence[GoldFolder], settings: FitSettings, say: Say) -> Iterator[tuple[int, Extractor]]:
    """(place in `folders`, an extractor whose linear models learnt from the other folds), in the order of the folds."""
    if len(folders) < 2:
        raise ConfigError("gold: one folder alone; models must learn from another one than they read, name two or more")
    registries = [load_registries(folder.registries)[0] for folder in folders]
    examples = []
    for number, folder in enumerate(folders):
        say(f"reading folder {number + 1} of {len(folders)}")
        examples.append(examples_of(folder.gold, registries[number]))
    count = min(settings.folds, len(folders))
    for fold in range(count):
        say(f"learning fold {fold + 1} of {count}")
        others = Examples()
        for number, one in enumerate(examples):
            if number % count != fold:
                others.add(one)
        models = fit_all(others)
        for number in range(fold, len(folders), count):
            yield number, lowered(build_with(registries[number], models), settings.bar)


def shipped(folders: Sequence[GoldFolder], settings: FitSettings) -> Iterator[tuple[int, Extractor]]:
    """(place in `folders`, the extractor with the shipped models)."""
    for number, folder in enumerate(folders):
        yield number, lowered(build_extractor(load_registries(folder.registries)[0]), settings.bar)


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
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--start", type=Path)
    told = parser.parse_args(list(arguments) if arguments is not None else None)
    settings, folders = FitSettings(), [gold_folder(folder) for folder in told.folders]
    start = load_scorer(told.start) if told.start else None
    kept = start or (load_scorer(told.out) if told.out.is_file() else None)
    readers = shipped(folders, settings) if told.shipped else held_out(folders, settings, _say)
    examples = [one for number, reader in readers for paper in papers(reader, folders[number]) for one in paper.judged]
    if not any(one.right for one in examples):
        raise GoldError("gold: no event that was found is asserted and unlawful; name gold in which such are marked")
    found = fit(examples, settings, start)
    if kept:
        found = replace(found, costs=kept.costs, aside=kept.aside)
    how = "the shipped models" if told.shipped else "models that learnt from the other folds"
    cities = ", ".join(folder.name for folder in told.folders)
    write_text(told.out, table(found, settings, f"{len(examples)} candidates of {cities} as {how} read them"))


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()

"""What keeps a score honest: gold that a training run read is no test, and what could not be scored is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from data.errors import GoldError
from evaluation.gold import leaks as gold_leaks
from evaluation.gold.leaks import LEVEL_OF, Leaks, Level, Sort
from evaluation.predictions import Unscorable
from evaluation.training_record import NEARLY, SAME, Overlap, TrainedModel, overlaps

SHOWN = 5
"""Documents named in a message; scores.json holds all of them."""
LINES = 10
"""Predictions that standard error tells of one by one."""


class ScoredOn(StrEnum):
    """What the gold of a score was to the model: scores of two kinds are never compared."""

    TEST = "test"
    """The model's training record has none of its documents."""
    TRAINING_FIT = "training_fit"
    """The model learnt from some of it: the score tells of memory, not of skill."""
    UNCHECKED = "unchecked"
    """Nobody told which model made the predictions, or it has no training record."""


def checked(
    rows: Iterable[Mapping[str, Any]], model: TrainedModel | None, gold: Path, *, training_fit: bool
) -> tuple[Overlap, ...]:
    """The gold documents that the model learnt from. Raises GoldError when there are any, unless `training_fit`."""
    if model is None:
        return ()
    rows = list(rows)
    found = overlaps(model.record.documents, rows)
    if found and not training_fit:
        raise GoldError(
            f"gold, {gold}: {len(found)} of {len(rows)} documents were read when model {model.name} was trained: "
            f"{named(found)}; test on gold that it has not read, or say --training-fit to see how well it remembers"
        )
    return found


def compared(
    learnt: Sequence[tuple[str, Mapping[str, Any]]],
    rows: Sequence[Mapping[str, Any]],
    gold: Path,
    *,
    training_fit: bool,
) -> Leaks | None:
    """What gold shares with the documents that the model learnt from (names and rows), None when there are none.

    Raises GoldError when the same or nearly the same text stands in both, unless `training_fit`.
    """
    if not learnt:
        return None
    found = gold_leaks.find([row for _, row in learnt], rows, train_names=[name for name, _ in learnt])
    texts = texts_of(found)
    if texts and not training_fit:
        raise GoldError(
            f"gold, {gold}: {len(texts)} of {len(rows)} documents stand in the training gold, the same or nearly: "
            f"{named(texts)}; test on gold that it has not read, or say --training-fit to see how well it remembers"
        )
    return found


def texts_of(found: Leaks | None) -> tuple[Overlap, ...]:
    """The documents whose text stands in the training gold, each once, as a training record tells them."""
    likest: dict[str, Overlap] = {}
    for leak in found.refused if found else ():
        how = SAME if leak.sort is Sort.SAME_TEXT else NEARLY
        for doc_id in leak.test:
            one = Overlap(doc_id, how, leak.containment or 0.0)
            likest[doc_id] = max(likest.get(doc_id, one), one, key=lambda overlap: overlap.likeness)
    return tuple(likest.values())


def shared(found: Leaks | None) -> dict[str, int] | None:
    """Documents of gold that name people or cases of the training gold, or hold passages of it, by sort; None when no
    training gold was named."""
    if found is None:
        return None
    return {sort.value: found.test_documents(sort) for sort in Sort if LEVEL_OF[sort] is Level.SAY}


def scored_on(model: TrainedModel | None, leaks: Sequence[Overlap], found: Leaks | None = None) -> ScoredOn:
    """What the score may be called."""
    if leaks:
        return ScoredOn.TRAINING_FIT
    return ScoredOn.UNCHECKED if model is None and found is None else ScoredOn.TEST


def label(kind: ScoredOn, leaks: Sequence[Overlap], documents: int) -> str:
    """A line to stand above a table of scores, empty above those of a test."""
    if kind is ScoredOn.TRAINING_FIT:
        return f"TRAINING FIT, NOT A TEST: the model learnt from {len(leaks)} of the {documents} documents\n"
    if kind is ScoredOn.UNCHECKED:
        return "not checked whether the model learnt from this gold: no training record (--model DIR names one)\n"
    return ""


def told(unscorable: Sequence[Unscorable], missing: Sequence[str]) -> str:
    """What counts as an empty prediction, a line each, for standard error; empty when nothing does."""
    lines = [f"counted as an empty prediction: {fault}" for fault in unscorable[:LINES]]
    if len(unscorable) > LINES:
        lines.append(f"and {len(unscorable) - LINES} more lines that cannot be scored; scores.json tells of each")
    if missing:
        lines.append(f"counted as empty predictions: {len(missing)} documents without one: {_first(missing)}")
    return "".join(f"{line}\n" for line in lines)


def plain(
    unscorable: Sequence[Unscorable], missing: Sequence[str], kind: ScoredOn, leaks: Sequence[Overlap]
) -> dict[str, Any]:
    """The keys of scores.json that tell all this."""
    return {
        "scored_on": kind.value,
        "training_fit": kind is ScoredOn.TRAINING_FIT,
        "read_in_training": [{"doc_id": one.doc_id, "how": one.how, "likeness": one.likeness} for one in leaks],
        "unscorable": [
            {"doc_id": one.doc_id, "place": one.place, "reason": one.reason, "way_out": one.way_out}
            for one in unscorable
        ],
        "missing": list(missing),
    }


def named(found: Sequence[Overlap]) -> str:
    """The first of the documents, and how each is known."""
    return _first([f"{one.doc_id} ({one.how})" for one in found])


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")

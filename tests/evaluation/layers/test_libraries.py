"""Held against seqeval, scikit-learn and nervaluate, where they define the same thing."""

from functools import cache

import pytest
from nervaluate.evaluator import Evaluator
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2
from sklearn.metrics import accuracy_score, confusion_matrix, fbeta_score, precision_recall_fscore_support

from data.types import Label
from evaluation.scorer import score
from tests.evaluation.layers.perturbed import gold_and_predictions
from tests.evaluation.rows import FEW, counts, row

LABELS = [label.value for label in Label]


@cache
def scores():
    return score(*gold_and_predictions(), FEW)


def tagged(line):
    """The characters of a document in IOB2; its mentions do not overlap."""
    tags = ["O"] * len(line["text"])
    for mention in line["mentions"]:
        inner = [f"I-{mention['type']}"] * (mention["end"] - mention["start"] - 1)
        tags[mention["start"] : mention["end"]] = [f"B-{mention['type']}", *inner]
    return tags


@cache
def by_seqeval():
    gold, predicted = ([tagged(line) for line in side] for side in gold_and_predictions())
    return classification_report(gold, predicted, mode="strict", scheme=IOB2, output_dict=True)


@pytest.mark.parametrize("label", LABELS)
def test_strict_mentions_of_each_type_are_seqevals(label):
    ours, theirs = scores().tallies[f"mention_strict.{label}"], by_seqeval()[label]
    assert 0 < ours.hits < min(ours.predicted, ours.gold)
    assert ours.gold == theirs["support"]
    assert (ours.precision, ours.recall, ours.f1) == pytest.approx(
        (theirs["precision"], theirs["recall"], theirs["f1-score"])
    )


def test_strict_mentions_of_all_types_are_seqevals_micro_average():
    ours, theirs = scores().tallies["mention_strict"], by_seqeval()["micro avg"]
    assert (ours.precision, ours.recall, ours.f1) == pytest.approx(
        (theirs["precision"], theirs["recall"], theirs["f1-score"])
    )


# measure, the value of an event, None for a class that is no answer
FIELDS = [
    ("status", lambda event: event.status),
    ("verdict", lambda event: event.verdict_kind.value),
    ("lawful", lambda event: event.lawful or "null"),
    ("situation", lambda event: event.situations[0].value),
    ("channel", lambda event: event.channel),
]


def values(of):
    pairs = [(d.gold.events[g], d.predicted.events[p]) for d in scores().documents for g, p in d.pairs]
    return [of(gold) for gold, _ in pairs], [of(predicted) for _, predicted in pairs]


@pytest.mark.parametrize(("name", "of"), FIELDS, ids=[name for name, _ in FIELDS])
def test_classes_over_the_pairs_are_scikit_learns(name, of):
    gold, predicted = values(of)
    classes = sorted({*gold, *predicted} - {"null"})
    assert len(classes) >= 3
    found = precision_recall_fscore_support(gold, predicted, labels=classes, zero_division=0)
    twice = fbeta_score(gold, predicted, beta=2, labels=classes, average=None, zero_division=0)
    for code, precision, recall, f1, f2, support in zip(classes, *found[:3], twice, found[3], strict=True):
        ours = scores().tallies[f"{name}.{code}"]
        assert ours.gold == support
        assert (ours.precision or 0, ours.recall or 0, ours.f1, ours.f2) == pytest.approx((precision, recall, f1, f2))


@pytest.mark.parametrize(("name", "of"), FIELDS, ids=[name for name, _ in FIELDS])
def test_confusions_over_the_pairs_are_scikit_learns(name, of):
    gold, predicted = values(of)
    classes = sorted({*gold, *predicted})
    table = confusion_matrix(gold, predicted, labels=classes)
    expected = {(a, b): table[i, j] for i, a in enumerate(classes) for j, b in enumerate(classes) if table[i, j]}
    counted = scores().verdicts if name == "verdict" else scores().confusions[name]
    assert {pair: count for pair, count in counted.items() if "missing" not in pair} == expected


@pytest.mark.parametrize("name", ["status", "lawful", "situation", "channel"])
def test_shares_of_the_pairs_are_scikit_learns_accuracy(name):
    assert scores().f1(name) == pytest.approx(accuracy_score(*values(dict(FIELDS)[name])))


def test_codes_of_lawful_procedures_are_scikit_learns_micro_average_without_null():
    gold, predicted = values(dict(FIELDS)["lawful"])
    classes = sorted({*gold, *predicted} - {"null"})
    found = precision_recall_fscore_support(gold, predicted, labels=classes, average="micro")
    ours = scores().tallies["lawful_code"]
    assert (ours.precision, ours.recall, ours.f1) == pytest.approx(found[:3])


def by_nervaluate(gold, predicted, last):
    """nervaluate's overall results; `last` is added to the half-open ends (-1: the last character, as it expects)."""
    sides = [
        [[{"label": m["type"], "start": m["start"], "end": m["end"] + last} for m in line["mentions"]] for line in side]
        for side in (gold, predicted)
    ]
    return Evaluator(*sides, tags=LABELS, loader="dict").evaluate()["overall"]


SCHEMES = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}


@pytest.mark.parametrize(("ours", "theirs"), SCHEMES.items())
def test_semeval_schemes_are_nervaluates_where_ends_are_the_last_character(ours, theirs):
    found = by_nervaluate(*gold_and_predictions(), last=-1)[theirs]
    one = scores().tallies[f"mention_{ours}"]
    assert (one.hits, one.predicted, one.gold) == (
        found.correct + 0.5 * found.partial,
        found.actual,
        found.possible,
    )


def test_touching_spans_share_nothing_where_nervaluate_takes_ends_as_inclusive():
    gold, predicted = row("⟦p1|王建⟧国"), row("王建⟦p1|国⟧")
    names = ("mention_exact", "mention_partial", "mention_type")
    assert counts(gold, predicted, *names) == dict.fromkeys(names, (0, 1, 1))
    miscounted = by_nervaluate([gold], [predicted], last=0)
    assert (miscounted["partial"].partial, miscounted["ent_type"].correct) == (1, 1)
    told_its_way = by_nervaluate([gold], [predicted], last=-1)
    assert (told_its_way["partial"].partial, told_its_way["ent_type"].correct) == (0, 0)


def test_half_open_ends_give_nervaluate_credit_for_neighbours_on_real_papers():
    found = by_nervaluate(*gold_and_predictions(), last=0)
    assert found["partial"].correct + 0.5 * found["partial"].partial > scores().tallies["mention_partial"].hits
    assert found["ent_type"].correct > scores().tallies["mention_type"].hits

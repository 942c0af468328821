"""Verdicts over the pairs and end to end, counted by hand."""

import pytest

from evaluation.scorer import score
from tests.evaluation.rows import FEW, WANG, counts, event, row

MEASURES = ("verdict", "verdict_record", "verdict.filed", "verdict.unfiled", "verdict_end_to_end")
# name, gold, prediction, (hits, predicted, gold) of each measure
TABLE = [
    ("right", "unfiled", "unfiled", [(1, 1, 1), (0, 0, 0), (0, 0, 0), (1, 1, 1), (1, 1, 1)]),
    ("right record", "filed:F0001", "filed:F0001", [(1, 1, 1), (1, 1, 1), (1, 1, 1), (0, 0, 0), (1, 1, 1)]),
    ("another record", "filed:F0001", "filed:F0002", [(0, 1, 1), (0, 1, 1), (1, 1, 1), (0, 0, 0), (1, 1, 1)]),
    ("record not told", "filed:F0001", "filed", [(0, 1, 1), (0, 1, 1), (1, 1, 1), (0, 0, 0), (1, 1, 1)]),
    ("gold names none", "filed", "filed:F0001", [(0, 1, 1), (0, 0, 0), (1, 1, 1), (0, 0, 0), (1, 1, 1)]),
    ("believed filed", "unfiled", "filed:F0001", [(0, 1, 1), (0, 0, 0), (0, 1, 0), (0, 0, 1), (0, 1, 1)]),
]

CASES = [
    (
        name,
        row(WANG, event(verdict=gold)),
        row(WANG, event(verdict=predicted)),
        dict(zip(MEASURES, expected, strict=True)),
    )
    for name, gold, predicted, expected in TABLE
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_verdicts_count_as_on_paper(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected


def test_the_same_kind_of_verdict_on_another_record_is_one_kind_in_the_table():
    gold, predicted = row(WANG, event(verdict="filed:F0001")), row(WANG, event(verdict="filed:F0002"))
    assert score([gold], [predicted], FEW).verdicts == {("filed", "filed"): 1}


def test_missed_and_spurious_events_count_end_to_end():
    gold = row(WANG, event("e1", ["x1"]), event("e2", ["x2"], verdict="lawful", lawful="hotline", case_no=None))
    predicted = row(WANG, event("e1", ["x1"]), event("e2", [], intervener=None, case_no=None, verdict="lawful"))
    found = counts(gold, predicted, "verdict.lawful", "verdict_end_to_end.lawful", "verdict_end_to_end")
    assert found == {
        "verdict.lawful": (0, 0, 0),
        "verdict_end_to_end.lawful": (0, 1, 1),
        "verdict_end_to_end": (1, 2, 2),
    }


def test_verdicts_are_set_against_each_other():
    gold = row(WANG, event("e1", ["x1"]), event("e2", ["x2"], verdict="lawful", lawful="hotline", case_no=None))
    predicted = row(
        WANG + "⟦x3|说情⟧",
        event("e1", ["x1"], verdict="not_event", status="negated"),
        event("e2", ["x3"], intervener=None),
    )
    gold["text"] = predicted["text"]
    assert score([gold], [predicted], FEW).verdicts == {
        ("lawful", "missing"): 1,
        ("missing", "unfiled"): 1,
        ("unfiled", "not_event"): 1,
    }

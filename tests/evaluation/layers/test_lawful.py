"""Lawful procedures over the pairs, counted by hand."""

import pytest

from evaluation.scorer import score
from tests.evaluation.rows import FEW, WANG, counts, event, row

MEASURES = ("lawful", "lawful_code", "lawful_any", "lawful.litigant", "lawful.hotline")
# name, gold, prediction, (hits, predicted, gold) of each measure
TABLE = [
    ("right", "litigant", "litigant", [(1, 1, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1), (0, 0, 0)]),
    ("another procedure", "litigant", "hotline", [(0, 1, 1), (0, 1, 1), (1, 1, 1), (0, 0, 1), (0, 1, 0)]),
    ("not seen", "litigant", None, [(0, 1, 1), (0, 0, 1), (0, 0, 1), (0, 0, 1), (0, 0, 0)]),
    ("made up", None, "hotline", [(0, 1, 1), (0, 1, 0), (0, 1, 0), (0, 0, 0), (0, 1, 0)]),
    ("none on either side", None, None, [(1, 1, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0)]),
]

CASES = [
    (
        name,
        row(WANG, event(lawful=gold)),
        row(WANG, event(lawful=predicted)),
        dict(zip(MEASURES, expected, strict=True)),
    )
    for name, gold, predicted, expected in TABLE
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_lawful_procedures_count_as_on_paper(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected


def test_procedures_are_set_against_each_other_over_the_pairs():
    gold = row(WANG, event("e1", ["x1"], lawful="litigant"), event("e2", ["x2"], case_no=None))
    predicted = row(WANG, event("e1", ["x1"]), event("e2", ["x2"], case_no=None, lawful="hotline"))
    found = score([gold], [predicted], FEW).confusions["lawful"]
    assert found == {("litigant", "null"): 1, ("null", "hotline"): 1}

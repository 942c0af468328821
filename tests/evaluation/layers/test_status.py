"""Status over the pairs, counted by hand."""

import pytest

from evaluation.scorer import score
from tests.evaluation.rows import FEW, WANG, counts, event, row

MEASURES = ("status", "status.asserted", "status.negated", "status.hypothetical")
# name, gold, prediction, (hits, predicted, gold) of each measure
TABLE = [
    ("asserted", "asserted", "asserted", [(1, 1, 1), (1, 1, 1), (0, 0, 0), (0, 0, 0)]),
    ("negated", "negated", "negated", [(1, 1, 1), (0, 0, 0), (1, 1, 1), (0, 0, 0)]),
    ("believed", "negated", "asserted", [(0, 1, 1), (0, 1, 0), (0, 0, 1), (0, 0, 0)]),
    ("not believed", "asserted", "hypothetical", [(0, 1, 1), (0, 0, 1), (0, 0, 0), (0, 1, 0)]),
]

CASES = [
    (
        name,
        row(WANG, event(status=gold)),
        row(WANG, event(status=predicted)),
        dict(zip(MEASURES, expected, strict=True)),
    )
    for name, gold, predicted, expected in TABLE
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_status_counts_as_on_paper(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected


def test_status_is_set_against_each_other_over_the_pairs():
    gold = row(WANG, event("e1", ["x1"]), event("e2", ["x2"], status="negated", verdict="not_event", case_no=None))
    predicted = row(WANG, event("e1", ["x1"], status="hypothetical", verdict="not_event"))
    assert score([gold], [predicted], FEW).confusions["status"] == {("asserted", "hypothetical"): 1}

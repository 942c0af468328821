"""Days of the events found, silence apart from error, counted by hand."""

import pytest

from tests.evaluation.rows import WANG, counts, event, row

MEASURES = ("date", "date_told", "date_both_told", "date_null")
# name, gold, prediction, (hits, predicted, gold) of each measure
TABLE = [
    ("equal", "2024-03-05", "2024-03-05", [(1, 1, 1), (1, 1, 1), (1, 1, 1), (0, 0, 0)]),
    ("wrong", "2024-03-05", "2024-03-06", [(0, 1, 1), (0, 1, 1), (0, 1, 1), (0, 0, 0)]),
    ("not told", "2024-03-05", None, [(0, 1, 1), (0, 0, 1), (0, 0, 0), (0, 0, 0)]),
    ("made up", None, "2024-03-05", [(0, 1, 1), (0, 1, 0), (0, 0, 0), (0, 1, 1)]),
    ("neither tells", None, None, [(1, 1, 1), (0, 0, 0), (0, 0, 0), (1, 1, 1)]),
]

CASES = [
    (
        name,
        row(WANG, event(date=gold)),
        row(WANG, event(date=predicted)),
        dict(zip(MEASURES, expected, strict=True)),
    )
    for name, gold, predicted, expected in TABLE
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_days_count_as_on_paper(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected

"""Case numbers of the events found, silence apart from error, counted by hand."""

import pytest

from tests.evaluation.rows import WANG, counts, event, row

MEASURES = ("case_no", "case_no_told", "case_no_both_told", "case_no_null")
# name, gold, prediction, (hits, predicted, gold) of each measure
TABLE = [
    ("equal", "（2024）川97刑终12号", "（2024）川97刑终12号", [(1, 1, 1), (1, 1, 1), (1, 1, 1), (0, 0, 0)]),
    ("brackets", "（2024）川97刑终12号", "〔2024〕川97刑终12号", [(1, 1, 1), (1, 1, 1), (1, 1, 1), (0, 0, 0)]),
    ("wide digits", "（2024）川97刑终12号", "(２０２４)川97刑终12号", [(1, 1, 1), (1, 1, 1), (1, 1, 1), (0, 0, 0)]),
    ("wrong", "（2024）川97刑终12号", "（2024）川97刑终13号", [(0, 1, 1), (0, 1, 1), (0, 1, 1), (0, 0, 0)]),
    ("silent", "（2024）川97刑终12号", None, [(0, 1, 1), (0, 0, 1), (0, 0, 0), (0, 0, 0)]),
    ("made up", None, "（2024）川97刑终12号", [(0, 1, 1), (0, 1, 0), (0, 0, 0), (0, 1, 1)]),
    ("neither tells", None, None, [(1, 1, 1), (0, 0, 0), (0, 0, 0), (1, 1, 1)]),
    ("empty is null", None, "", [(1, 1, 1), (0, 0, 0), (0, 0, 0), (1, 1, 1)]),
]

CASES = [
    (
        name,
        row(WANG, event(case_no=gold)),
        row(WANG, event(case_no=predicted)),
        dict(zip(MEASURES, expected, strict=True)),
    )
    for name, gold, predicted, expected in TABLE
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_case_numbers_count_as_on_paper(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected

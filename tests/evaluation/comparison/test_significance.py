"""Exact tests, Holm's correction and what may be concluded; expected values worked out on paper."""

from math import comb

import pytest

from evaluation.comparison.significance import Conclusion, Grounds, Settings, concluded, exact_p, holm

EXACT = [
    (0, 0, 1.0),
    (0, 5, 2 / 32),
    (0, 6, 2 / 64),
    (6, 0, 2 / 64),
    (1, 7, 2 * (1 + 8) / 256),
    (3, 3, 1.0),
    (2, 3, 1.0),
]


@pytest.mark.parametrize(("first", "second", "p"), EXACT)
def test_exact_p(first, second, p):
    assert exact_p(first, second) == pytest.approx(p)


def test_exact_p_is_the_doubled_tail_of_the_binomial():
    for n in range(1, 30):
        for b in range(n + 1):
            tail = sum(comb(n, k) for k in range(min(b, n - b) + 1)) / 2**n
            assert exact_p(b, n - b) == pytest.approx(min(1.0, 2 * tail))


def test_fewer_than_none_is_a_fault():
    with pytest.raises(ValueError, match="neither may be negative"):
        exact_p(-1, 2)


HOLM = [
    ([], []),
    ([0.03], [0.03]),
    ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
    ([0.5, 0.9], [1.0, 1.0]),
    ([0.02, 0.02, 0.001, 0.2], [0.06, 0.06, 0.004, 0.2]),
]


@pytest.mark.parametrize(("values", "corrected"), HOLM)
def test_holm(values, corrected):
    assert holm(values) == pytest.approx(corrected)


CONCLUSIONS = [
    ("sure", 0.1, 0.01, 20, 6, Conclusion.BETTER),
    ("sure and down", -0.1, 0.01, 20, 6, Conclusion.WORSE),
    ("p at the level", 0.1, 0.05, 20, 6, Conclusion.OPEN),
    ("no p", 0.1, None, 20, 6, Conclusion.OPEN),
    ("few papers", 0.1, 0.01, 19, 6, Conclusion.OPEN),
    ("few changed", 0.1, 0.01, 20, 5, Conclusion.OPEN),
    ("nothing differs", 0.0, 0.01, 20, 6, Conclusion.OPEN),
    ("not defined", None, 0.01, 20, 6, Conclusion.OPEN),
]


@pytest.mark.parametrize(("name", "difference", "p", "papers", "changed", "expected"), CONCLUSIONS)
def test_concluded(name, difference, p, papers, changed, expected):
    assert concluded(difference, p, Grounds(papers, changed), Settings()) is expected


def test_nothing_is_ever_called_equal():
    assert {conclusion.value for conclusion in Conclusion} == {"better", "worse", "open"}

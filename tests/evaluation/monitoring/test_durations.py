"""Times to a decision, with what still waits."""

import pytest

from evaluation.monitoring.durations import Durations, durations, minutes

REMISSION = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
"""Weeks in remission, and censored, of the 21 patients under 6-MP of Freireich et al. (1963, Blood 21, 699)."""


def test_a_published_example():
    found = durations(*REMISSION, minimum=10)
    assert (found.cases, found.decided, found.censored, found.few) == (21, 9, 12, False)
    assert (found.median, found.p90) == (23, None)
    assert found.bounds == (13, None)


@pytest.mark.parametrize(
    ("decided", "censored", "median", "p90"),
    [
        ([1, 2, 3], [2.5], 2, 3),
        ([1], [2, 2, 2], None, None),  # S(1) = 3/4, and nobody is decided after
        ([1, 2], [], 1, 2),
        ([5], [1, 1, 1], 5, 5),  # who left early says nothing of later
        ([4, 4, 4], [], 4, 4),
    ],
)
def test_by_hand(decided, censored, median, p90):
    found = durations(decided, censored, 1)
    assert (found.median, found.p90) == (median, p90)


def test_without_a_decision_nothing_is_reached():
    assert durations([], [3.0, 4.0], 1) == Durations(2, 0, few=False)
    assert durations([], [], 1) == Durations(0, 0, few=True)


def test_minutes():
    assert minutes([], 1).few
    found = minutes([1, 2, 3, 4, 100], 6)
    assert (found.median, found.of, found.few) == (3.0, 5, True)
    assert found.p90 == pytest.approx(61.6)

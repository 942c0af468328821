"""One reviewer's month beside that of the others: shares on the same mix, intervals, minutes."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.agreement import Gap
from evaluation.drift import ENOUGH, Work, compare, drifts
from evaluation.measures import Bootstrap


def work(reviewer: str = "a", month: str = "2026-10", severity: str = "low", **fields: Any) -> Work:
    told = {"confirmed": True, "rejected": False, "amended": False}
    return Work(reviewer, month, severity, **(told | fields))


def told(**counts: tuple[int, int]) -> list[tuple[str, bool]]:
    """`low=(3, 4)` as three hits of four in `low`."""
    return [(severity, number < hits) for severity, (hits, of) in counts.items() for number in range(of)]


def test_the_others_share_is_weighed_by_ones_own_mix() -> None:
    # Own: 30 low, 10 high. Others confirm 0.5 of low and 0.9 of high: 0.75 * 0.5 + 0.25 * 0.9 = 0.6, not 0.7.
    found = compare(told(low=(15, 30), high=(9, 10)), told(low=(50, 100), high=(90, 100)))
    assert found.others == pytest.approx(0.6)
    assert found.own.value == pytest.approx(0.6)
    assert found.of == 40
    assert not found.outside


def test_the_interval_of_one_stratum_is_that_of_agresti_and_caffo() -> None:
    # 7 of 10 beside 2 of 10: shares 8/12 and 3/12 after one hit and one miss each; half width 1.96 *
    # sqrt(8/12 * 4/12 / 12 + 3/12 * 9/12 / 12) = 0.3625.
    found = compare(told(low=(7, 10)), told(low=(2, 10)))
    assert found.difference is not None
    assert (found.difference.low, found.difference.high) == pytest.approx((0.0542, 0.7792), abs=5e-4)
    assert found.outside


def test_severities_of_one_side_only_are_left_out_of_the_difference() -> None:
    found = compare(told(low=(1, 2), critical=(5, 5)), told(low=(1, 2), high=(0, 9)))
    assert found.others == pytest.approx(0.5)
    assert found.own.value == pytest.approx(6 / 7)
    nothing = compare(told(critical=(5, 5)), told(low=(0, 5)))
    assert (nothing.others, nothing.difference, nothing.outside) == (None, None, False)


def test_nothing_to_compare_is_told() -> None:
    alone = compare([], told(low=(1, 2)))
    assert (alone.of, alone.own.value, alone.own.gap) == (0, None, Gap.NO_PAIRS)
    assert not alone.outside


def test_a_month_of_each_reviewer_the_latest_first() -> None:
    found = drifts(
        [
            work("b", "2026-09"),
            work("b", "2026-10", confirmed=False, rejected=True, final=False, right=False),
            work("a", "2026-10", final=True, right=True, amended=True),
            work("a", "2026-10"),
        ]
    )
    assert [(one.month, one.reviewer, one.decided) for one in found] == [
        ("2026-10", "a", 2),
        ("2026-10", "b", 1),
        ("2026-09", "b", 1),
    ]
    first = found[0].shares
    assert {name: (one.of, one.own.value, one.others) for name, one in first.items()} == {
        "confirmed": (2, 1.0, 0.0),
        "rejected": (2, 0.0, 1.0),
        "amended": (2, 0.5, 0.0),
        "final": (1, 1.0, 0.0),
        "right": (1, 1.0, 0.0),
    }
    assert found[2].shares["confirmed"].others is None


def test_minutes_are_set_apart_only_with_enough_values() -> None:
    slow = [work("a", minutes=minutes) for minutes in (9.0, 10.0, 11.0) * 4]
    quick = [work("b", minutes=1.0) for _ in range(3)]
    a, b = drifts([*slow, *quick, work("b")], Bootstrap(200, 1))
    assert (a.minutes.of, a.minutes.own.value, a.minutes.others, a.minutes.outside) == (12, 10.0, 1.0, True)
    assert b.minutes.of == 3 < ENOUGH
    assert (b.minutes.own.value, b.minutes.others, b.minutes.outside) == (1.0, 10.0, False)


def test_without_minutes_there_is_no_median() -> None:
    (found,) = drifts([work()])
    assert (found.minutes.of, found.minutes.own.gap) == (0, Gap.NO_PAIRS)

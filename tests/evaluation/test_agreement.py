"""Agreement of judges: hand-computed examples, the libraries of the field, and what cannot be computed."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.agreement import FEW, Agreement, Figure, Gap, agreement, alpha, kappa, proportion
from evaluation.measures import Bootstrap, Interval
from evaluation.resampling import median_interval


def pairs_of(table: dict[str, int]) -> list[tuple[str, str]]:
    """`{"ab": 3}` as three pairs (a, b)."""
    return [(key[0], key[1]) for key, count in table.items() for _ in range(count)]


KAPPAS = [
    # Observed 35/50 = 0.7; chance 25/50 * 30/50 + 25/50 * 20/50 = 0.5: 0.2 / 0.5.
    ({"yy": 20, "yn": 5, "ny": 10, "nn": 15}, 0.4),
    # Observed 60/100; chance 0.6 * 0.7 + 0.4 * 0.3 = 0.54: 0.06 / 0.46.
    ({"yy": 45, "yn": 15, "ny": 25, "nn": 15}, 0.1304),
    # Observed 60/100; chance 0.6 * 0.3 + 0.4 * 0.7 = 0.46: 0.14 / 0.54.
    ({"yy": 25, "yn": 35, "ny": 5, "nn": 35}, 0.2593),
    # Three values, 10 pairs, 8 alike; firsts 4 a, 3 b, 3 c, seconds 5 a, 3 b, 2 c: chance (20 + 9 + 6) / 100.
    ({"aa": 4, "ba": 1, "bb": 2, "cb": 1, "cc": 2}, 0.6923),
    ({"ab": 1, "ba": 1}, -1.0),
    ({"aa": 3, "bb": 3}, 1.0),
]


@pytest.mark.parametrize(("table", "expected"), KAPPAS)
def test_kappa_by_hand(table: dict[str, int], expected: float) -> None:
    assert kappa(pairs_of(table)) == pytest.approx(expected, abs=5e-5)


def test_alpha_of_krippendorffs_own_example_with_missing_values() -> None:
    # Krippendorff (2011), section C: four observers, twelve units, nominal: 0.743.
    observers = [
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    ]
    rows = [[None if value == "." else value for value in row.split()] for row in observers]
    assert alpha(list(zip(*rows, strict=True))) == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_two_judges_by_hand() -> None:
    # 10 units, 6 alike (4 aa, 2 bb), 4 ab: 20 values, 12 a and 8 b; o_cc sum 12; 1 - 19 * 8 / (400 - 208).
    assert alpha([*[("a", "a")] * 4, *[("b", "b")] * 2, *[("a", "b")] * 4]) == pytest.approx(1 - 152 / 192)


def random_units(seed: int, judges: int, values: str) -> list[tuple[str | None, ...]]:
    drawn = np.random.default_rng(seed).integers(len(values) + 1, size=(40, judges))
    return [tuple((*values, None)[number] for number in unit) for unit in drawn]


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_the_library(seed: int) -> None:
    import krippendorff

    units = random_units(seed, 4, "abcd")
    data = np.array([[value if value else "*" for value in unit] for unit in units]).T
    codes = np.where(data == "*", np.nan, np.char.replace(data, "*", "a").view(np.uint32) - ord("a") + 0.0)
    expected = krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal")
    assert alpha(units) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_scikit_learn(seed: int) -> None:
    from sklearn.metrics import cohen_kappa_score

    pairs = [(a, b) for a, b in random_units(seed, 2, "abc") if a and b]
    assert kappa(pairs) == pytest.approx(cohen_kappa_score([a for a, _ in pairs], [b for _, b in pairs]))


NOTHING = Figure(None, gap=Gap.NO_PAIRS)
ONE = Figure(None, gap=Gap.ONE_CLASS)


def test_what_cannot_be_computed_is_told() -> None:
    assert agreement([]) == Agreement(0, 0, 0, NOTHING, NOTHING, NOTHING)
    assert agreement([("a", None), (None, "b"), ("a",)]) == Agreement(0, 0, 0, NOTHING, NOTHING, NOTHING)
    alike = agreement([("a", "a")] * 4)
    assert (alike.pairs, alike.agreed, alike.kappa, alike.alpha) == (4, 4, ONE, ONE)
    assert alike.percent.value == 1.0


def test_alpha_counts_units_that_the_first_two_did_not_both_judge() -> None:
    found = agreement([("a", None, "a"), ("b", None, "b"), ("a", "b", None)], Bootstrap(50, 1))
    assert (found.pairs, found.units) == (1, 3)
    # 6 values, 3 a and 3 b; o_cc sum 4: 1 - 5 * 2 / (36 - 18).
    assert found.alpha.value == pytest.approx(1 - 10 / 18)


def test_intervals_hold_the_figure_and_come_out_the_same_twice() -> None:
    units = pairs_of({"yy": 20, "yn": 5, "ny": 10, "nn": 15})
    found, again = agreement(units, Bootstrap(500, 7)), agreement(units, Bootstrap(500, 7))
    assert found == again
    assert not found.few
    for figure in (found.kappa, found.alpha, found.percent):
        assert figure.value is not None
        assert figure.interval is not None
        assert figure.interval.low < figure.value < figure.interval.high
    # The asymptotic standard error of this kappa is about 0.13: the interval must be of that width.
    assert found.kappa.interval is not None
    assert 0.4 < found.kappa.interval.high - found.kappa.interval.low < 0.6


def test_few_pairs_are_marked() -> None:
    assert agreement([("a", "b")] * (FEW - 1), Bootstrap(1, 1)).few
    assert not agreement([("a", "b")] * FEW, Bootstrap(1, 1)).few
    assert not agreement([]).few


def test_no_interval_where_no_resample_defines_it() -> None:
    # One unit drawn again and again is always of one class.
    assert agreement([("a", "a")], Bootstrap(5, 1)).kappa == ONE
    lonely = agreement([("a", "b")], Bootstrap(5, 1))
    assert lonely.kappa.value == 0.0
    assert lonely.kappa.interval == Interval(0.0, 0.0)


# Wilson intervals as tabled by Newcombe (1998), Statist. Med. 17, 857-872, table I, method 3.
WILSONS = [
    ((81, 263), (0.2553, 0.3662)),
    ((15, 148), (0.0624, 0.1605)),
    ((0, 20), (0.0, 0.1611)),
    ((1, 29), (0.0061, 0.1718)),
]


@pytest.mark.parametrize(("counts", "bounds"), WILSONS)
def test_shares_have_the_published_intervals(counts: tuple[int, int], bounds: tuple[float, float]) -> None:
    interval = proportion(*counts).interval
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx(bounds, abs=5e-5)


def test_a_share_of_nothing_is_no_share() -> None:
    assert proportion(0, 0) == NOTHING


def test_the_median_lies_in_its_interval() -> None:
    assert median_interval([], Bootstrap()) is None
    assert median_interval([4.0], Bootstrap()) == Interval(4.0, 4.0)
    interval = median_interval([1.0, 2.0, 3.0, 4.0, 50.0], Bootstrap())
    assert interval is not None
    assert 1.0 <= interval.low <= 3.0 <= interval.high <= 50.0

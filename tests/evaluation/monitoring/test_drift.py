"""Shifts of codes and numbers."""

from math import log

import pytest

from evaluation.monitoring.drift import OTHER, Band, Move, Shift, holm, shift
from evaluation.monitoring.rules import Settings

SETTINGS = Settings(drift_minimum=10)


def codes(**counts):
    return [code for code, count in counts.items() for _ in range(count)]


def test_the_index_and_the_test_of_codes_by_hand():
    found = shift("kind", codes(chat=60, email=40), codes(chat=40, email=60), SETTINGS)
    # Half a case is added to each of the two bins of a hundred.
    assert found.psi == pytest.approx(2 * (20 / 101) * log(60.5 / 40.5))
    assert found.psi == pytest.approx(0.15895, abs=1e-5)
    assert (found.band, found.test) == (Band.SOME, "chi2")
    assert found.p == pytest.approx(0.0046777, abs=1e-6), "chi-square of 8.0 with one degree of freedom"
    assert found.by_chance == pytest.approx(0.02)
    assert found.moves == (Move("chat", 0.6, 0.4), Move("email", 0.4, 0.6))


def test_nothing_moves():
    found = shift("kind", codes(chat=60, email=40), codes(chat=30, email=20), SETTINGS)
    assert found.band is Band.NONE
    assert found.psi == pytest.approx(0.0, abs=1e-4)
    assert found.p == 1.0


def test_rare_codes_are_taken_together():
    before = codes(chat=90, email=4, notice=3, minutes=3)
    found = shift("kind", before, codes(chat=100), SETTINGS)
    assert [move.value for move in found.moves] == ["chat", OTHER]
    assert found.psi == pytest.approx((10 / 101) * (log(100.5 / 90.5) + log(10.5 / 0.5)))


def test_a_new_code_has_an_index_and_is_large():
    found = shift("format", codes(pdf=50), codes(pdf=25, ofd=25), SETTINGS)
    assert found.band is Band.LARGE
    assert found.moves[0].now == 0.5


def test_numbers_by_tenths_and_kolmogorov_smirnov():
    hundred = [float(n) for n in range(100)]
    same = shift("score", hundred, hundred, SETTINGS)
    assert (same.psi, same.p, same.band, same.test) == (0.0, 1.0, Band.NONE, "ks")
    assert same.by_chance == pytest.approx(9 * 0.02)
    half = shift("score", hundred, [n for n in hundred if n >= 50] * 2, SETTINGS)
    # Five tenths of 10 become 0, five become 20; half a case is added to each of ten bins.
    assert half.psi == pytest.approx(5 * (10 / 105) * (log(10.5 / 0.5) + log(20.5 / 10.5)))
    assert half.p < 1e-9
    assert {(move.before, move.now) for move in half.moves} <= {(0.1, 0.0), (0.1, 0.2)}


def test_one_value_on_both_sides_is_no_shift_and_no_test():
    for values in (["a"] * 12, [0.5] * 12):
        found = shift("x", values, values, SETTINGS)
        assert (found.band, found.p, found.adjusted) == (Band.NONE, None, None)
        assert not found.drifts(SETTINGS)


def test_too_few_on_either_side():
    assert shift("kind", codes(a=9), codes(a=99), SETTINGS) == Shift("kind", 9, 99, Band.FEW)
    assert shift("kind", codes(a=99), [], SETTINGS).band is Band.FEW


def test_holm_over_all_groups():
    def of(p):
        return Shift("x", 50, 50, Band.LARGE, 0.3, p=p)

    found = holm({"": [of(0.02), of(None)], "=甲院": [of(0.01), of(0.04)]})
    # 3 x 0.01; 2 x 0.02; 1 x 0.04 is below the one before, which then holds.
    assert [one.adjusted for one in found[""]] == [pytest.approx(0.04), None]
    assert [one.adjusted for one in found["=甲院"]] == [pytest.approx(0.03), pytest.approx(0.04)]
    assert found["=甲院"][0].drifts(SETTINGS)
    assert holm({}) == {}
    assert holm({"": [of(0.9), of(0.8)]})[""][0].adjusted == 1.0

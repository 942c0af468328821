"""Choices among candidates: who is right in each is learnt against his rivals and against nobody."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.roles import together
from models.linear_examples import Choice
from models.linear_fitting import FitSettings, _ChoiceLoss, _matrix, fit_choices

SETTINGS = FitSettings(10.0, least=1)
SENDER, TOLD = ("sender",), ("told", "asks")
CHOICES = [
    *[Choice((SENDER, TOLD), frozenset({1}))] * 6,
    *[Choice((SENDER, ("told",)), frozenset({0}))] * 6,
    *[Choice((("told",), ("told",)), frozenset())] * 4,
]


def chances(*candidates: tuple[str, ...]) -> list[float]:
    model = fit_choices(CHOICES, "role", SETTINGS)
    scores = [model.scores(features) for features in candidates]
    return [one["role"] for one in together(scores, [str(place) for place in range(len(scores))])]


def test_a_rival_takes_from_the_others() -> None:
    sender, told = chances(SENDER, TOLD)
    assert told > 0.8
    assert sender < 0.2
    assert chances(SENDER, ("told",))[0] > 0.8
    assert sum(chances(("told",), ("told",))) < 0.2
    assert chances(SENDER)[0] > chances(SENDER, TOLD)[0]


def test_nothing_to_learn_gives_a_low_score() -> None:
    for choices in ([], [Choice((SENDER,), frozenset())]):
        assert fit_choices(choices, "role", SETTINGS).scores(SENDER)["role"] < 0.01


def test_the_slope_is_that_of_the_loss() -> None:
    draw = np.random.default_rng(3)
    names = ["sender", "told", "asks"]
    loss = _ChoiceLoss(CHOICES, _matrix([f for c in CHOICES for f in c.candidates], names, np.ones(3)), 0.5)
    at = draw.normal(size=4)
    _, slope = loss(at)
    for place in range(4):
        step = np.eye(4)[place] * 1e-6
        assert slope[place] == pytest.approx((loss(at + step)[0] - loss(at - step)[0]) / 2e-6, rel=1e-4)


TOGETHER = [
    ([0.5, 0.5], "ab", [1 / 3, 1 / 3]),
    ([0.5, 0.5], "aa", [2 / 3, 2 / 3]),
    ([0.8], "a", [0.8]),
    ([1.0], "a", [1.0]),
    ([], "", []),
]


@pytest.mark.parametrize(("scores", "said", "wanted"), TOGETHER)
def test_chances_of_all_candidates_together(scores: list[float], said: str, wanted: list[float]) -> None:
    found = together([{"role": score} for score in scores], list(said))
    assert [one["role"] for one in found] == pytest.approx(wanted, abs=1e-3)

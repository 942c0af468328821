"""Learning the weights of matching cases: what the fit must come to, and what a marked city gives it to learn from."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from data.errors import GoldError
from matching import lexicon
from models.case_examples import NOTHING, CaseExample, examples
from models.case_training import fit, prior_of, right_by, shipped, text_of
from models.training import gold_folder

TABLE = lexicon.table("match_case_training")
SAMPLES = Path("data/samples")
RIGHT, WRONG = (NOTHING, "party.full", "scope.owner"), (NOTHING, "scope.owner")


def test_the_fit_moves_the_levels_that_the_examples_show_and_no_other() -> None:
    found = [CaseExample((RIGHT, WRONG), 0)] * 30 + [CaseExample((WRONG,), -1)] * 70
    weights, prior = fit(found, TABLE), prior_of(TABLE)
    assert weights["party.full"] > prior["party.full"] - 0.1
    assert weights["scope.owner"] < prior["scope.owner"]
    assert weights["agent.acts"] == pytest.approx(prior["agent.acts"])


def test_what_is_held_stays_whatever_the_examples_show() -> None:
    found = [CaseExample(((NOTHING, "cause.differs"),), 0)] * 50
    assert fit(found, TABLE)["cause.differs"] == prior_of(TABLE)["cause.differs"]


def test_without_examples_there_is_nothing_to_learn() -> None:
    with pytest.raises(GoldError, match="no event has a case"):
        fit([], TABLE)


def test_the_file_gives_the_weights_back() -> None:
    weights = fit([CaseExample((RIGHT,), 0)], TABLE)
    read = tomllib.loads(text_of(weights, ["learnt from one example"]))
    assert read["prior"] == weights[NOTHING]
    told = {
        f"{kind}.{level}": value
        for kind, levels in read.items()
        if isinstance(levels, dict)
        for level, value in levels.items()
    }
    assert told == {name: value for name, value in weights.items() if name != NOTHING}


def test_every_weight_has_a_value_it_is_drawn_to() -> None:
    assert set(prior_of(TABLE)) == set(shipped())


def test_a_marked_city_gives_examples_that_the_shipped_weights_mostly_get_right() -> None:
    found = list(examples(gold_folder(SAMPLES)))
    assert len(found) > 20
    assert any(example.right >= 0 for example in found)
    assert right_by(found, shipped()) / len(found) > 0.9

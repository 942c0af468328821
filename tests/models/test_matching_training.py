"""Learning the weights of matching people: what the fit must come to, and how names are written otherwise."""

from __future__ import annotations

import random
import tomllib

import pytest

from data.errors import GoldError
from matching import lexicon
from matching.comparisons import FEATURES
from models.matching_examples import Example
from models.matching_names import Mangler, writings
from models.matching_training import fit, text_of

TABLE = lexicon.table("match_training")
RIGHT, WRONG = ("name.titled", "title.holder", "org.same"), ("name.titled", "title.holder", "org.differs")


def test_the_fit_moves_the_levels_that_the_examples_show_and_no_other() -> None:
    prior, weights = TABLE["prior"], fit([Example((RIGHT, WRONG), 1)] * 30 + [Example((RIGHT, WRONG), 0)] * 70, TABLE)
    assert weights["org"]["same"] < prior["org"]["same"]
    assert weights["phone"]["same"] == pytest.approx(prior["phone"]["same"], abs=0.03)


def test_the_odds_of_nobody_are_learnt_with_the_others() -> None:
    shares = {}
    for nobody in (10, 90):
        weights = fit([Example((RIGHT,), -1)] * nobody + [Example((RIGHT,), 0)] * (100 - nobody), TABLE)
        shares[nobody] = sum(weights[name][level] for name, level in (one.split(".") for one in RIGHT))
    assert shares[90] < shares[10]


def test_what_must_hold_holds_against_the_examples() -> None:
    weights = fit([Example((("name.exact", "rarity.rare"),), -1), Example((("name.different",),), 0)] * 200, TABLE)
    for order in TABLE["order"]:
        above, below = (
            sum(weights[name][level] for name, level in (one.split(".") for one in order[side]))
            for side in ("above", "below")
        )
        assert above - below >= order["by"] - 1e-3, order


def test_without_examples_there_is_nothing_to_learn() -> None:
    with pytest.raises(GoldError, match="no mention has a candidate"):
        fit([], TABLE)


def test_the_file_gives_the_weights_back() -> None:
    weights = fit([Example((RIGHT,), 0)], TABLE)
    read = tomllib.loads(text_of(weights, ["learnt from one example"]))
    assert {name: read[name] for name in weights} == weights


def test_every_level_has_a_prior() -> None:
    assert {feature.name: set(feature.levels) for feature in FEATURES} == {
        name: set(levels) for name, levels in TABLE["prior"].items()
    }


@pytest.mark.parametrize(
    ("name", "kind", "written"),
    [
        ("王建国", "pinyin", {"wangjianguo"}),
        ("王建国", "initials", {"wangjg"}),
        ("王建国", "letters", {"WJG"}),
        ("张梅", "letters", {""}),
        ("王未平", "ocr", {"王末平", "主未平", "玉未平", "王未乎"}),
    ],
)
def test_names_are_written_otherwise(name: str, kind: str, written: set[str]) -> None:
    assert Mangler(random.Random(1), TABLE["rates"]).written(name, kind) in written  # noqa: S311 - no secret


def test_common_names_and_bare_initials_are_borne_by_more() -> None:
    assert writings("王伟", "exact") > writings("司马昭明", "exact")
    assert writings("王建国", "letters") > writings("王建国", "initials") > writings("王建国", "exact")

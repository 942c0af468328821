"""What an event's score is reckoned from, and from which score on it is told."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from data.errors import ConfigError
from data.types import Channel, Event, Label, Lawful, Situation, Status
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.forms import Form
from extractors.merging import Drawn
from extractors.people import People, Sort
from extractors.roles import Roles
from extractors.scoring import Costs, Scorer, load_scorer, shipped_scorer
from extractors.scoring_features import features_of, surely
from extractors.spans import Span
from tests.events import EVENT as PLAIN

COSTS = Costs(miss=3.0, false=1.0, false_elsewhere=9.0)
SCORER = Scorer(base=-1.0, weights={"act": 1.0, "case number": 2.0}, costs=COSTS, aside=0.5)
FINDING = Finding(0, 3, (Situation.PLEAD,), Status.ASSERTED, None, Channel.FACE, 0.5)
EVENT = replace(PLAIN, score=0.25)

SCORES = [
    ({}, 1 / (1 + math.e)),
    ({"act": 1.0}, 0.5),
    ({"act": -1.0, "case number": 1.0}, 0.5),
    ({"never heard of": 9.0, "act": 1.0}, 0.5),
]


@pytest.mark.parametrize(("features", "score"), SCORES)
def test_a_score_is_the_logistic_of_base_and_known_weights(features: dict[str, float], score: float) -> None:
    assert SCORER.score(features) == pytest.approx(score)


KEPT = [
    (EVENT, {}, Form.OFFICE, True),  # 1 / (1 + 3)
    (replace(EVENT, score=0.24), {}, Form.OFFICE, False),
    (replace(EVENT, score=0.74), {}, Form.INSTRUMENT, False),  # 9 / (9 + 3)
    (replace(EVENT, score=0.75), {}, Form.STRANGE, True),
    (replace(EVENT, score=0.01, status=Status.NEGATED), {"act": 0.1}, Form.OFFICE, True),
    (replace(EVENT, score=0.01, lawful=Lawful.HOTLINE), {"act": 0.1}, Form.OFFICE, True),
    (replace(EVENT, score=0.99, status=Status.HYPOTHETICAL), {"act": -0.1}, Form.OFFICE, False),
]


@pytest.mark.parametrize(("event", "features", "form", "kept"), KEPT)
def test_claims_are_told_by_cost_and_the_rest_by_the_act(
    event: Event, features: dict[str, float], form: Form, kept: bool
) -> None:
    assert SCORER.keeps(event, features, form) is kept


def _features(paper: Draft, finding: Finding, roles: Roles | None = None, event: Event = EVENT) -> dict[str, float]:
    people = People(sorts={"任玉兰": Sort.OFFICIAL})
    return features_of(paper, event, [Drawn(finding, roles or Roles())], people)


def test_what_a_finding_does_not_tell_is_taken_from_what_it_decided(draft: Callable[..., Draft]) -> None:
    plain = _features(draft("任玉兰来打招呼"), replace(FINDING, score=0.8, status=Status.NEGATED))
    assert plain["act.linear"] == plain["act.neural"] == plain["act"] == pytest.approx(math.log(4))
    assert (plain["asserted"], plain["unlawful"]) == pytest.approx((-math.log(9), math.log(9)))
    assert {name for name in plain if name.startswith("no ")} == {
        "no act.linear",
        "no act.neural",
        "no asserted",
        "no unlawful",
    }


def test_what_a_finding_tells_is_used(draft: Callable[..., Draft]) -> None:
    told = replace(FINDING, scores={"act.linear": 0.2, "asserted": 0.75})
    found = _features(draft("任玉兰来打招呼"), told)
    assert found["act.linear"] == pytest.approx(-math.log(4))
    assert found["asserted"] == pytest.approx(math.log(3))
    assert ("no act.linear" in found, "no act.neural" in found) == (False, True)


TOLD = [
    (EVENT, {"intervener official", "case none", "day none", "lacks 3"}),
    (
        replace(EVENT, intervener="p1", case="c1", time="t1"),
        {"intervener official", "case words", "time named", "lacks 0"},
    ),
    (
        replace(EVENT, intervener="p1", case_no="（2024）湘96执369号", via="p2", lawful=Lawful.LITIGANT),
        {"intervener official", "case number", "day none", "lacks 1", "via", "lawful"},
    ),
    (
        replace(EVENT, status=Status.HYPOTHETICAL),
        {"intervener official", "case none", "day none", "lacks 3", "not asserted"},
    ),
]


@pytest.mark.parametrize(("event", "told"), TOLD)
def test_what_an_event_tells(draft: Callable[..., Draft], event: Event, told: set[str]) -> None:
    roles = Roles(intervener=Span(0, 3, Label.PER, 1.0, "persons"))
    found = _features(draft("任玉兰来打招呼"), replace(FINDING, score=0.9), roles, event)
    assert {name for name, value in found.items() if value == 1.0 and not name.startswith("no ")} == told


INTERVENERS = [
    (None, "intervener none"),
    (Span(0, 3, Label.PER, 1.0, "persons"), "intervener official"),
    (Span(0, 3, Label.POS, 1.0, "titles"), "intervener pos"),
    (Span(0, 3, Label.ORG, 1.0, "organisations"), "intervener org"),
    (Span(3, 6, Label.PER, 1.0, "persons"), "intervener agent"),
]


@pytest.mark.parametrize(("span", "told"), INTERVENERS)
def test_the_sort_of_who_intervened(draft: Callable[..., Draft], span: Span | None, told: str) -> None:
    assert told in _features(draft("任玉兰卢律师来打招呼"), FINDING, Roles(intervener=span))


def test_several_findings_make_an_act_likelier(draft: Callable[..., Draft]) -> None:
    group = [Drawn(FINDING, Roles()), Drawn(replace(FINDING, start=4, end=6, score=0.6), Roles())]
    found = features_of(draft("任玉兰来打招呼"), EVENT, group, People())
    assert found["act"] == pytest.approx(surely(0.6))
    assert found["any act"] == pytest.approx(surely(0.8))
    assert found["findings"] == pytest.approx(math.log(2))


def test_findings_that_differ_in_scores_alone_are_one_key() -> None:
    told = replace(FINDING, scores={"asserted": 0.9})
    assert {FINDING: 1}[told] == 1


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("base = 0.0", "costs|weights"),
        ("base = 0.0\naside = 0.3\n[costs]\nmiss = 0\nfalse = 1\nfalse_elsewhere = 2\n[weights]", "cost 'miss' is 0"),
        ("base = 0.0\naside = 0.3\n[costs]\nmiss = 1\nfalse = 1\nfalse_elsewhere = 2\n[weights]\nact = 'x'", "'x'"),
        ("base =", "scoring.toml"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, content: str, named: str) -> None:
    (tmp_path / "scoring.toml").write_text(content, "utf-8")
    with pytest.raises(ConfigError, match=named):
        load_scorer(tmp_path / "scoring.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="none.toml"):
        load_scorer(tmp_path / "none.toml")


def test_the_shipped_scorer_trusts_surer_acts_more_and_is_stricter_elsewhere() -> None:
    scorer = shipped_scorer()
    acts = dict.fromkeys(("act", "act.linear", "act.neural", "asserted", "unlawful"), 1.0)
    assert scorer.score(acts) > scorer.score({}) > scorer.score(dict.fromkeys(acts, -1.0))
    assert scorer.costs.threshold(Form.OFFICE) < scorer.costs.threshold(Form.STRANGE)
    assert len(scorer.digest) == 8

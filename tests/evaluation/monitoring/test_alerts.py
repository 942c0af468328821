"""When a rule fires: a table of readings, and an office for each measure."""

from dataclasses import replace
from typing import Any

import pytest

from evaluation.measures import Interval
from evaluation.monitoring.alerts import fires
from evaluation.monitoring.facts import Facts, Item, Origin, Paper, Screening
from evaluation.monitoring.readings import Reading
from evaluation.monitoring.report import monitoring
from evaluation.monitoring.rules import Measure, Rule, Rules, Scope, Severity
from tests.evaluation.monitoring.office import FEW, SPAN, W45, W46, W47, at, confirmed, item, rejected

LOW = Rule("r", Measure.PRECISION, Scope.OVERALL, 1, 2, Severity.ACT, "l", "a", below=0.5)
HIGH = replace(LOW, below=None, above=0.5)


@pytest.mark.parametrize(
    ("rule", "told", "fired"),
    [
        (LOW, Reading(0.4, 10), True),
        (LOW, Reading(0.5, 10), False),
        (LOW, Reading(0.4, 1), False),  # of too few
        (HIGH, Reading(0.6, 10), True),
        (HIGH, Reading(0.5, 10), False),
        (HIGH, Reading(0.6, 10, significant=False), False),
        (replace(LOW, certain=True), Reading(0.4, 10, Interval(0.2, 0.6)), False),
        (replace(LOW, certain=True), Reading(0.3, 10, Interval(0.2, 0.49)), True),
        (replace(HIGH, certain=True), Reading(0.6, 10, Interval(0.4, 0.7)), False),
        (replace(HIGH, certain=True), Reading(0.6, 10, Interval(0.51, 0.7)), True),
        (replace(HIGH, certain=True), Reading(7, 10), True),  # a count has no interval
        (replace(HIGH, above=0.0), Reading(1, 1), False),  # fewer than the rule's two
        (replace(HIGH, above=0.0, minimum=1), Reading(1, 1), True),
    ],
)
def test_fires(rule, told, fired):
    assert fires(rule, told) is fired


def fired(measure: str, *items: Item, scope: str = "overall", facts: Facts | None = None, **rule: Any):
    """(unit, value) of each alarm that a single rule gives on an office."""
    told = {"weeks": 1, "minimum": 1, "severity": Severity.WATCH, "label": "l", "advice": "a"} | rule
    one = Rule("r", Measure(measure), Scope(scope), **told)
    made = monitoring(facts or Facts(items), SPAN, Rules("1", FEW, (one,), "own.toml"))
    return [(alert.unit, round(alert.reading.value, 4)) for alert in made.alerts]


def test_precision_of_the_last_weeks_by_unit():
    items = [
        confirmed(W45, W45),
        rejected(W46, W47),
        rejected(W46, W47, unit="乙院"),
        confirmed(W46, W47, unit="乙院"),
    ]
    assert fired("precision", *items, below=0.5) == [("", 0.3333)]
    assert fired("precision", *items, below=0.5, weeks=3) == []
    assert fired("precision", *items, scope="unit", below=0.6) == [("乙院", 0.5), ("甲院", 0.0)]


def test_precision_against_the_weeks_before():
    items = [*[confirmed(W45, W46)] * 3, rejected(W45, W46), confirmed(W46, W47), *[rejected(W46, W47)] * 3]
    assert fired("precision_fall", *items, above=0.4) == [("", 0.5)]
    assert fired("precision_fall", *items, above=0.4, certain=True) == [], "four and four may be chance"
    assert fired("precision_fall", *[confirmed(W45, W47)] * 5, above=0.0) == [], "nothing to fall from"


def test_time_to_decision():
    items = [confirmed(W46, W47), confirmed(W46, W47), confirmed(W47, "2026-11-17"), item(W47)]
    assert fired("decision_days", *items, above=6, weeks=2) == [("", 7.0)]
    assert fired("decision_days", item(W45), above=0, weeks=3) == [], "nothing is decided: nothing can be told"


def test_overdue_is_what_missed_its_deadline_while_it_waited():
    items = [item(W46, due_on="2026-11-20"), item(W46, due_on="2026-11-01"), item(W46, due_on="2026-11-22")]
    assert fired("overdue", *items, above=0) == [("", 1)]
    assert fired("overdue", *items[1:], above=0) == []
    assert fired("overdue_share", *items, above=0.2, scope="unit") == [("甲院", 0.3333)]
    assert fired("waiting", *items, above=2) == [("", 3)]


def test_amended():
    items = [confirmed(W46, W47, changed=("place",)), confirmed(W46, W47), rejected(W46, W47)]
    assert fired("amended", *items, above=0.4) == [("", 0.5)]


def test_known_answers_are_told_apart_and_only_overall():
    seeds = [confirmed(W46, W47, origin=Origin.SEED, right=right) for right in (True, False, False)]
    assert fired("known_answers", *seeds, below=0.9) == [("", 0.3333)]
    assert fired("precision", *seeds, below=2.0) == []
    assert fired("overdue", item(W46, origin=Origin.SEED, due_on="2026-11-20"), above=0) == []


def test_drift_fires_only_beyond_chance():
    scores = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] * 4
    before = [item(W45, score=score) for score in scores]
    moved = [item(W47, score=score + 0.5) for score in scores]
    assert [unit for unit, _ in fired("score_psi", *before, *moved, above=0.25)] == [""]
    assert [unit for unit, _ in fired("score_psi", *before, *moved, above=0.25, scope="unit")] == ["甲院"]
    few = [*before[:4], *[item(W47, score=0.5)] * 3]
    assert fired("score_psi", *few, above=0.25) == [], "the index of so few is large by chance"


def test_inputs_that_change():
    before = [Paper(at(W45), "docx", "chat", "ok", 100)] * 40
    now = [Paper(at(W47), "ofd", "chat", "ok", 100)] * 30 + [Paper(at(W47), "docx", None, "damaged", 0)] * 10
    facts = Facts(papers=(*before, *now))
    assert [unit for unit, _ in fired("input_psi", facts=facts, above=0.25)] == [""]
    assert fired("quarantine", facts=facts, above=0.2) == [("", 0.25)]
    assert fired("quarantine_rise", facts=facts, above=0.2) == [("", 0.25)]
    assert fired("quarantine_rise", facts=facts, above=0.2, certain=True) == []


def test_no_run_for_days():
    def run(day):
        return Facts(screenings=(Screening(1, at(day), {}, {}),))

    assert fired("days_since_run", facts=run("2026-11-18"), above=3, minimum=0) == [("", 4)]
    assert fired("days_since_run", facts=run("2026-11-19"), above=3, minimum=0) == []
    assert fired("days_since_run", facts=run("2026-11-23"), above=0, minimum=0) == [], "after the last day"
    assert fired("days_since_run", facts=Facts(), above=0, minimum=0) == []


def test_a_week_without_decisions_is_no_alarm():
    from evaluation.monitoring.rules import load_rules

    rules = load_rules()
    quiet = monitoring(Facts(screenings=(Screening(1, at("2026-11-22"), {}, {}),)), replace(SPAN, weeks=12), rules)
    assert quiet.alerts == ()

"""The report as a whole: groups, their order, versions, values for machines and the table."""

import json
from dataclasses import replace

from evaluation.monitoring.facts import Facts, Origin, Paper, Screening
from evaluation.monitoring.report import monitoring
from evaluation.monitoring.rules import Measure, Rule, Rules, Scope, Severity
from evaluation.monitoring.shares import Share
from evaluation.monitoring.written import plain, table
from tests.evaluation.monitoring.office import FEW, SPAN, W45, W46, W47, at, confirmed, item, rejected

RULE = Rule("late", Measure.OVERDUE, Scope.UNIT, 1, 1, Severity.ACT, "过期", "处理", above=0.0)
RULES = Rules("1", FEW, (RULE,), "own.toml")
ITEMS = (
    *(confirmed(W45, W46, unit="甲院") for _ in range(3)),
    rejected(W45, W46, unit="甲院"),
    *(confirmed(W45, W46, unit="乙院") for _ in range(2)),
    *(rejected(W46, W47, unit="乙院") for _ in range(2)),
    item(W45, unit="丙院", due_on="2026-11-20"),
    confirmed(W45, W46, unit="丁院"),
    item(W46, unit=""),
    confirmed(W45, W46, unit="甲院", origin=Origin.SEED, right=True),
    item(W45, unit="甲院", origin=Origin.SEED),
)


def test_units_the_worst_first_alarms_before_all_few_last():
    made = monitoring(Facts(ITEMS), SPAN, RULES)
    assert [one.unit for one in made.units] == ["丙院", "乙院", "甲院", "", "丁院"]
    assert [(alert.unit, alert.reading.value) for alert in made.alerts] == [("丙院", 1)]
    assert made.acts
    assert [alert.rule.name for alert in made.alerts_of("丙院")] == ["late"]
    assert made.alerts_of("") == []


def test_known_answers_stand_apart():
    made = monitoring(Facts(ITEMS), SPAN, RULES)
    assert (made.known, made.known_waiting) == (Share(1, 1, few=True), 1)
    assert made.overall.precision == Share(6, 9, few=False)
    assert made.overall.total("proposed") == 11


def test_narrowed_to_units():
    made = monitoring(Facts(ITEMS), SPAN, RULES, ("乙院",))
    assert [one.unit for one in made.units] == ["乙院"]
    assert made.overall.precision == Share(2, 4, few=False)
    assert made.known.of == 0


def test_versions_that_change_are_marked():
    runs = [
        Screening(1, at("2026-10-30"), {"model": "a", "registries": "x"}, {}),
        Screening(1, at(W45), {"model": "b", "registries": "x"}, {"files": 40, "quarantined": 1}),
        Screening(2, at(W46), {"model": "b"}, {"files": 10, "quarantined": 4}),
        Screening(1, at(W46), {"model": "b", "registries": "x"}, {"files": 30, "quarantined": 1}),
        Screening(1, at("2026-11-11"), {"model": "b", "registries": "y"}, {"files": 50, "quarantined": 2}),
    ]
    made = monitoring(Facts(screenings=tuple(runs)), SPAN, RULES).inputs
    assert [(one.week, one.day, one.changed) for one in made.changes] == [
        ("2026-W45", "2026-11-02", (("model", "b"),)),
        ("2026-W46", "2026-11-11", (("registries", "y"),)),
    ]
    quarantined = [(week.screenings, week.quarantined.hits, week.quarantined.of) for week in made.weeks]
    assert quarantined == [(1, 1, 40), (3, 6, 60), (0, 0, 0)], "the last screening of each inbox in a week"
    assert (made.last_run, made.days_since_run) == ("2026-11-11", 11)


def test_papers_of_the_weeks():
    papers = [
        Paper(at("2026-10-30"), "pdf", "chat", "ok", 7),
        Paper(at(W46), "pdf", "chat", "ok", 10),
        Paper(at(W47), "pdf", None, "damaged", 0),
        Paper(at(W47), "pdf", "chat", "partial", 30),
        Paper(at(W47), "pdf"),
    ]
    made = monitoring(Facts(papers=tuple(papers)), SPAN, RULES).inputs
    assert [(week.papers, week.characters) for week in made.weeks] == [(0, 0), (1, 10), (3, 30)]
    assert (made.earlier, made.recent) == (Share(0, 1, few=True), Share(1, 2, few=False))


def test_values_for_machines():
    made = monitoring(Facts(ITEMS), SPAN, RULES)
    values = plain(made)
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert values["weeks"] == ["2026-W45", "2026-W46", "2026-W47"]
    assert [unit["unit"] for unit in values["units"]] == ["丙院", "乙院", "甲院", None, "丁院"]
    share = values["overall"]["precision"]
    assert (share["share"], share["hits"], share["of"], share["few"]) == (0.6667, 6, 9, False)
    assert values["units"][4]["precision"] == {
        "share": None,
        "low": None,
        "high": None,
        "hits": 1,
        "of": 1,
        "few": True,
    }
    [alert] = values["alerts"]
    assert (alert["unit"], alert["value"], alert["above"], alert["below"]) == ("丙院", 1, 0.0, None)


def test_an_open_interval_is_null():
    slow = Rule("slow", Measure.DECISION_DAYS, Scope.OVERALL, 3, 1, Severity.WATCH, "慢", "看", above=0.5)
    items = (confirmed(W45, "2026-11-04"), confirmed(W45, "2026-11-05"), item(W45))
    made = monitoring(Facts(items), SPAN, replace(RULES, rules=(slow,)))
    [alert] = json.loads(json.dumps(plain(made), allow_nan=False))["alerts"]
    assert (alert["value"], alert["high"]) == (3.0, None)


def test_the_table():
    lines = table(monitoring(Facts(ITEMS), SPAN, RULES)).splitlines()
    assert lines[0] == "2026-W45 to 2026-W47"
    assert lines[3].split() == ["all", "units", "11", "9", "2", "1", "0.667", "0.354-0.879", "7.0"]
    assert lines[4].split()[:5] == ["丙院", "1", "0", "1", "1"]
    assert [line.split()[0] for line in lines[4:9]] == ["丙院", "乙院", "甲院", "(no", "丁院"]
    assert "too few" in lines[8]
    assert lines[-1] == "act    late  丙院: overdue 1, above 0"
    assert table(monitoring(Facts(), SPAN, RULES)).endswith("no alarm\n")


def test_what_is_erased_is_no_drift_of_situations_or_channel():
    kept = [item(W45, channel="电话")] * 4 + [item(W47, channel="电话")] * 4
    gone = [rejected(W45, W46, situations=None, channel=None)] * 4
    shifts = {one.variable: one for one in monitoring(Facts((*kept, *gone)), SPAN, RULES).shifts}
    assert (shifts["channel"].before, shifts["channel"].now, shifts["channel"].psi) == (4, 4, 0.0)
    assert (shifts["situations"].before, shifts["severity"].before) == (4, 8)

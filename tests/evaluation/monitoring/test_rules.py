"""The file of rules: what it holds, and what is refused by name."""

import pytest

from data.errors import ConfigError
from evaluation.monitoring.rules import Measure, Severity, load_rules
from evaluation.monitoring.wording import words

RULE = """
[[rules]]
name = "low"
measure = "precision"
scope = "overall"
below = 0.5
weeks = 4
minimum = 20
severity = "act"
label = "低"
advice = "看"
"""


def test_the_built_in_rules_cover_what_an_office_must_see():
    rules = load_rules()
    assert rules.settings.minimum == 10
    assert (rules.settings.psi_some, rules.settings.psi_large) == (0.1, 0.25)
    measures = {rule.measure for rule in rules.rules}
    wanted = {"precision", "precision_fall", "decision_days", "overdue", "input_psi", "score_psi", "quarantine_rise"}
    assert {Measure(code) for code in wanted | {"days_since_run"}} <= measures
    assert {rule.severity for rule in rules.rules} == set(Severity)


def test_every_measure_has_its_words():
    for table in ("measure", "written"):
        assert set(words()[table]) == {measure.value for measure in Measure}


def test_a_file_takes_their_place(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('version = "7"\n[settings]\nminimum = 5\n' + RULE, "utf-8")
    rules = load_rules(path)
    assert (rules.version, rules.source, rules.settings.minimum, len(rules.rules)) == ("7", "own.toml", 5, 1)
    assert (rules.rules[0].threshold, rules.rules[0].certain) == (0.5, False)


FAULTS = [
    ("", "no version"),
    ("version = 1", "no version"),
    ('version = "1"\nlimit = 3', "'limit' is no key here"),
    ('version = "1"\n[settings]\nminimum = 0', "minimum is 0"),
    ('version = "1"\n[settings]\nminimum = 2.5', "minimum is 2.5"),
    ('version = "1"\n[settings]\nminimum = "ten"', "settings, minimum: 'ten' is no number"),
    ('version = "1"\n[settings]\npsi_some = 0.5', "psi_some 0.5 is not below psi_large 0.25"),
    ('version = "1"\n[settings]\nsignificance = 1.0', "significance is 1.0"),
    ('version = "1"\nsettings = 3', "settings: not a table"),
    ('version = "1"\nrules = 3', "rules is not a list"),
    ('version = "1"\nrules = [3]', "rule 1: not a table"),
    ('version = "1"' + RULE + RULE, "two rules are named 'low'"),
    ('version = "1"' + RULE.replace("below = 0.5", ""), "either below or above"),
    ('version = "1"' + RULE.replace("below = 0.5", "below = 0.5\nabove = 1"), "either below or above"),
    ('version = "1"' + RULE.replace("below = 0.5", "below = -1"), "rule 1, below: -1 is no number"),
    ('version = "1"' + RULE.replace("below = 0.5", "below = nan"), "rule 1, below: nan is no number"),
    ('version = "1"' + RULE.replace("below = 0.5", "below = true"), "rule 1, below: True is no number"),
    ('version = "1"' + RULE.replace('"precision"', '"recall"'), "rule 1, measure: 'recall' is none of precision"),
    ('version = "1"' + RULE.replace('"precision"', "[1]"), "rule 1, measure"),
    ('version = "1"' + RULE.replace('"act"', '"panic"'), "rule 1, severity: 'panic' is none of act, watch"),
    ('version = "1"' + RULE.replace("weeks = 4", "weeks = 0"), "weeks must be"),
    ('version = "1"' + RULE.replace("weeks = 4\n", ""), "rule 1: weeks is missing"),
    ('version = "1"' + RULE.replace('advice = "看"', ""), "rule 1: advice is missing"),
    ('version = "1"' + RULE.replace('label = "低"', "label = 3"), "label is no text"),
    ('version = "1"' + RULE.replace("weeks = 4", "weeks = 4\ncertain = 1"), "certain is 1"),
    ('version = "1"' + RULE.replace("weeks = 4", "weeks = 4\nunit = 'x'"), "'unit' is no key here"),
    (
        'version = "1"' + RULE.replace('"precision"', '"quarantine"').replace('"overall"', '"unit"'),
        "quarantine is not told unit by unit",
    ),
    ("version = ", "is no TOML"),
]


@pytest.mark.parametrize(("text", "words"), FAULTS)
def test_faults_are_named(tmp_path, text, words):
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as told:
        load_rules(path)
    assert words in str(told.value)
    assert "own.toml" in str(told.value)


def test_a_file_that_is_not_there_or_no_utf8(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_rules(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes('version = "准确率"'.encode("gb18030"))
    with pytest.raises(ConfigError, match=r"gbk\.toml is no TOML in UTF-8"):
        load_rules(tmp_path / "gbk.toml")

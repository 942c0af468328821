"""The rulebook's lines on lawyers who are relatives of officials, or departed officials."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.errors import RulebookError
from data.lexicon import words
from data.rulebook import PROFILES, load_rulebook

LAW = [
    # profile, rule, subject, scope, effect, years, in force from
    ("court", "handles", "relative", "handled", "withdraw", None, None),
    ("court", "own_unit", "relative", "own_unit", "no_acting", None, date(2011, 6, 13)),
    ("court", "jurisdiction", "relative", "jurisdiction", "post", None, date(2019, 10, 1)),
    ("court", "reported", "relative", "own_unit", "report", None, date(2020, 5, 6)),
    ("court", "dismissed", "departed", "anywhere", "no_firm", None, date(2019, 10, 1)),
    ("court", "former_organ", "departed", "own_unit", "no_acting", None, None),
    ("court", "two_years", "departed", "anywhere", "no_acting", 2, None),
    ("court", "firm_leaders", "departed", "jurisdiction", "no_firm", 3, date(2021, 9, 30)),
    ("court", "firm_others", "departed", "jurisdiction", "no_firm", 2, date(2021, 9, 30)),
    ("procuratorate", "former_organ", "departed", "own_unit", "no_acting", None, None),
    ("procuratorate", "former_organ_prosecuted", "departed", "area", "no_acting", None, None),
    ("procuratorate", "two_years", "departed", "anywhere", "no_acting", 2, None),
    ("procuratorate", "jurisdiction", "relative", "jurisdiction", "post", None, date(2019, 10, 1)),
    ("police", "related_leaders", "departed", "jurisdiction", "no_acting", 3, date(2019, 6, 1)),
    ("police", "related_others", "departed", "jurisdiction", "no_acting", 2, date(2019, 6, 1)),
    ("committee", "handles", "relative", "handled", "withdraw", None, None),
]


@pytest.mark.parametrize(("profile", "id_", "subject", "scope", "effect", "years", "force"), LAW)
def test_what_the_law_bars(
    profile: str, id_: str, subject: str, scope: str, effect: str, years: int | None, force: date | None
) -> None:
    rule = load_rulebook(profile).rules.conflicts[id_]
    assert (rule.subject, rule.scope, rule.effect, rule.years, rule.in_force_from) == (
        subject,
        scope,
        effect,
        years,
        force,
    )


@pytest.mark.parametrize("profile", [*PROFILES, "common"])
def test_every_line_says_what_to_check(profile: str) -> None:
    listed = words("registry_relations", "relation")
    for rule in load_rulebook(profile).rules.conflicts.values():
        assert rule.checks
        assert set(rule.relations) <= set(listed)


@pytest.mark.parametrize("id_", ["former_organ", "two_years", "dismissed"])
@pytest.mark.parametrize("profile", ["court", "procuratorate"])
def test_guardians_and_close_relatives_are_excepted(profile: str, id_: str) -> None:
    assert "近亲属" in load_rulebook(profile).rules.conflicts[id_].exception


def test_no_rule_of_judges_reaches_the_police() -> None:
    assert not {"former_organ", "two_years", "jurisdiction"} & set(load_rulebook("police").rules.conflicts)


FAULTS = [
    ("[conflicts.two_years]\noverride = true\nyears = 0\n", r"\[conflicts.two_years\] years: "),
    ('[conflicts.two_years]\noverride = true\nscope = "city"\n', r"\[conflicts.two_years\] scope: "),
    ('[conflicts.two_years]\noverride = true\nscope = "handled"\n', "for subject relative"),
    ('[conflicts.own_unit]\noverride = true\nscope = "anywhere"\n', "for subject departed"),
    ("[conflicts.own_unit]\noverride = true\nyears = 2\n", "for subject departed"),
    ('[conflicts.two_years]\noverride = true\nsource = ["jsf 第一条"]\n', "'jsf' is no id of .provisions"),
    ('[conflicts.city]\nlabel = "本市规定"\n', r"\[conflicts.city\] source"),
]


@pytest.mark.parametrize(("text", "problem"), FAULTS)
def test_faults_of_a_site_are_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "court.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=problem) as caught:
        load_rulebook("court", tmp_path)
    assert "court.toml" in str(caught.value)

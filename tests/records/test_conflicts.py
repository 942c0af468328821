"""Conflicts of lawyers with officials: who, where, when, by which rule, how sure."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from data.registry import Agent, Case, LawyerRelative, Official, Registries, Tenure
from data.rulebook import PROFILES, Rulebook, load_rulebook
from records.conflict_periods import last_day
from records.conflicts import conflicts_of

CITY, COUNTY, OTHER = "澜汀市中级人民法院", "临渡区人民法院", "盐渡县人民法院"
NUMBERS = {CITY: "（2024）云98民终{}号", COUNTY: "（2024）云9802民初{}号", OTHER: "（2024）云9821民初{}号"}
COURTS = [Case(NUMBERS[unit].format(900), unit, "", (), (), (), None, None) for unit in NUMBERS]
LICENCE = "15398201610234567"
AGENT = Agent("简一帆", "云衡川律师事务所", LICENCE)


@cache
def rulebooks() -> dict[str, Rulebook]:
    return {name: load_rulebook(name) for name in (*PROFILES, "common")}


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def lawyer(relation: str, org: str, position: str = "审判员", left: str | None = None) -> LawyerRelative:
    official = None if relation == "离任本人" else "P1"
    name = "简一帆" if official is None else "简柏舟"
    firm = "云衡川律师事务所"
    return LawyerRelative("L1", "简一帆", LICENCE, firm, "", relation, official, name, org, position, day(left))


def found(
    entry: LawyerRelative,
    case: Case,
    posts: tuple[tuple[str, str, str | None, str | None], ...] = (),
    on: str | None = None,
    profiles: tuple[str, ...] = (*PROFILES, "common"),
) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """(rule, certainty, first day, last day, last barred day) of every conflict."""
    tenures = tuple(Tenure(org, post, "审判机关", day(first), day(last)) for org, post, first, last in posts)
    officials = {"P1": Official("P1", "简柏舟", (), "", (), tenures)} if posts else {}
    cases = {each.case_no: each for each in (*COURTS, case)}
    books = {name: rulebooks()[name] for name in profiles}
    rows = [c.row() for c in conflicts_of(Registries(officials, {"L1": entry}, cases), books, day(on))]
    return [
        (r["rule"]["id"].split(".")[1], r["certainty"], r["period"]["from"], r["period"]["to"], r["barred_until"])
        for r in rows
    ]


def case(
    unit: str,
    filed: str | None = "2024-03-01",
    closed: str | None = "2024-09-01",
    number: str | None = None,
    handlers: tuple[str, ...] = (),
    agent: Agent = AGENT,
) -> Case:
    number = number or NUMBERS[unit].format(1)
    return Case(number, unit, "", (), handlers, (agent,), day(filed), day(closed))


SERVING = "2015-01-01"
RELATIVES = [
    # relation, his court, post, from, to, the case's unit, handled, what is found
    ("子女", CITY, "审判员", SERVING, None, CITY, False, ["own_unit"]),
    ("子女", CITY, "审判员", SERVING, None, CITY, True, ["handles"]),
    ("配偶的兄弟姐妹", CITY, "审判员", SERVING, None, CITY, True, ["handles_others"]),
    ("兄弟姐妹", CITY, "审判员", SERVING, None, CITY, False, ["reported"]),
    ("父母", CITY, "审判员", SERVING, None, COUNTY, False, ["jurisdiction"]),
    ("配偶", COUNTY, "审判员", SERVING, None, CITY, False, []),  # the court above is not in its area
    ("配偶", COUNTY, "审判员", SERVING, None, OTHER, False, []),
    ("配偶", CITY, "书记员", SERVING, None, COUNTY, False, []),
    ("兄弟姐妹", CITY, "审判员", SERVING, None, COUNTY, False, []),
    ("子女", CITY, "审判员", SERVING, "2024-02-29", CITY, False, []),  # left before the case was filed
    ("子女", CITY, "审判员", "2024-09-02", None, CITY, False, []),  # came after it was closed
    ("子女", "临渡区人大常委会", "副主任", SERVING, None, COUNTY, False, []),
]


@pytest.mark.parametrize(("relation", "org", "post", "first", "last", "unit", "handled", "rules"), RELATIVES)
def test_relatives(
    relation: str, org: str, post: str, first: str, last: str | None, unit: str, handled: bool, rules: list[str]
) -> None:
    acting = case(unit, handlers=("P1",) if handled else ())
    listed = found(lawyer(relation, org, post), acting, ((org, post, first, last),))
    assert [(rule, certainty) for rule, certainty, *_ in listed] == [(rule, "sure") for rule in rules]


def test_a_relative_counts_only_while_the_official_serves_there() -> None:
    posts = ((COUNTY, "审判员", "2010-01-01", "2024-04-30"), (CITY, "审判员", "2024-05-01", None))
    assert found(lawyer("子女", COUNTY), case(COUNTY), posts) == [
        ("own_unit", "likely", "2024-03-01", "2024-04-30", "2024-04-30"),
        ("jurisdiction", "likely", "2024-05-01", "2024-09-01", None),
    ]


DEPARTED = [
    # organ, last post, left on, case's unit, filed, closed, what is found
    (CITY, "审判员", "2010-06-30", CITY, "2024-03-01", None, [("former_organ", "sure", None)]),
    (CITY, "审判员", "2010-06-30", COUNTY, "2024-03-01", None, []),
    (COUNTY, "审判员", "2022-06-30", OTHER, "2024-03-01", "2024-06-01", [("two_years", "sure", "2024-06-30")]),
    (COUNTY, "审判员", "2022-06-30", OTHER, "2024-06-30", "2024-07-30", [("two_years", "likely", "2024-06-30")]),
    (COUNTY, "审判员", "2022-06-30", OTHER, "2024-07-01", "2024-07-30", []),
    (COUNTY, "审判员", "2024-06-30", OTHER, "2024-03-01", "2024-06-30", []),  # closed before he left
    (
        CITY, "副院长", "2022-06-30", COUNTY, "2024-07-01", "2024-09-01",
        [("firm_leaders", "likely", "2025-06-30")],
    ),
    (
        CITY, "审判员", "2022-06-30", COUNTY, "2024-07-01", "2024-09-01",
        [("firm_grade_untold", "possible", "2025-06-30")],
    ),
    (
        CITY, "审判员", None, CITY, "2024-03-01", None,
        [("former_organ", "likely", None), ("firm_others", "possible", None)],
    ),
    ("临渡区人民检察院", "检察官", "2015-06-30", COUNTY, "2024-03-01", None, []),
    (
        "澜汀市公安局", "刑侦支队支队长", "2023-12-20", "澜汀市人民检察院", "2024-03-01", "2024-09-01",
        [("related_leaders", "possible", "2026-12-20")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("org", "post", "left", "unit", "filed", "closed", "expected"), DEPARTED)
def test_departed(
    org: str,
    post: str,
    left: str | None,
    unit: str,
    filed: str,
    closed: str | None,
    expected: list[tuple[str, str, str | None]],
) -> None:
    number = None if unit in NUMBERS else "澜检刑诉〔2024〕1号"
    listed = found(lawyer("离任本人", org, post, left), case(unit, filed, closed, number))
    assert [(rule, certainty, until) for rule, certainty, _, _, until in listed] == expected


def test_a_criminal_case_of_the_same_area_may_be_one_the_old_procuratorate_brought() -> None:
    acting = case(COUNTY, number="（2024）云9802刑初7号")
    listed = found(lawyer("离任本人", "临渡区人民检察院", "检察官", "2015-06-30"), acting)
    assert [row[:2] for row in listed] == [("former_organ_prosecuted", "likely")]


def test_earlier_courts_count_as_former_courts() -> None:
    posts = ((OTHER, "审判员", "2010-01-01", "2014-12-31"), (CITY, "审判员", "2015-01-01", "2018-06-30"))
    entry = lawyer("离任本人", CITY, left="2018-06-30")
    entry = LawyerRelative(**{name: getattr(entry, name) for name in entry.__slots__} | {"official_id": "P1"})
    assert [row[:2] for row in found(entry, case(OTHER), posts)] == [("former_organ", "sure")]


AGENTS = [
    (Agent("简一帆", "别的律师事务所", LICENCE), "sure"),
    (Agent("简一凡", "云衡川律师事务所", LICENCE), "likely"),
    (Agent("简一帆", "云衡川律师事务所", ""), "likely"),
    (Agent("简一帆", "云衡川律师事务所", "15398201610239999"), "possible"),
    (Agent("简一帆", "", ""), "possible"),
    (Agent("简一帆", "别的律师事务所", "15398201610239999"), None),
    (Agent("郎婧", "云衡川律师事务所", ""), None),
]


@pytest.mark.parametrize(("agent", "certainty"), AGENTS)
def test_who_the_agent_is(agent: Agent, certainty: str | None) -> None:
    listed = found(lawyer("子女", CITY), case(CITY, agent=agent), ((CITY, "审判员", SERVING, None),))
    assert [row[1] for row in listed] == ([certainty] if certainty else [])


UNTOLD = [
    # the case's days, the official's posts, certainty, first day
    (case(CITY, None, None), ((CITY, "审判员", SERVING, None),), "likely", "2024-01-01"),
    (case(CITY, None, None, "中院旧案第三号"), ((CITY, "审判员", SERVING, None),), "possible", SERVING),
    (case(CITY, "2024-09-01", "2024-03-01"), ((CITY, "审判员", SERVING, None),), "likely", "2024-09-01"),
    (case(CITY), ((CITY, "审判员", None, None),), "likely", "2024-03-01"),
    (case(CITY), (), "possible", "2024-03-01"),
]


@pytest.mark.parametrize(("acting", "posts", "certainty", "first"), UNTOLD)
def test_what_is_not_told_is_said(
    acting: Case, posts: tuple[tuple[str, str, str | None, str | None], ...], certainty: str, first: str
) -> None:
    ((rule, sure, begins, _, _),) = found(lawyer("子女", CITY), acting, posts)
    assert (rule, sure, begins) == ("own_unit", certainty, first)


def test_on_a_day() -> None:
    posts = ((CITY, "审判员", "2024-05-01", None),)
    entry = lawyer("子女", CITY)
    assert found(entry, case(CITY), posts, on="2024-04-30") == []
    assert len(found(entry, case(CITY), posts, on="2024-05-01")) == 1
    assert found(entry, case(CITY), posts, on="2024-09-02") == []


def test_one_profile_looks_at_its_own_organs() -> None:
    posts = ((CITY, "审判员", SERVING, None),)
    assert len(found(lawyer("子女", CITY), case(CITY), posts, profiles=("court",))) == 1
    assert found(lawyer("子女", CITY), case(CITY), posts, profiles=("police",)) == []


def test_a_conflict_asks_and_does_not_accuse() -> None:
    entry = lawyer("离任本人", CITY, "审判员", "2010-06-30")
    cases = {each.case_no: each for each in (*COURTS, case(CITY))}
    (conflict,) = conflicts_of(Registries({}, {"L1": entry}, cases), rulebooks())
    row = conflict.row()
    assert row["kind"] == "recusal_conflict"
    assert "需核实，不作结论" in row["summary"]
    assert "作为当事人的监护人或者近亲属" in "".join(row["checks"])
    assert "《中华人民共和国法官法》第三十六条" in row["rule"]["source"]
    assert row["until"] == "长期"
    (again,) = conflicts_of(Registries({}, {"L1": entry}, {**cases}), rulebooks())
    assert again == conflict


@pytest.mark.parametrize(
    ("left_on", "years", "last"),
    [("2024-06-30", 2, "2026-06-30"), ("2024-02-29", 2, "2026-02-28"), ("2023-12-31", 3, "2026-12-31")],
)
def test_last_day(left_on: str, years: int, last: str) -> None:
    assert last_day(date.fromisoformat(left_on), years) == date.fromisoformat(last)

"""The rulebook: what it holds, what it says of matters, and how a site changes it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from data.errors import RulebookError
from data.rulebook import PROFILES, Intervener, load_rulebook, profile_for
from data.rulebook.schema import Basis, Sourced
from data.types import Category, Channel, Lawful, Situation

ALL = (*PROFILES, "common")
COUNTS = {
    "categories": 3,
    "situations": 15,
    "objects": 5,
    "fields": 16,
    "staff_kinds": 11,
    "channels": 9,
    "lawful": 8,
    "items": 10,
    "transfers": 4,
    "disposals": 5,
    "severities": 4,
}


@pytest.mark.parametrize("profile", ALL)
def test_the_catalogue_is_whole(profile: str) -> None:
    rules = load_rulebook(profile).rules
    assert {table: len(getattr(rules, table)) for table in COUNTS} == COUNTS
    assert [rules.situations[code].category for code in Situation] == (
        [Category.INQUIRE] * 4 + [Category.INTERFERE] * 5 + [Category.MEDDLE] * 6
    )
    assert list(rules.lawful) == list(Lawful)
    assert list(rules.channels) == list(Channel)
    assert [rule.label for rule in rules.items.values()] == [
        "姓名", "单位", "职务", "时间", "地点", "方式", "内容", "案件信息", "与当事人关系", "处置情况",
    ]  # fmt: skip
    assert sorted(rule.level for rule in rules.routes.values() if rule.level) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("profile", "acts"), [("court", 7), ("procuratorate", 7), ("police", 8), ("committee", 0)])
def test_acts_of_each_organ(profile: str, acts: int) -> None:
    rules = load_rulebook(profile).rules
    own = {id_: act for id_, act in rules.acts.items() if id_.startswith(profile)}
    assert len(own) == acts
    if acts:
        covered = {code for act in own.values() for code in act.situations}
        assert covered == set(Situation)


@pytest.mark.parametrize("profile", ALL)
def test_every_line_has_its_source(profile: str) -> None:
    rules = load_rulebook(profile).rules
    checked = 0
    for table in type(rules).model_fields:
        entries = getattr(rules, table)
        for entry in entries.values() if isinstance(entries, dict) else [entries]:
            if isinstance(entry, Sourced):
                checked += 1
                cited = rules.cite(entry)
                assert "《" in cited or "本规则库归纳" in cited
                assert not re.search(r"https?:|www\.|\.cn|\.com", cited + getattr(entry, "note", ""))
                assert entry.basis in Basis
                if all(item.startswith("assembled") for item in entry.source):
                    assert entry.basis is Basis.ASSEMBLED
    assert checked > 120


def test_a_source_is_cited_by_number_name_and_article() -> None:
    book = load_rulebook("court")
    ref = book.ref("acts", "zbf_4")
    assert ref.id == "acts.zbf_4"
    assert ref.source == (
        "中办发〔2015〕23号《领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定》第八条第四项"
    )
    assert ref.basis == "verified"


APRIL = "2024-04-08"  # 1, 2, 3, then 7 (made up) and 8
ASSESSED = [
    # profile, situations, class, day, category, severity, score, due, deadline
    ("court", ["ask_progress"], "intermediary_other", "2024-03-05", "inquire", "low", 10, "2024-04-08", "monthly"),
    ("court", ["ask_progress"], "party_relation", "2024-03-05", "inquire", "low", 10, "2024-04-08", "monthly"),
    ("court", ["ask_progress"], "internal_staff", "2024-03-05", "inquire", "low", 25, "2024-04-08", "monthly"),
    ("court", ["ask_progress"], "leading_official", "2024-03-05", "inquire", "medium", 30, "2024-04-08", "monthly"),
    ("court", ["ask_progress"], None, "2024-03-05", "inquire", "low", 10, "2024-04-08", "monthly"),
    ("court", ["plead"], "intermediary_other", "2024-03-05", "interfere", "medium", 35, "2024-04-08", "monthly"),
    ("court", ["ask_progress", "plead"], "leading_official", "2024-03-05", "interfere", "high", 60, APRIL, "monthly"),
    ("court", ["plead"], "leading_official", "2025-09-29", "interfere", "high", 55, "2025-10-10", "quarterly"),
    ("court", ["plead"], "party_relation", "2025-09-29", "interfere", "medium", 35, "2025-10-14", "monthly"),
    ("court", ["private_meeting"], "lawyer_departed", "2024-02-08", "meddle", "medium", 50, "2024-02-19", "contact"),
    ("court", ["private_meeting"], "leading_official", "2024-02-08", "meddle", "high", 60, "2024-03-07", "monthly"),
    ("court", ["benefit"], "party_relation", "2025-09-30", "meddle", "high", 60, "2025-10-11", "contact"),
    ("court", ["pressure"], "leading_official", "2025-09-30", "interfere", "critical", 90, "2025-10-09", "immediate"),
    ("court", ["benefit", "plead"], "lawyer_departed", "2024-03-08", "meddle", "high", 75, "2024-03-13", "contact"),
    ("procuratorate", ["ask_deliberation"], None, "2024-12-05", "inquire", "medium", 40, "2025-01-08", "monthly"),
    ("police", ["direct_outcome"], "internal_staff", "2024-03-05", "interfere", "high", 70, "2024-04-10", "quarterly"),
    ("police", ["ask_progress"], "intermediary_other", "2025-08-05", "inquire", "low", 10, "2025-10-10", "quarterly"),
    ("committee", ["coordinate"], "leading_official", "2024-12-31", "interfere", "high", 65, "2025-01-10", "quarterly"),
    ("common", ["ask_progress"], "intermediary_other", "2027-05-05", "inquire", "low", 10, "2027-07-09", "quarterly"),
    ("court", ["ask_progress"], "intermediary_other", None, "inquire", "low", 10, None, None),
]  # fmt: skip


@pytest.mark.parametrize("case", ASSESSED)
def test_assess(case: tuple[str, list[str], str | None, str | None, str, str, int, str | None, str | None]) -> None:
    profile, situations, class_, day, category, severity, score, due, deadline = case
    found = load_rulebook(profile).assess(situations, class_, date.fromisoformat(day) if day else None)
    assert (found.category, found.severity, found.severity_score) == (category, severity, score)
    assert (found.due_on.isoformat() if found.due_on else None, found.deadline) == (due, deadline)


def test_a_year_without_known_holidays_is_said_so() -> None:
    book = load_rulebook("court")
    assert book.assess(["plead"], None, date(2024, 3, 5)).due_certain
    assert not book.assess(["plead"], None, date(2027, 3, 5)).due_certain


REPORTED = [
    (["ask_progress"], "intermediary_other", ("department_head",), ()),
    (["plead"], "intermediary_other", ("department_head", "leader_in_charge"), ()),
    (["ask_progress"], "leading_official", ("department_head", "leader_in_charge", "committee", "superior_organ"), ()),
    (["ask_progress"], "internal_staff", ("department_head", "discipline"), ()),
    (["plead"], "internal_staff", ("department_head", "leader_in_charge", "discipline"), ("their_unit",)),
    (
        ["benefit"],
        "lawyer_departed",
        ("department_head", "leader_in_charge", "unit_head", "discipline"),
        ("justice_bureau",),
    ),
    (
        ["pressure"],
        "leading_official",
        ("department_head", "leader_in_charge", "unit_head", "committee", "superior_organ"),
        ("committee", "discipline_commission"),
    ),
]


@pytest.mark.parametrize(("situations", "class_", "report_to", "transfers"), REPORTED)
def test_routes(situations: list[str], class_: str, report_to: tuple[str, ...], transfers: tuple[str, ...]) -> None:
    book = load_rulebook("court")
    found = book.assess(situations, class_, date(2024, 3, 5))
    assert (found.report_to, found.transfers) == (report_to, transfers)
    assert all(book.label("routes", route) for route in report_to)


def test_an_assessment_names_the_rules_it_rests_on() -> None:
    found = load_rulebook("procuratorate").assess(["plead", "pass_material"], "internal_staff", date(2024, 3, 5))
    ids = [rule.id for rule in found.rules]
    assert ids == [
        "situations.plead",
        "situations.pass_material",
        "acts.zzw_1",
        "acts.zzw_3",
        "acts.procuratorate_6",
        "acts.procuratorate_7",
        "objects.internal_staff",
        "deadlines.monthly",
        "reporting.every",
        "reporting.medium",
        "reporting.high",
        "reporting.internal_staff",
    ]
    assert all(rule.title and rule.source and rule.basis for rule in found.rules)


@pytest.mark.parametrize(
    ("situations", "class_", "problem"),
    [([], None, "at least one situation"), (["gossip"], None, "gossip"), (["plead"], "stranger", "stranger")],
)
def test_assess_refuses_what_it_does_not_know(situations: list[str], class_: str | None, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        load_rulebook("court").assess(situations, class_, None)


CLASSED = [
    (Intervener(field="审判机关", org="安澜市中级人民法院", position="副院长"), "internal_staff"),
    (Intervener(field="检察机关"), "internal_staff"),
    (Intervener(field="公安机关"), "internal_staff"),
    (Intervener(field="司法行政机关", org="安澜市司法局", position="律师工作科科长"), "internal_staff"),
    (Intervener(field="行政机关", org="白塔区人民政府", position="副县长"), "leading_official"),
    (Intervener(field="党的机关", org="安澜市委政法委", position="副书记"), "leading_official"),
    (Intervener(field="人大机关"), "leading_official"),
    (Intervener(field="政协机关"), "leading_official"),
    (Intervener(field="监察机关"), "leading_official"),
    (Intervener(field="国有企业", org="安澜城投集团", position="董事长"), "leading_official"),
    (Intervener(field="事业单位"), "leading_official"),
    (Intervener(field="行政机关", org="市自然资源局评估拍卖科"), "leading_official"),
    (Intervener(field="公安机关", org="安澜市公安局", departed=True), "lawyer_departed"),
    (Intervener(field="不详", org="安澜市人民检察院"), "internal_staff"),
    (Intervener(org="安澜市公安局", position=""), "internal_staff"),
    (Intervener(org="市住建局", position="科长"), "leading_official"),
    (Intervener(org="安澜市中级人民法院", departed=True), "lawyer_departed"),
    (Intervener(lawyer=True), "lawyer_departed"),
    (Intervener(org="川明德律师事务所"), "lawyer_departed"),
    (Intervener(position="律师"), "lawyer_departed"),
    (Intervener(position="被告人家属"), "party_relation"),
    (Intervener(party=True, org="宏达矿业有限公司"), "party_relation"),
    (Intervener(org="某某会计师事务所"), "intermediary_other"),
    (Intervener(org="市公证处"), "intermediary_other"),
    (Intervener(position="李县长的秘书"), "leading_official"),
    (Intervener(), "intermediary_other"),
]


@pytest.mark.parametrize(("intervener", "class_"), CLASSED)
def test_intervener_class(intervener: Intervener, class_: str) -> None:
    assert load_rulebook("court").intervener_class(intervener) == class_


@pytest.mark.parametrize(
    ("unit", "profile"),
    [
        ("安澜市中级人民法院", "court"),
        ("安澜市中院", "court"),
        ("望江县人民法院城关法庭", "court"),
        ("安澜市人民检察院", "procuratorate"),
        ("安澜铁路运输检察院", "procuratorate"),
        ("安澜市公安局白塔区分局", "police"),
        ("城关派出所", "police"),
        ("中共安澜市委政法委员会", "committee"),
        ("市委政法委", "committee"),
        ("安澜市司法局", "common"),
        ("", "common"),
    ],
)
def test_profile_for(unit: str, profile: str) -> None:
    assert profile_for(unit) == profile


def test_a_site_changes_rules_without_code(tmp_path: Path) -> None:
    (tmp_path / "common.toml").write_text(
        '[rulebook]\nversion = "city-3"\n'
        "[situations.plead]\noverride = true\nweight = 60\n"
        '[deadlines.contact]\noverride = true\ncount = 1\nbasis = "assembled"\n'
        "[transfers.lawyer]\nremove = true\n",
        encoding="utf-8",
    )
    (tmp_path / "court.toml").write_text(
        '[acts.city_1]\nlabel = "本市列举的行为"\nsituations = ["plead"]\n'
        'source = ["local_court 本市办法"]\nbasis = "verified"\n',
        encoding="utf-8",
    )
    shipped, site = load_rulebook("court"), load_rulebook("court", tmp_path)
    assert shipped.assess(["plead"], None, None).severity_score == 35
    assert site.assess(["plead"], None, None).severity_score == 60
    assert site.assess(["benefit"], "party_relation", date(2024, 3, 5)).due_on == date(2024, 3, 6)
    assert "acts.city_1" in [rule.id for rule in site.assess(["plead"], None, None).rules]
    assert "lawyer" not in site.rules.transfers
    assert site.version == "common-1.1.0+court-1.1.0+common-city-3+court-city-3+calendar-1"
    assert shipped.version == "common-1.1.0+court-1.1.0+calendar-1"
    assert site.sha256 != shipped.sha256
    assert load_rulebook("court").sha256 == shipped.sha256


SITE_FAULTS = [
    ("common.toml", "[situations.plead\n", "is no TOML"),
    ("common.toml", "[situations.plead]\nweight = 40\n", r"\[situations.plead\] stands in common.toml already"),
    ("common.toml", "[situations.plaed]\noverride = true\nweight = 40\n", "not there"),
    ("common.toml", "[situations.plead]\noverride = true\nwieght = 40\n", r"\[situations.plead\] wieght: is no key"),
    ("common.toml", "[situations.plead]\noverride = true\nweight = 140\n", r"\[situations.plead\] weight: "),
    ("common.toml", '[situations.plead]\noverride = true\nweight = "40"\n', r"\[situations.plead\] weight: "),
    ("common.toml", '[situations.plead]\noverride = true\nsource = []\n', r"\[situations.plead\] source: "),
    ("common.toml", '[situations.plead]\noverride = true\nsource = ["https://x"]\n', "names a web address"),
    ("common.toml", '[situations.plead]\noverride = true\nsource = ["zbf 第八条"]\n', "'zbf' is no id of .provisions"),
    ("common.toml", '[situations.plead]\noverride = true\nbasis = "sure"\n', r"\[situations.plead\] basis: "),
    ("common.toml", "[situations.plead]\nremove = true\n", "plead: not all of the codes"),
    ("common.toml", "[situations.plead]\nremove = true\nweight = 4\n", "remove = true and other keys"),
    ("common.toml", '[situations.gossip]\nlabel = "闲聊"\n', r"\[situations.gossip\] category"),
    ("common.toml", "[gossip]\na = 1\n", r"\[gossip\] a is no entry"),
    ("common.toml", "[gossip.a]\nb = 1\n", r"\[gossip\]: is no key of this table"),
    ("common.toml", "weight = 3\n", "weight is no table"),
    ("common.toml", "[severities.low]\noverride = true\nfrom = 40\n", "must begin at 0"),
    ("common.toml", "[reporting.every]\nremove = true\n", r"\[reporting\]: no entry applies without conditions"),
    ("common.toml", '[reporting.every]\noverride = true\nto = ["nobody"]\n', "'nobody' is no id of .routes"),
    ("court.toml", '[acts.court_1]\noverride = true\nobjects = ["all"]\n', "'all' is no id of .objects"),
    ("court.toml", "[fields.party]\noverride = true\nobject = 3\n", r"\[fields.party\] object: "),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "problem"), SITE_FAULTS)
def test_faults_of_site_files_are_named(tmp_path: Path, name: str, text: str, problem: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=problem) as caught:
        load_rulebook("court", tmp_path)
    assert name in str(caught.value)


def test_what_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="'prison' is unknown"):
        load_rulebook("prison")
    with pytest.raises(RulebookError, match="is no folder"):
        load_rulebook("court", tmp_path / "none")
    (tmp_path / "court.toml").write_bytes("[units]\nwords = ['法院']".encode("gb18030"))
    with pytest.raises(RulebookError, match="is no UTF-8 text"):
        load_rulebook("court", tmp_path)

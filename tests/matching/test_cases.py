"""Which case words mean: number, party, cause, folder, and who handles what on the day."""

from datetime import date

import pytest

from data.registry import Agent, Case, Registries
from data.types import Extraction, Kind, Status
from matching.caseindex import CaseIndex, company_core, sequence_of
from matching.resolver import Resolver

COURT = "白岭县人民法院"
LOAN, ASSAULT, WORKS = "（2024）川9721民初5号", "（2024）川9721刑初88号", "（2023）川9721执167号"
ARREST = "白检刑诉〔2024〕88号"


@pytest.fixture
def case_of(city, marked, event):
    """(marked text, owner ...) -> the CaseLink of one event about mention c1."""
    resolver = Resolver(city)

    def link(text, kind=Kind.WORK_NOTE, told=None, **fields):
        document, mentions = marked(text, kind, **fields)
        named = "c1" if any(mention.id == "c1" for mention in mentions) else None
        extraction = Extraction(mentions, (event(**({"case": named, "date": date(2024, 3, 8)} | (told or {}))),))
        return resolver.resolve(document, extraction).events[0].case

    return link


NOTE = "2024-03-08　⟦p1|老蔡⟧⟦x1|问⟧"
WORDS = [
    (LOAN, LOAN),
    ("(2024)川9721民初5号", LOAN),
    ("民初5号", LOAN),
    ("167号", WORKS),
    ("167", WORKS),
    ("周大海那个案子", LOAN),
    ("大海那件", LOAN),
    ("周家的案子", LOAN),
    ("恒基物流的借贷", LOAN),
    ("恒基那个", LOAN),
    ("那个民间借贷", LOAN),
    ("打架那个", None),  # the judge has no such case
    ("远大的工程款执行", WORKS),
    ("康永福申请执行案", WORKS),
    ("（2024）川9721民初99号", "（2024）川9721民初99号"),  # told in full, not in the list
    ("吴小丽那个案子", None),
    ("一起集资案", None),
]


@pytest.mark.parametrize(("words", "case_no"), WORDS)
def test_words_for_a_case_in_its_judges_note(words, case_no, case_of):
    assert case_of(f"{NOTE}⟦c1|{words}⟧", owner="P07").case_no == case_no


def test_a_short_number_means_the_case_of_the_one_approached(city, case_of):
    # 88号 is also a case of the procuratorate
    other = Case(ARREST, "白岭县人民检察院", "盗窃罪", ("陆小兵",), ("P15",), (), date(2024, 2, 1), None)
    assert case_of(f"{NOTE}⟦c1|88号⟧", owner="P08").case_no == ASSAULT
    assert other.case_no == ARREST


def test_the_folder_tells_the_case_of_plain_words(case_of):
    assert case_of(f"{NOTE}⟦c1|这个案子⟧", folder_case=ASSAULT).case_no == ASSAULT


def test_the_folder_gives_way_to_the_words(case_of):
    assert case_of(f"{NOTE}⟦c1|周大海诉恒基物流一案⟧", folder_case=WORKS, owner="P07").case_no == LOAN


def test_a_party_beside_plain_words_tells(case_of):
    assert case_of("2024-03-08　⟦p1|老蔡⟧说周大海是他表弟，⟦x1|问⟧⟦c1|那个案子⟧", owner="P07").case_no == LOAN


def test_plain_words_alone_cannot_tell_and_show_the_rivals(case_of):
    found = case_of(f"{NOTE}⟦c1|那个案子⟧")
    assert found.case_no is None


def test_an_event_that_speaks_of_no_case_has_its_folders_or_none(case_of):
    told = {"status": Status.NEGATED}
    assert case_of(NOTE, told=told, owner="P07").case_no is None
    assert case_of(NOTE, told=told, folder_case=LOAN).case_no == LOAN


def test_the_one_case_of_a_paper_holds_for_plain_words(city, marked, event):
    text = f"2024-03-08　⟦p1|老蔡⟧⟦x1|问⟧⟦c1|{LOAN}⟧；⟦p2|老秦⟧也⟦x2|问⟧⟦c2|这个案子⟧"
    document, mentions = marked(text)
    told = event("e2", triggers=("x2",), intervener="p2", case="c2")
    reading = Resolver(city).resolve(document, Extraction(mentions, (event(case="c1"), told)))
    assert [item.case.case_no for item in reading.events] == [LOAN, LOAN]


def test_reasons_speak_to_the_reviewer(case_of):
    found = case_of(f"{NOTE}⟦c1|周大海那个案子⟧", owner="P07")
    assert {"party", "scope", "time"} <= {reason.comparison for reason in found.reasons}
    assert found.candidates[0] == LOAN


def test_two_cases_of_one_party_cannot_be_told_apart(marked, event):
    cases = [
        Case(number, COURT, "民间借贷纠纷", ("周大海",), ("P07",), (Agent("甲", "", ""),), date(2024, 1, 5), None)
        for number in ("（2024）川9721民初5号", "（2024）川9721民初6号")
    ]
    document, mentions = marked(f"{NOTE}⟦c1|周大海那个案子⟧")
    registries = Registries(cases={case.case_no: case for case in cases})
    found = Resolver(registries).resolve(document, Extraction(mentions, (event(case="c1"),))).events[0].case
    assert found.case_no is None


@pytest.mark.parametrize(
    ("number", "sequence"),
    [(LOAN, "5"), ("川检刑诉〔2024〕27号", "27"), ("（2024）川97民初12号之一", "12"), ("案子", "")],
)
def test_running_numbers(number, sequence):
    assert sequence_of(number) == sequence


@pytest.mark.parametrize(
    ("party", "core"),
    [("白岭恒基物流有限公司", "恒基物流"), ("周大海", ""), ("青河市远大建筑集团有限公司", "远大建筑"), ("县医院", "")],
)
def test_companies_as_people_say_them(party, core):
    assert company_core(party) == core


def test_the_index_finds_by_number_however_written(city):
    assert CaseIndex(city).numbered("(2024)川9721民初5号") == LOAN
    assert CaseIndex(city).numbered("（2024）川9721民初6号") is None

"""Whom words mean: the table of pairs that must hold, then whole papers."""

from dataclasses import replace
from datetime import date

import pytest

from data.registry import LawyerRelative, Official, Registries, Tenure
from data.types import Extraction, Kind, Registry
from matching.index import PeopleIndex
from matching.people import PeopleResolver, compare
from matching.sight import paper_of


def bare_score(words, name, marked, **fields):
    """The score of a mention against one official without post, with nothing else told."""
    registries = Registries(officials={"P1": Official("P1", name, (), "", (), ())})
    document, mentions = marked(f"⟦p1|{words}⟧")
    paper = paper_of(document, Extraction(mentions, ()), registries)
    return compare(paper.sights[0], PeopleIndex(registries)["P1"], paper).score


@pytest.mark.parametrize(("words", "name"), [("王健国", "王建国"), ("王建囯", "王建国"), ("張偉", "张伟")])
def test_variants_lie_between_half_and_exact(words, name, marked):
    assert 0.5 < bare_score(words, name, marked) <= bare_score(name, name, marked)


def test_homophones_and_lookalikes_lie_below_exact(marked):
    for words in ("王健国", "王见国"):
        assert 0.5 < bare_score(words, "王建国", marked) < bare_score("王建国", "王建国", marked)


def test_another_surname_is_another_person(marked):
    assert bare_score("李建国", "王建国", marked) < 0.1


def test_rare_names_score_higher_on_the_same_evidence(marked):
    assert bare_score("司马昭明", "司马昭明", marked) > bare_score("王伟", "王伟", marked)


def test_anonymous_names_are_consistent_but_never_identity(linked):
    for words in ("王某", "王某某"):
        found = linked(f"2023-05-06　⟦p1|{words}⟧打来电话", owner="P07")["p1"]
        assert found.registry_id is None
        assert {candidate.registry_id for candidate in found.candidates} >= {"P02"}


def test_an_official_and_a_lawyer_of_one_name_are_both_shown(marked):
    registries = Registries(
        officials={
            "P1": Official(
                "P1", "王建国", (), "男", (), (Tenure("白岭县人民法院", "副院长", "", date(2018, 1, 1), None),)
            )
        },
        lawyers={"L1": LawyerRelative("L1", "王建国", "9", "川明律师事务所", "", "子女", "", "", "", "", None)},
    )
    document, mentions = marked("⟦p1|王建国⟧来问")
    link = PeopleResolver(PeopleIndex(registries)).link_all(paper_of(document, Extraction(mentions, ()), registries))
    assert link[1][0].registry_id is None
    assert {candidate.registry_id for candidate in link[1][0].candidates} == {"P1", "L1"}


def test_a_lawyer_elsewhere_is_not_the_official_of_his_name(marked):
    registries = Registries(
        officials={
            "P1": Official(
                "P1", "王建国", (), "男", (), (Tenure("白岭县人民法院", "副院长", "", date(2018, 1, 1), None),)
            )
        }
    )
    document, mentions = marked("⟦o1|滨州天衡律师事务所⟧⟦q1|律师⟧⟦p1|王建国⟧来问")
    link = PeopleResolver(PeopleIndex(registries)).link_all(paper_of(document, Extraction(mentions, ()), registries))
    assert link[1][0].registry_id is None
    assert [candidate.registry_id for candidate in link[1][0].candidates] == ["P1"]


@pytest.mark.parametrize(
    ("day", "owner", "holder"),
    [
        ("2021-05-06", "P07", "P01"),  # the county court's president of 2021
        ("2023-05-06", "P07", "P02"),  # and of 2023
        ("2024-05-06", "P03", "P03"),  # the city court's
    ],
)
def test_a_title_means_its_holder_on_that_day_in_that_court(day, owner, holder, linked):
    found = linked(f"{day} 09:12 张三: ⟦p1|王院长⟧今天在吗", Kind.CHAT, owner=owner)["p1"]
    assert found.registry_id == holder
    assert found.candidates[0].registry_id == holder
    assert any(reason.comparison == "title" for reason in found.reasons)


def test_a_title_without_day_and_court_names_nobody(linked):
    found = linked("⟦p1|王院长⟧来问")["p1"]
    assert found.registry_id is None
    assert {candidate.registry_id for candidate in found.candidates} >= {"P01", "P02", "P03"}


SAID = [
    ("李院长打招呼", "李院长", "P04"),  # 副 is dropped in speech
    ("李副院长打招呼", "李副院长", "P04"),
    ("任县来电", "任县", "P05"),
    ("钟科长来电", "钟科长", "P06"),
    ("德胜说", "德胜", "P07"),
    ("小敏说", "小敏", "P08"),
    ("周姐说", "周姐", "P08"),
    ("何老院长来院里", "何老院长", "P14"),
    ("沈庭长来院里", "沈庭长", "L02"),
    ("三舅来电", "三舅", None),
    ("彭院长来电", "彭院长", None),
    ("马会计来电", "马会计", None),
]


@pytest.mark.parametrize(("text", "words", "person"), SAID)
def test_short_forms_in_a_judges_note(text, words, person, linked):
    found = linked(
        f"2024年3月5日　{text.replace(words, f'⟦p1|{words}⟧', 1)}", owner="P07" if person != "P07" else "P08"
    )
    assert found["p1"].registry_id == person


def test_the_organisation_beside_the_name_decides(linked):
    found = linked("2024-03-05　⟦o1|城投⟧⟦p1|袁总⟧来电；⟦o2|东湖城投⟧⟦p2|袁小梅⟧也来电", owner="P07")
    assert (found["p1"].registry_id, found["p2"].registry_id) == ("P09", "P16")


def test_people_of_one_name_are_told_apart_by_post(linked):
    found = linked("2024-03-05　⟦o1|县公安局⟧⟦q1|副局长⟧⟦p1|郑红霞⟧来电", owner="P07")["p1"]
    assert found.registry_id == "P12"


def test_people_of_one_name_without_more_are_both_shown(linked):
    found = linked("2024-03-05　⟦p1|郑红霞⟧来电", owner="P07")["p1"]
    assert found.registry_id is None
    assert {candidate.registry_id for candidate in found.candidates} == {"P12", "P13"}


def test_a_telephone_number_tells_a_stranger_s_name(linked):
    text = "时间 | 来电号码 | 来电人 | 内容\n2024-03-05 09:00 | ⟦f1|13800000005⟧ | ⟦p1|老任⟧ | 问案子"
    found = linked(text, Kind.PHONE_LOG, owner="P07")["p1"]
    assert found.registry_id == "P05"


def test_a_title_is_the_full_name_of_the_same_paper(linked):
    text = "2024-03-05　⟦o1|东湖区教育局⟧⟦q1|局长⟧⟦p1|司马昭明⟧来院。⟦p2|司马局长⟧问起案子"
    found = linked(text, owner="P07")
    assert found["p1"].registry_id == found["p2"].registry_id == "P10"
    assert any(reason.comparison == "document" for reason in found["p2"].reasons)


def test_a_stranger_of_the_paper_stands_before_an_official_of_his_surname(linked):
    found = linked("2024-03-05　当事人⟦p1|任小毛⟧来院，⟦p2|老任⟧又问了一遍", owner="P07")
    assert found["p1"].registry_id is None
    assert found["p2"].registry_id is None


def test_the_one_addressed_in_a_talk_of_two_is_the_other(linked):
    text = "2024-03-05 09:00 ⟦p1|袁涛⟧: ⟦p2|德胜⟧，在不\n2024-03-05 09:01 ⟦p3|杜德胜⟧: ⟦p4|袁总⟧好"
    found = linked(text, Kind.CHAT, owner="P07")
    assert [found[key].registry_id for key in ("p1", "p2", "p3", "p4")] == ["P09", "P07", "P07", "P09"]


def test_a_lawyer_of_the_registry_gives_a_lawyers_entry(linked):
    found = linked("2024-03-05　⟦p1|陈静律师⟧来电；⟦p2|沈律师⟧代理", owner="P08", folder_case="（2024）川9721民初5号")
    assert (found["p1"].registry, found["p1"].registry_id) == (Registry.LAWYERS, "L01")
    assert found["p2"].registry_id == "L02"


def test_an_alias_is_as_good_as_the_name(linked):
    assert linked("2024-03-05　⟦p1|张卫⟧来电", owner="P07")["p1"].registry_id == "P15"


def test_a_number_in_place_of_a_name_tells_whose_it_is(linked, event):
    found = linked("2024-03-05　⟦f1|13800000005⟧⟦x1|来电问⟧案子", owner="P07", events=[event(intervener="f1")])
    assert found["f1"].registry_id == "P05"


def test_every_person_mention_gets_a_link_in_text_order(linked):
    found = linked("⟦p1|甲⟧见⟦p2|王建国⟧、⟦p3|abc@example.org⟧", owner="P07")
    assert list(found) == ["p1", "p2", "p3"]


def test_reasons_are_words_for_the_reviewer_and_add_up(linked):
    found = linked("2024-03-05　⟦p1|任县⟧来电", owner="P07")["p1"]
    assert all(reason.words and not reason.words.isascii() for reason in found.reasons)
    assert found.candidates[0].score == pytest.approx(
        1 / (1 + 2.718281828459045 ** -sum(reason.weight for reason in found.reasons)), abs=1e-3
    )


def test_a_large_registry_gives_the_same_link(marked, city):
    settings = replace(PeopleResolver(PeopleIndex(city)).settings, block=1)
    document, mentions = marked("2021-05-06 09:12 张三: ⟦p1|王院长⟧今天在吗", Kind.CHAT, owner="P07")
    paper = paper_of(document, Extraction(mentions, ()), city)
    assert PeopleResolver(PeopleIndex(city), settings).link_all(paper)[1][0].registry_id == "P01"


def test_labels_without_names_get_no_link(linked):
    assert set(linked("⟦o1|县法院⟧⟦t1|昨天⟧⟦p1|王建国⟧")) == {"p1"}

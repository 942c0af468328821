"""Who never meets a proposal, ground by ground."""

from datetime import date

import pytest

from data.registry import Agent, Case, LawyerRelative, Official, Registries, Tenure
from records.recusal import Bar, Recusal, Tie, name_key
from store.viewer import BarKind
from store.viewer import name_key as key_of_viewer

COURT = "白岭县人民法院"
LOAN, THEFT, OLD = "（2024）川9721民初5号", "（2024）川9721刑初9号", "（2021）川9721民初1号"
PEOPLE = {
    "P01": "任志远",
    "P02": "杜德胜",
    "P03": "李强",
    "P04": "何丽",
    "P05": "孙勇",
    "P06": "钱芳",
    "P07": "赵亮",
    "P08": "周敏",
    "P09": "吴迪",
}


def lawyer(entry, name, licence, official):
    """A lawyer who is the child of an official."""
    told = (PEOPLE[official], COURT, "审判员")
    return LawyerRelative(entry, name, licence, "川明律师事务所", "", "子女", official, *told, None)


def case(number, handlers, parties=(), agents=(), filed=date(2024, 1, 5), closed=None):
    """A case of the court."""
    return Case(number, COURT, "民间借贷纠纷", tuple(parties), tuple(handlers), tuple(agents), filed, closed)


REGISTRIES = Registries(
    officials={
        key: Official(key, name, (), "", (), (Tenure(COURT, "审判员", "审判机关", None, None),))
        for key, name in PEOPLE.items()
    },
    lawyers={
        "L01": lawyer("L01", "陈静", "100", "P05"),
        "L02": lawyer("L02", "李小强", "200", "P03"),
        "L03": lawyer("L03", "李小强", "200", "P06"),
    },
    cases={
        LOAN: case(LOAN, ["P02"], ["周大海"], [Agent("陈静", "川明律师事务所", "100")]),
        THEFT: case(THEFT, ["P02", "P04"], ["吴小丽"]),
        OLD: case(OLD, ["P02", "P07"], filed=date(2021, 1, 5), closed=date(2021, 9, 1)),
    },
)


def link(key=None, *candidates):
    """Who somebody is, with candidates."""
    return {"id": key, "candidates": [{"id": candidate} for candidate in candidates]}


def bars(name="王五", case_no=None, intervener=None, recipient=None, day="2024-03-09", **details):
    """The bars of a proposal, as kind -> people known by id, and by name alone."""
    parties = {"case_no": case_no, "parties": None}
    line = {
        "record": {"name": name, "occurred_on": day, "case": parties if case_no else None},
        "links": {"intervener": intervener or link(), "recipient": recipient or link()},
    }
    found = Recusal(REGISTRIES).bars_of(line, details)
    assert list(found) == sorted(set(found))
    return found


def people(found, kind):
    """The ids barred on one ground."""
    return {bar.person for bar in found if bar.kind is kind and not bar.person.startswith("name:")}


def names(found, kind):
    """The names barred on one ground."""
    return {bar.person.removeprefix("name:") for bar in found if bar.kind is kind and bar.person.startswith("name:")}


def test_the_grounds_and_keys_are_those_of_the_desk():
    assert {tie.value for tie in Tie} == {kind.value for kind in BarKind} - {BarKind.DECLARED.value}
    assert name_key("王 建國") == key_of_viewer("王建国") == "name:王建国"


def test_who_is_linked_is_barred_by_id_and_name():
    found = bars(name="任志远", intervener=link("P01"), recipient=link("P09"))
    assert people(found, Tie.NAMED) == {"P01", "P09"}
    assert names(found, Tie.NAMED) == {"任志远", "吴迪"}


def test_a_name_that_nobody_was_found_for_is_barred_as_it_stands():
    assert bars(name="老周") == (Bar("name:老周", Tie.NAMED),)


def test_every_candidate_is_barred():
    assert people(bars(intervener=link(None, "P01", "P09")), Tie.NAMED) == {"P01", "P09"}


def test_everybody_the_papers_name_is_barred():
    go_between = {"role": "via", "words": "小赵", "id": None, "candidates": [{"id": "P07"}, {"id": "P08"}]}
    quoted = {"role": "named", "words": "吴迪", "id": "P09", "candidates": []}
    found = bars(people=[go_between, quoted])
    assert people(found, Tie.NAMED) == {"P07", "P08", "P09"}
    assert {"小赵", "吴迪", "赵亮", "周敏"} <= names(found, Tie.NAMED)


def test_parties_and_agents_of_the_case_are_barred():
    assert {"周大海", "陈静"} <= names(bars(case_no=LOAN), Tie.NAMED)


def test_the_official_whose_relative_acts_in_the_case_is_barred():
    found = bars(case_no=LOAN)
    assert people(found, Tie.RELATIVE) == {"L01", "P05"}
    assert names(found, Tie.RELATIVE) == {"孙勇", "陈静"}


RELATIVES = [
    ("a lawyer's relatives", {"intervener": link("L01")}, {"P05"}),
    ("the relative of an official", {"intervener": link("P05")}, {"L01"}),
    ("all officials of one licence", {"intervener": link("L02")}, {"L03", "P03", "P06"}),
    ("the relative of a relative", {"intervener": link("P03")}, {"L02", "L03", "P06"}),
    ("of a candidate", {"intervener": link(None, "P05")}, {"L01"}),
    ("a lawyer known by name only", {"name": "陈静"}, {"L01", "P05"}),
    ("nobody", {"intervener": link("P09")}, set()),
]


@pytest.mark.parametrize(("why", "told", "barred"), RELATIVES)
def test_relatives(why, told, barred):
    assert people(bars(**told), Tie.RELATIVE) == barred, why


def test_the_handlers_of_the_case_are_barred():
    found = bars(case_no="(2024)川9721刑初9号")
    assert people(found, Tie.HANDLER) == {"P02", "P04"}
    assert names(found, Tie.HANDLER) == {"杜德胜", "何丽"}


def test_of_a_case_that_is_not_told_the_handlers_of_all_that_may_be_meant_are_barred():
    rivals = {"candidates": [{"case_no": LOAN}, {"case_no": THEFT}, {"case_no": "（2024）川9721民初99号"}]}
    assert people(bars(case=rivals), Tie.HANDLER) == {"P02", "P04"}
    assert people(bars(case=rivals, case_no=LOAN), Tie.HANDLER) == {"P02"}


PANELS = [
    ("with a handler of the case", {"case_no": LOAN}, {"P04"}),
    ("with the one approached", {"recipient": link("P04")}, {"P02"}),
    ("in a case pending on that day", {"case_no": LOAN, "day": "2021-03-01"}, {"P07"}),
    ("on the last day of it", {"case_no": LOAN, "day": "2021-09-01"}, {"P07"}),
    ("not the day after", {"case_no": LOAN, "day": "2021-09-02"}, set()),
    ("in any case when no day is told", {"case_no": LOAN, "day": None}, {"P04", "P07"}),
    ("with nobody", {"recipient": link("P09")}, set()),
]


@pytest.mark.parametrize(("why", "told", "barred"), PANELS)
def test_colleagues_of_a_panel(why, told, barred):
    assert people(bars(**told), Tie.PANEL) == barred, why


def test_without_registries_the_names_of_the_record_are_barred():
    line = {
        "record": {"name": "任志远", "occurred_on": None, "case": {"case_no": LOAN, "parties": ["周大海"]}},
        "links": {"intervener": link("P01"), "recipient": link()},
    }
    found = Recusal(Registries()).bars_of(line, {})
    assert {bar.person for bar in found} == {"P01", "name:任志远", "name:周大海"}

"""Unit and city of a document: table of owners, folders and cases against small registries."""

from datetime import date
from types import SimpleNamespace

import pytest

from data.registry import Case, Official, Registries, Tenure
from evaluation.places import Places

CITY_COURT, COURT, OFFICE = "澜汀市中级人民法院", "盐渡县人民法院", "盐渡县人民检察院"
NUMBER, OTHER = "（2025）云9823刑初5号", "（2025）云98民终112号"


def case(case_no, unit):
    return Case(case_no, unit, "", (), (), (), None, None)


def official(key, *tenures):
    posts = tuple(Tenure(org, "法官", "", first, last) for org, first, last in tenures)
    return Official(key, key, (), "", (), posts)


TURN = date(2024, 1, 1)
REGISTRIES = Registries(
    officials={
        one.person_id: one
        for one in (
            official("P1", (COURT, None, date(2023, 12, 31)), (CITY_COURT, TURN, None)),
            official("P2", ("盐渡县政协", None, None), (OFFICE, None, None)),
            official("P3", ("盐渡县政协", None, None), ("盐渡县司法局", None, None)),
            official("P4", (COURT, date(2020, 1, 1), date(2020, 12, 31))),
            official("P5"),
        )
    },
    cases={
        one.case_no: one for one in (case(OTHER, CITY_COURT), case(NUMBER, COURT), case("盐检刑诉〔2025〕3号", OFFICE))
    },
)


def paper(owner="", folder="", *events):
    told = tuple(SimpleNamespace(day=day, case_no=case_no) for day, case_no in events)
    return SimpleNamespace(owner=owner, folder_case=folder, events=told)


UNITS = [
    ("the post on the day", paper("P1", "", ("2023-12-31", None)), COURT),
    ("the post on the next day", paper("P1", "", ("2024-01-01", None)), CITY_COURT),
    ("the first dated event decides", paper("P1", "", (None, None), ("2023-05-05", None), ("2024-05-05", None)), COURT),
    ("no event: the last post", paper("P1"), CITY_COURT),
    ("no day that is one: the last post", paper("P1", "", ("昨天", None)), CITY_COURT),
    ("no post on the day: the last one", paper("P4", "", ("2024-05-05", None)), COURT),
    ("two posts: the one in a unit of the case list", paper("P2", "", ("2024-05-05", None)), OFFICE),
    ("two posts, neither: the first", paper("P3", "", ("2024-05-05", None)), "盐渡县政协"),
    ("the owner before the folder", paper("P1", NUMBER), CITY_COURT),
    ("no owner: the folder's case", paper("", NUMBER, ("2024-05-05", OTHER)), COURT),
    ("no owner, no folder: the first listed case", paper("", "", ("", "（2025）云01民初1号"), ("", OTHER)), CITY_COURT),
    ("an owner in no registry", paper("P77", NUMBER), COURT),
    ("an owner without a post", paper("P5", NUMBER), COURT),
    ("nothing tells", paper("", "（2025）云01民初1号"), ""),
]


@pytest.mark.parametrize(("wanted", "told", "unit"), UNITS, ids=[name for name, *_ in UNITS])
def test_unit(wanted, told, unit):
    assert Places(REGISTRIES).unit_of(told) == unit


CITIES = [
    (CITY_COURT, "澜汀市"),
    ("澜汀市公安局临渡分局", "澜汀市"),
    ("中共澜汀市委政法委员会", "澜汀市"),
    (COURT, "澜汀市"),  # its cases are numbered 云9823, the city court's 云98
    (OFFICE, "澜汀市"),  # no court's code of its own, but the area has one
    ("临渡区人民法院", "临渡区"),  # no case tells its code
    ("某某集团", ""),
    ("", ""),
]


@pytest.mark.parametrize(("unit", "city"), CITIES)
def test_city(unit, city):
    assert Places(REGISTRIES).city_of(unit) == city


def test_a_county_city_lies_in_its_city():
    """安平市 is a county-level city: its court has four digits, and so is no city of its own."""
    cases = {n: case(n, unit) for n, unit in ((OTHER, CITY_COURT), ("（2025）云9881民初7号", "安平市人民法院"))}
    assert Places(Registries(cases=cases)).city_of("安平市人民检察院") == "澜汀市"


def test_one_odd_number_does_not_move_a_court():
    """A case taken over from another court keeps its number; the commonest code counts."""
    numbers = ("（2025）云01民终9号", "（2025）云98民终1号", "（2025）云98民终2号")
    cases = {n: case(n, CITY_COURT) for n in numbers} | {NUMBER: case(NUMBER, COURT)}
    assert Places(Registries(cases=cases)).city_of(COURT) == "澜汀市"


def test_without_registries():
    places = Places(Registries())
    assert (places.unit_of(paper("P1", NUMBER)), places.city_of(COURT)) == ("", "盐渡县")

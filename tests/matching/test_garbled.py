"""Names garbled beyond a likeness, and namesakes of another city: found near the place told, linked only with more."""

import pytest

from data.registry import Official, Registries, Tenure
from data.types import Extraction
from matching.areas import areas_of
from matching.changes import changes_between, footprints_of
from matching.concerns import Concerns
from matching.likeness import garbling
from matching.people import PeopleIndex, PeopleResolver
from matching.sight import paper_of


def served(key: str, name: str, *orgs: str, position: str = "副局长") -> Official:
    """An official who held one post after another."""
    return Official(key, name, (), "", (), tuple(Tenure(org, position, "", None, None) for org in orgs))


OFFICIALS = (
    served("P1", "王建国", "白岭县公安局"),
    served("P2", "刘强", "白岭县司法局", "青河市司法局"),
    served("P3", "周敏", "东湖县公安局", "安澜市公安局"),
    served("P4", "司马昭", "东湖县司法局"),
)
TWO_CITIES = Registries(officials={official.person_id: official for official in OFFICIALS})
GARBLED = [
    ("王国建", "王建国", "swapped"),
    ("王建", "王建国", "missing"),
    ("王国", "王建国", "missing"),
    ("王冏国", "王建国", "misread"),
    ("孛建国", "王建国", "misread"),
    ("王建军", "王建国", ""),  # a name of its own
    ("李建国", "王建国", ""),
    ("王冏", "王伟", ""),
    ("王建国强", "王建国", ""),
]


@pytest.mark.parametrize(("words", "name", "way"), GARBLED)
def test_ways_of_garbling(words, name, way):
    assert garbling(words, name) == way


def link(text, marked, owner=None, registries=TWO_CITIES):
    document, mentions = marked("2024-03-05　" + text, owner=owner)
    paper = paper_of(document, Extraction(mentions, ()), registries)
    return PeopleResolver(PeopleIndex(registries)).link_all(paper)[1][-1]


@pytest.mark.parametrize("words", ["王国建", "王建", "王冏国", "王建围", "汪建国"])
def test_a_garbled_name_is_linked_by_organisation_and_title_and_shown_without(words, marked):
    assert link(f"⟦o1|白岭县公安局⟧⟦q1|副局长⟧⟦p1|{words}⟧来电", marked).registry_id == "P1"
    alone = link(f"⟦p1|{words}⟧来电", marked, owner="P2")
    assert [candidate.registry_id for candidate in alone.candidates] == ["P1"]
    assert alone.registry_id is None or words == "汪建国"


def test_who_is_garbled_beside_his_right_name_is_another(marked):
    text = "⟦o1|白岭县公安局⟧⟦q1|副局长⟧⟦p1|王建国⟧同⟦p2|王冏国⟧来电"
    assert link(text, marked, owner="P2").registry_id is None


def test_a_namesake_of_another_city_is_shown_and_not_linked(marked):
    found = link("⟦p1|王建国⟧来电", marked, owner="P3")
    assert (found.registry_id, [c.registry_id for c in found.candidates]) == (None, ["P1"])
    assert link("⟦o1|白岭县公安局⟧⟦p1|王建国⟧来电", marked, owner="P3").registry_id == "P1"


def test_areas_are_of_the_cities_that_people_moved_to_and_of_none_where_there_is_one():
    assert areas_of(TWO_CITIES).by_area["白岭"] == {"青河"}
    assert areas_of(TWO_CITIES).cities_of(["白岭", "东湖"]) == {"青河", "安澜"}
    one = Registries(officials={key: TWO_CITIES.officials[key] for key in ("P1", "P2")})
    assert areas_of(one).by_area == {}


def test_an_entry_that_ties_two_cities_concerns_every_paper(marked):
    mover = served("P9", "赵铁", "白岭县公安局", "安澜市公安局")
    after = Registries(officials=TWO_CITIES.officials | {"P9": mover})
    plain = Registries(officials=TWO_CITIES.officials | {"P9": served("P9", "赵铁", "白岭县公安局")})
    document, _ = marked("⟦p1|孙三⟧来电")
    for registries, count in ((after, 1), (plain, 0)):
        changes = changes_between(footprints_of(TWO_CITIES), registries)
        assert len(Concerns(changes, {}).touching(document)) == count

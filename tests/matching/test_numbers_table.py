"""The table of pairs that must hold, line by line. Scores are of the comparisons alone, links of the resolver."""

import pytest

from data.registry import LawyerRelative, Official, Registries, Tenure
from data.types import Extraction, Kind
from matching.index import PeopleIndex
from matching.people import PeopleResolver, compare
from matching.sight import paper_of


def score(words, name, marked):
    """The score of a mention against one official without a post, nothing else told."""
    registries = Registries(officials={"P1": Official("P1", name, (), "", (), ())})
    document, mentions = marked(f"⟦p1|{words}⟧")
    paper = paper_of(document, Extraction(mentions, ()), registries)
    return compare(paper.sights[0], PeopleIndex(registries)["P1"], paper).score


def test_an_official_is_not_linked_to_a_lawyer_elsewhere_and_both_are_shown(marked):
    post = Tenure("白岭县人民法院", "副院长", "", None, None)
    registries = Registries(
        officials={"P1": Official("P1", "王建国", (), "男", (), (post,))},
        lawyers={"L1": LawyerRelative("L1", "王建国", "9", "滨州律师事务所", "", "子女", "", "", "", "", None)},
    )
    document, mentions = marked("⟦p1|王建国⟧来问")
    _, links = PeopleResolver(PeopleIndex(registries)).link_all(
        paper_of(document, Extraction(mentions, ()), registries)
    )
    assert links[0].registry_id is None
    assert {candidate.registry_id for candidate in links[0].candidates} == {"P1", "L1"}


@pytest.mark.parametrize(("words", "name"), [("王健国", "王建国"), ("王建囯", "王建国"), ("張偉", "张伟")])
def test_variants_are_above_half_and_below_exact(words, name, marked):
    assert 0.5 < score(words, name, marked) < score(name, name, marked)


@pytest.mark.parametrize(
    ("day", "owner", "holder"),
    [("2021-05-06", "P07", "P01"), ("2023-05-06", "P07", "P02"), ("2024-05-06", "P03", "P03")],
)
def test_a_title_means_its_holder_on_the_day_in_the_court_and_he_is_first(day, owner, holder, linked):
    found = linked(f"{day} 09:12 张三: ⟦p1|王院长⟧今天在吗", Kind.CHAT, owner=owner)["p1"]
    assert (found.registry_id, found.candidates[0].registry_id) == (holder, holder)


def test_a_title_without_day_and_court_has_candidates_and_no_link(linked):
    found = linked("⟦p1|王院长⟧来问")["p1"]
    assert found.registry_id is None
    assert {candidate.registry_id for candidate in found.candidates} >= {"P01", "P02", "P03"}


@pytest.mark.parametrize("words", ["王某", "王某某"])
def test_an_anonymous_name_is_consistent_and_never_identity(words, linked):
    found = linked(f"2023-05-06　⟦p1|{words}⟧打来电话", owner="P07")["p1"]
    assert found.registry_id is None
    assert "P02" in {candidate.registry_id for candidate in found.candidates}


def test_another_surname_is_below_a_tenth(marked):
    assert score("李建国", "王建国", marked) < 0.1


def test_a_rare_name_scores_higher_on_the_same_evidence(marked):
    assert score("司马昭明", "司马昭明", marked) > score("王伟", "王伟", marked)

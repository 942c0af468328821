"""Proposals: the contract's line, the rulebook's word, the order, ids that stay."""

import random

import pytest

from data.registry import Registries
from data.rulebook import load_rulebook
from records.proposals import propose, rulebook_for
from records.types import ITEMS, CaseItem, PersonLink

KEYS = (
    "proposal_id",
    "verdict",
    "severity",
    "score",
    "category",
    "situations",
    "record",
    "links",
    "evidence",
    "due_on",
    "report_to",
    "rules",
)
NONE = Registries()


def test_a_line_has_exactly_the_keys_of_the_contract(finding, court):
    (proposal,) = propose([finding()], NONE, court)
    row = proposal.row()
    assert tuple(row) == KEYS
    assert tuple(row["record"]) == ITEMS
    assert set(row["links"]) == {"intervener", "recipient"}
    assert set(row["links"]["intervener"]) == {"registry", "id", "score", "reasons", "candidates"}
    assert set(row["evidence"][0]) == {"doc_id", "path", "location", "start", "end", "quote", "item"}
    assert (row["verdict"], row["category"], row["links"]["intervener"]["id"]) == ("unfiled", "inquire", "P05")


def test_the_rulebook_decides_category_severity_deadline_and_route(finding, court):
    (mild,) = propose([finding()], NONE, court)
    (grave,) = propose([finding(situations=("ask_progress", "pressure"))], NONE, court)
    assert grave.category == "interfere"
    assert grave.situations == ("pressure", "ask_progress")
    order = ["low", "medium", "high", "critical"]
    assert order.index(grave.severity) > order.index(mild.severity)
    assert mild.due_on > mild.record.occurred_on
    assert grave.report_to
    assert all(words.endswith("）") for words in grave.rules)


def test_the_severest_come_first_then_the_earliest_due(finding, court):
    mild = finding("a.txt")
    early = finding("b.txt", day="2023-01-09")
    grave = finding("c.txt", day="2024-05-06", situations=("pressure", "benefit"))
    proposals = propose([mild, early, grave], NONE, court)
    assert [proposal.evidence[0].doc_id for proposal in proposals] == ["c.txt", "b.txt", "a.txt"]


def test_without_a_day_nothing_is_due(finding, court):
    assert propose([finding(day=None)], NONE, court)[0].due_on is None


def test_the_id_depends_on_the_matter_not_on_words_or_papers(finding, court):
    first = propose([finding("a.txt")], NONE, court)[0]
    reworded = propose([finding("z/b.txt", record={"content": "别的话"}, situations=("plead",))], NONE, court)[0]
    assert first.proposal_id == reworded.proposal_id
    other = propose([finding(day="2024-06-09")], NONE, court)[0]
    assert other.proposal_id != first.proposal_id


def test_matters_of_one_day_have_ids_of_their_own(finding, court):
    proposals = propose([finding("a.txt"), finding("a.txt", event_id="e2")], NONE, court)
    assert len({proposal.proposal_id for proposal in proposals}) == 2


def test_the_order_of_findings_does_not_matter(finding, court):
    findings = [finding(f"{number}.txt", day=f"2024-0{number}-09") for number in range(1, 9)]
    findings += [finding(f"x{number}.txt", day=f"2024-0{number}-09", channel="face") for number in range(1, 5)]
    wanted = [proposal.row() for proposal in propose(findings, NONE, court)]
    for seed in range(3):
        random.Random(seed).shuffle(findings)  # noqa: S311 - an order, no secret
        assert [proposal.row() for proposal in propose(findings, NONE, court)] == wanted


def test_the_unit_of_the_one_approached_decides_the_rulebook():
    books = {profile: load_rulebook(profile) for profile in ("court", "procuratorate", "common")}
    assert rulebook_for("白岭县人民检察院", books).profile == "procuratorate"
    assert rulebook_for("白岭县人民法院", books).profile == "court"
    assert rulebook_for("白岭县公安局", books).profile == "common"
    assert rulebook_for(None, books).profile == "common"
    assert rulebook_for("白岭县人民检察院", books["court"]).profile == "court"


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"intervener": PersonLink("老周", None, None, 0.0), "record": {"name": "老周"}}, 1),
        ({"record": {"case": CaseItem(None, None, "那个案子", None, None)}}, 1),
        ({"record": {"case": None}, "case_words": None}, 1),
    ],
)
def test_strangers_and_unknown_cases_are_proposed_too(fields, count, finding, court):
    assert len(propose([finding(**fields)], NONE, court)) == count


def test_from_a_note_to_a_proposal(found, city, court):
    _, findings = found("2024-03-09　⟦p1|任县⟧⟦x1|来电问⟧⟦c1|周大海那个案子⟧几时判")
    (proposal,) = propose(findings, city, court)
    assert proposal.record.name == "任志远"
    assert proposal.recipient.id == "P07"
    assert [passage.text for passage in proposal.passages] == ["2024-03-09　任县来电问周大海那个案子几时判"]

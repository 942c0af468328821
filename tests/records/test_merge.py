"""One matter, one record; other occasions stay apart."""

import itertools

import pytest

from records.merge import evidence_of, handle_of, merge, passages_of, proposal_id, record_of
from records.settling import Settled, settle
from records.types import CaseItem, Claim, PersonLink

NOBODY = PersonLink("老周", None, None, 0.0)


def shape(matters):
    """The papers of each matter."""
    return [sorted(finding.doc_id for finding in matter.findings) for matter in matters]


def test_one_occasion_in_three_papers_is_one_matter(finding):
    papers = [finding("chat.txt", channel="message"), finding("log.csv"), finding("note.txt", channel="face")]
    for order in itertools.permutations(papers):
        assert shape(merge(order)) == [["chat.txt", "log.csv", "note.txt"]]


APART = [
    ("another day", {"day": "2024-03-20"}),
    ("another person", {"intervener": PersonLink("李院", "officials", "P04", 0.9)}),
    ("another case", {"record": {"case": CaseItem("（2024）川9721民初6号", None, None, None, None)}}),
    ("the next day by another way", {"day": "2024-03-10", "channel": "face"}),
]


@pytest.mark.parametrize(("why", "fields"), APART)
def test_what_stays_apart(why, fields, finding):
    assert len(merge([finding("a.txt"), finding("b.txt", **fields)])) == 2, why


def test_the_next_day_by_the_same_way_in_another_paper_is_the_same_occasion(finding):
    assert len(merge([finding("a.txt"), finding("b.txt", day="2024-03-10")])) == 1


def test_two_events_of_one_paper_are_two_occasions(finding):
    assert len(merge([finding("a.txt"), finding("a.txt", event_id="e2")])) == 2


def test_a_paper_of_two_calls_and_a_log_of_one(finding):
    told = [
        finding("note.txt", event_id="e1", channel="face"),
        finding("note.txt", event_id="e2", channel="phone"),
        finding("log.csv", channel="phone"),
    ]
    for order in itertools.permutations(told):
        matters = merge(order)
        assert shape(matters) == [["note.txt"], ["log.csv", "note.txt"]]
        assert [matter.ordinal for matter in matters] == [0, 1]


def test_a_paper_without_a_day_joins_the_only_occasion(finding):
    assert len(merge([finding("a.txt"), finding("b.txt", day=None)])) == 1
    assert len(merge([finding("a.txt"), finding("c.txt", day="2024-06-01"), finding("b.txt", day=None)])) == 3


def test_strangers_of_one_name_are_one_only_with_the_same_recipient(finding):
    told = {"intervener": NOBODY, "record": {"name": "老周"}}
    other = PersonLink("李强", "officials", "P04", 1.0)
    same = [finding("a.txt", **told), finding("b.txt", intervener=NOBODY, record={"name": "老 周"})]
    assert len(merge(same)) == 1
    assert len(merge([finding("a.txt", **told), finding("b.txt", recipient=other, **told)])) == 2


def test_cases_without_a_number_are_compared_by_their_words(finding):
    told = {"record": {"case": CaseItem(None, None, "吴家的案子", None, None)}, "case_words": "吴家的案子"}
    assert handle_of(finding("a.txt", **told)) == handle_of(finding("b.txt", **told))
    assert handle_of(finding("a.txt", **told)) != handle_of(finding("b.txt"))


def test_the_same_finding_twice_counts_once(finding):
    assert len(merge([finding(), finding()])[0].findings) == 1


def test_gaps_are_filled_from_the_other_papers(finding):
    full = finding("b.txt", record={"place": "茶楼", "relation": "战友"})
    matter = merge([finding("a.txt", record={"handling": "退回"}), full])[0]
    record = record_of(matter)
    assert (record.place, record.relation, record.handling) == ("茶楼", "战友", "退回")
    assert {piece.doc_id for piece in evidence_of(matter)} == {"a.txt", "b.txt"}
    assert [passage.doc_id for passage in passages_of(matter)] == ["a.txt", "b.txt"]


EXACT = Claim("F01", 0)
LATER = {"day": "2024-03-10", "channel": "face", "claim": Claim("F01", 1)}


def test_a_record_answers_the_nearest_occasion_only(finding):
    exact, later = finding("a.txt", claim=EXACT), finding("b.txt", **LATER)
    assert shape(settle([later]).open) == []
    assert shape(settle([exact]).open) == []
    assert shape(settle([later, exact]).open) == [["b.txt"]]
    assert shape(settle([exact, finding("c.txt")]).open) == []


def test_what_a_record_answers_is_to_lose_its_words(finding):
    exact, same, later = finding("a.txt", claim=EXACT), finding("c.txt"), finding("b.txt", **LATER)
    assert settle([exact, same, later]).answered == (exact, same)
    assert settle([exact.without_words(), same.without_words()]).answered == ()


def test_an_occasion_that_lost_its_words_and_its_record_is_read_again(finding):
    bare, exact = finding("b.txt", **LATER).without_words(), finding("a.txt", claim=EXACT)
    assert settle([bare]).wordless == ()
    settled = settle([bare, exact])
    assert (shape(settled.open), settled.wordless) == ([], ("b.txt",))


def test_a_finding_without_words_is_known_as_the_same_matter(finding):
    told = finding("a.txt", record={"content": "能不能快点判"})
    bare = told.without_words()
    assert handle_of(bare) == handle_of(told)
    assert bare.record.occurred_on == told.record.occurred_on
    assert (bare.record.content, bare.evidence, bare.passages) == (None, (), ())


class TestClosed:
    """Matters whose proposals were erased: known, but neither proposed nor read again."""

    def test_they_are_not_proposed_and_lose_their_words_again(self, finding):
        told, other = finding("a.txt"), finding("b.txt", day="2024-06-01")
        closed = frozenset({proposal_id(merge([told])[0])})
        settled = settle([told, other], closed)
        assert (shape(settled.open), settled.answered, settled.wordless) == ([["b.txt"]], (told,), ())

    def test_their_files_are_not_read_again(self, finding):
        bare = finding("a.txt").without_words()
        assert settle([bare]).wordless == ("a.txt",)
        assert settle([bare], frozenset({proposal_id(merge([bare])[0])})) == Settled((), (), ())

    def test_a_new_paper_of_theirs_brings_no_proposal(self, finding):
        bare, paper = finding("a.txt").without_words(), finding("b.txt")
        settled = settle([bare, paper], frozenset({proposal_id(merge([bare])[0])}))
        assert (settled.open, settled.answered, settled.wordless) == ((), (paper,), ())

    def test_a_paper_that_gives_an_earlier_day_is_proposed_without_the_erased_words(self, finding):
        bare, paper = finding("b.txt", day="2024-03-10").without_words(), finding("a.txt")
        settled = settle([bare, paper], frozenset({proposal_id(merge([bare])[0])}))
        assert (shape(settled.open), settled.wordless) == ([["a.txt"]], ())

    def test_a_record_may_still_answer_them(self, finding):
        exact, later = finding("a.txt", claim=EXACT), finding("b.txt", **LATER)
        closed = frozenset({proposal_id(merge([later])[0])})
        assert settle([exact, later], closed).used == {"F01"}
        assert settle([exact, later], closed).answered == (exact, later)

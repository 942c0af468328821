"""What a reviewer finds within a budget, counted by hand on documents small enough to read."""

import pytest

from evaluation.measures import Bootstrap
from evaluation.ranking import BUDGETS, ranking
from evaluation.scorer import score
from tests.evaluation.rows import event as event_row

FEW = Bootstrap(resamples=20)


def event(number, **fields):
    return event_row(**({"id": f"e{number}", "triggers": (f"x{number}",)} | fields))


def paper(doc_id, *events, acts=4):
    """王建国 and `acts` triggers of one character each; event n has trigger n."""
    text = "王建国" + "问" * acts
    mentions = [{"id": "p1", "start": 0, "end": 3, "type": "PER", "text": "王建国", "registry_id": "P1"}]
    mentions += [
        {"id": f"x{n}", "start": 2 + n, "end": 3 + n, "type": "TRIGGER", "text": "问"} for n in range(1, acts + 1)
    ]
    return {
        "doc_id": doc_id,
        "kind": "chat",
        "format": "txt",
        "owner": "P9",
        "text": text,
        "mentions": mentions,
        "events": list(events),
    }


def ranked(gold, predicted):
    return ranking(score(gold, predicted, FEW).documents)


GOLD = [paper("b", event(1), event(2)), paper("a", event(1)), paper("c", event(1, verdict="lawful", lawful="hotline"))]
PREDICTED = [
    paper("b", event(1, score=0.5), event(2, score=0.9, case_no=None), event(3, score=0.5)),
    paper("a", event(1, score=0.9)),
    paper("c", event(1, score=0.95), event(2, score=1.0, verdict="lawful")),
]
ORDER = [  # doc, event, score, right, record
    ("c", "e1", 0.95, False, False),  # lawful in gold
    ("a", "e1", 0.9, True, True),  # equal to the next: a before b
    ("b", "e2", 0.9, True, False),  # another case number
    ("b", "e1", 0.5, True, True),
    ("b", "e3", 0.5, False, False),  # answers no event of gold
]


def test_reading_order_and_both_notions_of_right():
    claims = ranked(GOLD, PREDICTED).claims
    assert [(one.doc_id, one.event_id, one.score, one.right, one.record) for one in claims] == ORDER


def test_the_order_of_lines_does_not_matter():
    assert ranked(GOLD[::-1], PREDICTED[::-1]).claims == ranked(GOLD, PREDICTED).claims


@pytest.mark.parametrize(
    ("size", "read", "hits", "records", "documents", "tied"),
    [
        (1, 1, 0, 0, 1, 0),
        (2, 2, 1, 1, 2, 2),
        (3, 3, 2, 1, 3, 0),
        (4, 4, 3, 2, 3, 2),
        (5, 5, 3, 2, 3, 0),
        (9, 5, 3, 2, 3, 0),
    ],
)
def test_budgets(size, read, hits, records, documents, tied, monkeypatch):
    """Gold has three unfiled events in two flagged documents, a and b; three claims are right in all."""
    monkeypatch.setattr("evaluation.ranking.BUDGETS", (size,))
    (found,) = ranked(GOLD, PREDICTED).budgets
    assert (found.size, found.read, found.hits, found.record_hits) == (size, read, hits, records)
    assert (found.documents, found.tied) == (documents, tied)
    assert found.precision == pytest.approx(hits / read)
    assert found.recall == pytest.approx(hits / 3)
    assert found.record_precision == pytest.approx(records / read)
    assert found.record_recall == pytest.approx(records / 3)
    assert found.reachable == pytest.approx(min(size, 3) / 3)
    assert found.document_recall == pytest.approx((documents - 1) / 2)


def test_published_budgets_and_the_whole_list():
    found = ranked(GOLD, PREDICTED)
    assert [one.size for one in found.budgets] == [50, 100, 200] == list(BUDGETS)
    assert {(one.read, one.hits, one.recall) for one in found.budgets} == {(5, 3, 1.0)}
    assert (found.whole.size, found.whole.read, found.whole.hits) == (5, 5, 3)
    assert (found.gold, found.unscored) == (3, 0)


def test_the_whole_list_is_the_published_score():
    scores = score(GOLD, PREDICTED, FEW)
    whole = ranking(scores.documents).whole
    assert (whole.precision, whole.recall) == (
        scores.tallies["unfiled_event"].precision,
        scores.tallies["unfiled_event"].recall,
    )
    assert (whole.record_precision, whole.record_recall) == (
        scores.tallies["record"].precision,
        scores.tallies["record"].recall,
    )


def test_claims_without_a_score_are_last_and_said():
    predicted = [paper("a", event(1)), paper("b", event(1, score=0.0), event(2, score=None))]
    found = ranked(GOLD, predicted)
    assert [(one.doc_id, one.event_id, one.score) for one in found.claims] == [
        ("b", "e1", 0.0),
        ("a", "e1", None),
        ("b", "e2", None),
    ]
    assert found.unscored == 2
    assert [one.threshold for one in found.risk_coverage.points] == [0.0, None]
    assert [one.count for one in found.reliability.bins] == [1]


def test_nothing_is_made_up_where_no_claim_has_a_score():
    found = ranked(GOLD, [paper("a", event(1)), paper("b", event(1))])
    assert (found.unscored, found.whole.hits) == (2, 2)
    assert (found.risk_coverage, found.reliability, found.record_risk_coverage, found.record_reliability) == (None,) * 4


def test_no_claims():
    found = ranked(GOLD, [])
    assert (found.claims, found.reliability, found.risk_coverage) == ((), None, None)
    whole = found.whole
    assert (whole.read, whole.precision, whole.recall, whole.reachable, whole.documents) == (0, None, 0.0, 0.0, 0)
    assert (whole.document_recall, whole.tied) == (0.0, 0)


def test_nothing_to_find():
    found = ranked(GOLD[2:], PREDICTED[2:])
    assert (found.gold, found.whole.precision) == (0, 0.0)
    assert (found.whole.recall, found.whole.reachable, found.whole.record_recall) == (None, None, None)
    assert found.whole.document_recall is None


def test_no_documents():
    assert ranked([], []).claims == ()


def test_curves_of_both_notions():
    """Unfiled: wrong, right, right (tied with the one before), right, wrong (tied): the record curve lies above."""
    found = ranked(GOLD, PREDICTED)
    points = [(one.coverage, one.risk, one.threshold) for one in found.risk_coverage.points]
    assert points == [(0.2, 1.0, 0.95), (0.6, pytest.approx(1 / 3), 0.9), (1.0, 0.4, 0.5)]
    assert [one.risk for one in found.record_risk_coverage.points] == pytest.approx([1.0, 2 / 3, 0.6])
    assert found.reliability.bins[0].share == pytest.approx(0.6)
    assert found.record_reliability.bins[0].share == pytest.approx(0.4)


def test_a_second_claim_for_one_event_is_wrong():
    """Two claims overlap one gold event; pairing is one to one, so that the better pair is right alone."""
    predicted = [paper("a", event(1, score=0.4), event(2, id="e9", triggers=["x1"], score=0.8))]
    found = ranked([paper("a", event(1))], predicted)
    assert sorted((one.event_id, one.right) for one in found.claims) == [("e1", True), ("e9", False)]

"""The score as a whole: headlines, kinds, intervals, and faults of rows; the layers have tables of their own."""

import re

import pytest

from data.errors import GoldError
from evaluation.layers import LAYERS
from evaluation.measures import Bootstrap
from evaluation.scorer import FIELD_AGREES, HEADLINE_KEYS, HEADLINES, score, share_names
from tests.evaluation.rows import FEW, WANG, event, row

GOLD = row(WANG, event(triggers=["x1", "x2"]))


def test_flagged_documents_and_kinds():
    gold = [row(WANG, event()), row(WANG, event(), doc_id="d2", kind="email"), row(WANG, doc_id="d3", kind="email")]
    predicted = [row(WANG, event(intervener=None)), row(WANG, event(), doc_id="d3", kind="email")]
    scores = score(gold, predicted, FEW)
    flagged = scores.tallies["flagged_documents"]
    assert (flagged.hits, flagged.predicted, flagged.gold) == (1, 2, 2)
    assert {kind.value: tallies["flagged_documents"].f1 for kind, tallies in scores.by_kind.items()} == {
        "chat": 1.0,
        "email": 0.0,
    }


def test_headlines_come_by_their_published_names():
    headline = score([GOLD], [GOLD], FEW).headline
    assert tuple(headline) == HEADLINE_KEYS
    assert set(headline.values()) == {1.0}


def test_nothing_to_measure_is_no_number():
    assert set(score([row("无事")], [row("无事")], FEW).headline.values()) == {None}


def test_two_of_three_gives_precision_recall_and_f1():
    gold = [row(WANG, event(), doc_id=f"d{n}") for n in range(3)]
    predicted = [row(WANG, event(), doc_id="d0"), row(WANG, event(), event("e2"), doc_id="d1")]
    record = score(gold, predicted, FEW).tallies["record"]
    assert (record.precision, record.recall, record.f1) == (
        pytest.approx(2 / 3),
        pytest.approx(2 / 3),
        pytest.approx(2 / 3),
    )


def test_intervals_are_drawn_from_a_seed_and_hold_the_score():
    gold = [row(WANG, event(), doc_id=f"d{n}") for n in range(8)]
    predicted = gold[:5]
    first, again = (score(gold, predicted, Bootstrap(200, seed=7)) for _ in range(2))
    interval = first.intervals["record"]
    assert interval == again.intervals["record"]
    # 5 of 8 found and none too many: F1 = 10/13
    assert first.f1("record") == pytest.approx(10 / 13)
    assert 0 < interval.low < 10 / 13 < interval.high <= 1


def test_a_perfect_score_has_no_width():
    interval = score([GOLD], [GOLD], FEW).intervals["record"]
    assert (interval.low, interval.high) == (1.0, 1.0)


FAULTS = [
    ("not in gold", [GOLD], [row(WANG, doc_id="d9")], "document d9: not in gold"),
    ("twice", [GOLD], [row(WANG), row(WANG)], "document d1: stands twice"),
    ("other text", [GOLD], [row("⟦p1|王建国⟧")], "text differs"),
    ("unknown mention", [GOLD], [row(WANG, event(triggers=["x7"]))], "event e1, triggers: 'x7' is no mention"),
    (
        "unknown situation",
        [GOLD],
        [row(WANG, event(situations=["gossip"]))],
        "event e1: field 'situations' is 'gossip', none of",
    ),
    (
        "unknown verdict",
        [GOLD],
        [row(WANG, event(verdict="guilty"))],
        "event e1: field 'verdict' is 'guilty', none",
    ),
    ("field missing", [GOLD], [{"doc_id": "d1", "text": GOLD["text"], "mentions": []}], "field 'events' is missing"),
    (
        "no list",
        [GOLD],
        [{**GOLD, "mentions": None}],
        "document d1: field 'mentions' is NoneType, not",
    ),
    ("no object", [GOLD], [{**GOLD, "events": ["e1"]}], "field 'events' holds str, not objects alone"),
    ("triggers in words", [GOLD], [{**GOLD, "events": [{**GOLD["events"][0], "triggers": "x1"}]}], "is str, not list"),
    ("a name for an id", [GOLD], [row(WANG, event(intervener="王建国"))], "intervener: words that are no code is no"),
    ("a name for a code", [GOLD], [row(WANG, event(situations=["王建国"]))], "'situations' is words that are no code"),
    ("a list for an id", [GOLD], [row(WANG, event(via=["p1"]))], "event e1, via: list is no mention"),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "message"), FAULTS, ids=[case[0] for case in FAULTS])
def test_faults_are_named_without_document_text(name, gold, predicted, message):
    with pytest.raises(GoldError, match=re.escape(message)) as caught:
        score(gold, predicted, FEW)
    assert "王建国" not in str(caught.value)


def test_offsets_that_do_not_hold_the_words_are_a_fault():
    shifted = row(WANG)
    shifted["mentions"][0]["start"] += 1
    with pytest.raises(GoldError, match="mention p1: its text does not stand at 1:3"):
        score([GOLD], [shifted], FEW)


def test_shares_are_named_fields_first():
    names = share_names()
    assert names[: len(FIELD_AGREES)] == tuple(FIELD_AGREES)
    assert set(names) == {name for layer in LAYERS for name in layer.shares}
    tallies = score([GOLD], [row(WANG, event(case_no=None, date=None))], FEW).tallies
    assert all(tallies[name].predicted == tallies[name].gold for name in names)


def test_measures_come_in_one_order_whatever_that_of_the_documents():
    gold = [GOLD, row("⟦o1|宏达⟧", doc_id="d2"), row(WANG, doc_id="d3", kind="email")]
    names = list(score(gold, [], FEW).tallies)
    assert names == list(score(gold[::-1], [], FEW).tallies)
    assert names[:4] == ["record", "unfiled_event", "flagged_documents", "event"]
    whole = [name for name in names if "." not in name]
    assert names[: len(whole)] == whole
    assert set(HEADLINES) < set(whole)


def test_confusions_are_there_even_of_nothing():
    assert score([row("无事")], [], FEW).confusions == {"situation": {}, "channel": {}, "status": {}, "lawful": {}}
    assert score([], [], FEW).tallies == {}

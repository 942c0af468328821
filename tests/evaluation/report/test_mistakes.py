"""Every error by layer, kind and place; each expected row was worked out by hand."""

import pytest

from evaluation.report.mistakes import Fault, error_rows, mistakes
from evaluation.scorer import score
from tests.evaluation.layers.perturbed import gold_and_predictions
from tests.evaluation.pages import ERRORS, GOLD, PREDICTED
from tests.evaluation.rows import FEW, WANG, event, row


def told(gold, predicted):
    """(layer, error, part) of every error of one document."""
    found = mistakes(score([gold], [predicted], FEW).documents[0])
    return [(one.layer, one.fault.value, one.part) for one in found]


BASE = row(WANG, event())
# what differs in the prediction, the errors told
FIELDS = [
    ({}, []),
    ({"date": None}, [("dates", "missed", "")]),
    ({"channel": "face"}, [("channels", "value", "")]),
    ({"status": "negated"}, [("status", "value", "")]),
    ({"recipient": None}, [("roles", "missed", "recipient")]),
    ({"recipient": "p1"}, [("roles", "value", "recipient")]),
    ({"via": "p1"}, [("roles", "spurious", "via")]),
    ({"situations": ["plead"]}, [("records", "value", "category"), ("situations", "value", "")]),
    ({"situations": ["tip_off"]}, [("situations", "value", "")]),
    ({"case_no": None}, [("records", "value", "case_no"), ("cases", "missed", "")]),
    (
        {"verdict": "lawful", "lawful": "litigant"},
        [("records", "missed", ""), ("verdicts", "value", ""), ("lawful", "spurious", "")],
    ),
]


@pytest.mark.parametrize(("fields", "errors"), FIELDS)
def test_a_field_that_differs_is_told_in_its_layer(fields, errors):
    assert told(BASE, row(WANG, event(**fields))) == errors


# name, gold, prediction, errors
SPANS = [
    ("the same", "⟦p1|王建国⟧来", "⟦p9|王建国⟧来", []),
    ("missed", "⟦p1|王建国⟧来", "王建国来", [("mentions", "missed", "PER")]),
    ("spurious", "王建国来", "⟦p1|王建国⟧来", [("mentions", "spurious", "PER")]),
    ("boundary", "⟦p1|王建国⟧来", "⟦p1|王建⟧国来", [("mentions", "boundary", "PER")]),
    ("other type, same place", "⟦p1|王建国⟧来", "⟦o1|王建国⟧来", [("mentions", "type", "PER")]),
    ("other type, other place", "⟦p1|王建国⟧来", "⟦o1|王建⟧国来", [("mentions", "type_boundary", "PER")]),
    (
        "in two halves",
        "⟦p1|王建国⟧来",
        "⟦p1|王建⟧⟦p2|国⟧来",
        [("mentions", "boundary", "PER"), ("mentions", "spurious", "PER")],
    ),
    (
        "touching spans are two errors",
        "⟦p1|王建国⟧来了",
        "王建国⟦p1|来了⟧",
        [("mentions", "missed", "PER"), ("mentions", "spurious", "PER")],
    ),
    ("a trigger stands in its own layer", "他⟦x1|打听⟧", "他打听", [("triggers", "missed", "TRIGGER")]),
    ("another person", "⟦p1=P1|王建国⟧来", "⟦p1=P2|王建国⟧来", [("links", "value", "PER")]),
    ("nobody of the registries", "⟦p1=nil|老王⟧来", "⟦p1=P2|老王⟧来", [("links", "spurious", "PER")]),
    ("left unlinked", "⟦p1=P1|老王⟧来", "⟦p1|老王⟧来", [("links", "missed", "PER")]),
    ("gold says nothing of the link", "⟦p1|老王⟧来", "⟦p1=P2|老王⟧来", []),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "errors"), SPANS, ids=[case[0] for case in SPANS])
def test_marks_that_differ(name, gold, predicted, errors):
    assert told(row(gold), row(predicted)) == errors


def test_an_event_that_was_not_found_has_no_wrong_fields_beside():
    assert told(BASE, row(WANG)) == [("records", "missed", ""), ("events", "missed", "")]
    assert told(row(WANG), BASE) == [("records", "spurious", ""), ("events", "spurious", "")]


def test_the_rows_for_machines_hold_codes_and_no_words():
    rows = list(error_rows(score(GOLD, PREDICTED, FEW)))
    assert [(one["doc_id"], one["layer"], one["error"], one["part"]) for one in rows] == ERRORS
    date = rows[2]
    assert date["gold"] == {"id": "e1", "start": 5, "end": 9, "value": "2024-03-05"}
    assert date["predicted"] == {"id": "e1", "start": 5, "end": 7, "value": "2024-03-06"}
    assert rows[1]["gold"]["value"] == "P0001"
    assert rows[4]["predicted"] is None
    words = [value for one in rows for side in (one["gold"], one["predicted"]) if side for value in side.values()]
    assert not any(isinstance(value, str) and any(ord(sign) > 127 for sign in value) for value in words)


def test_case_numbers_are_said_to_be_told_and_not_repeated():
    gold, predicted = row(WANG, event()), row(WANG, event(case_no="（2024）川97刑终99号"))
    cases = [one for one in error_rows(score([gold], [predicted], FEW)) if one["layer"] == "cases"]
    assert [(one["gold"]["value"], one["predicted"]["value"]) for one in cases] == [("told", "told")]


def test_errors_of_marks_and_records_add_up_to_what_the_scores_count():
    """Over many faulty predictions: gold less hits is what was missed or wrong, claims less hits what was too much."""
    scores = score(*gold_and_predictions(), FEW)
    found = [one for document in scores.documents for one in mistakes(document)]
    strict, record = scores.tallies["mention_strict"], scores.tallies["record"]
    marks = [one.fault for one in found if one.layer in ("mentions", "triggers")]
    assert len(marks) - marks.count(Fault.SPURIOUS) == strict.gold - strict.hits
    assert len(marks) - marks.count(Fault.MISSED) == strict.predicted - strict.hits
    records = [one.fault for one in found if one.layer == "records"]
    assert len(records) - records.count(Fault.SPURIOUS) == record.gold - record.hits
    assert len(records) - records.count(Fault.MISSED) == record.predicted - record.hits

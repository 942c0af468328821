"""Gold and prediction side by side, and the small numbers behind the scores."""

import pytest

from data.types import Kind, Label, Situation
from evaluation.annotation import Annotation, MarkedEvent, Person, Span
from evaluation.measures import Bootstrap, Tally, intervals, share, tally
from evaluation.report.browse import Outcome, Piece, page, pieces
from evaluation.scorer import score_document

TEXT = "王建国打听案子"
WANG = Span("p1", 0, 3, Label.PER, "王建国", "P1", True)
ASK = Span("x1", 3, 5, Label.TRIGGER, "打听", None, False)


def event(verdict, person=WANG, **fields):
    base = {
        "id": "e1",
        "triggers": (ASK,),
        "situations": (Situation.ASK_PROGRESS,),
        "intervener": Person(person, person.registry_id),
        "recipient": None,
        "case_no": None,
        "day": None,
        "channel": "phone",
        "status": "asserted",
        "lawful": None,
        "verdict": verdict,
    }
    return MarkedEvent(**{**base, **fields})


def annotation(*events):
    return Annotation("d1", Kind.CHAT, TEXT, {"p1": WANG, "x1": ASK}, events)


OTHER = Span("p1", 0, 3, Label.PER, "王建国", "P2", True)
OUTCOMES = [
    ((event("unfiled"),), (event("unfiled"),), [Outcome.RIGHT]),
    ((event("unfiled"),), (event("unfiled", OTHER),), [Outcome.FLAWED]),
    ((event("unfiled"),), (event("lawful"),), [Outcome.MISSED]),
    ((event("unfiled"),), (), [Outcome.MISSED]),
    ((event("filed:F1"),), (event("unfiled"),), [Outcome.FALSE]),
    ((), (event("unfiled"),), [Outcome.FALSE]),
    ((event("lawful"),), (event("filed:F1"),), [Outcome.QUIET]),
    ((event("not_event"),), (), [Outcome.QUIET]),
    ((), (event("lawful"),), [Outcome.QUIET]),
]


@pytest.mark.parametrize(("gold", "predicted", "outcomes"), OUTCOMES)
def test_every_event_has_an_outcome(gold, predicted, outcomes):
    shown = page(score_document(annotation(*gold), annotation(*predicted)))
    assert [one.outcome for one in shown.events] == outcomes
    assert shown.faulty == (outcomes[0] in {Outcome.MISSED, Outcome.FALSE, Outcome.FLAWED})


def test_what_differs_is_named():
    shown = page(score_document(annotation(event("unfiled")), annotation(event("unfiled", OTHER, channel="face"))))
    assert shown.events[0].wrong == {"person", "channel"}


def test_text_is_cut_at_its_marks_and_lonely_marks_stand_out():
    assert list(pieces(annotation(), [WANG])) == [
        Piece("王建国", "PER", differs=False),
        Piece("打听", "TRIGGER", differs=True),
        Piece("案子"),
    ]


def test_of_nested_marks_the_longest_is_shown():
    inner = Span("p2", 1, 3, Label.PER, "建国", None, False)
    nested = Annotation("d1", Kind.CHAT, TEXT, {"p2": inner, "p1": WANG}, ())
    assert [piece.text for piece in pieces(nested, [])] == ["王建国", "打听案子"]


def test_tallies_add_up_and_refuse_the_impossible():
    assert Tally(1, 2, 3) + Tally(1, 1, 1) == Tally(2, 3, 4)
    assert share(3, 4).f1 == 0.75
    with pytest.raises(ValueError, match="3 hits of 2 predicted"):
        tally(3, 2, 5)


def test_a_measure_that_is_never_defined_has_no_interval():
    assert intervals([{"a": Tally()}], Bootstrap(20)) == {}
    assert intervals([], Bootstrap(20)) == {}

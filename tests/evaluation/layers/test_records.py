"""Whole records and the pairing under them: every number was worked out on paper from the guidelines."""

import pytest

from tests.evaluation.rows import WANG, counts, event, row

# name, gold event rows, predicted event rows, record (hits, predicted, gold), unfiled (hits, predicted, gold)
PAIRS = [
    (
        "wrong registry id",
        [row(WANG, event())],
        [row(WANG.replace("P0001", "P0002"), event())],
        (0, 1, 1),
        (1, 1, 1),
    ),
    (
        "gold in no registry, prediction too, words agree",
        [row("⟦p1=nil|王建国⟧⟦x1|打听⟧", event())],
        [row("⟦p1|王建国⟧⟦x1|打听⟧", event())],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "gold in no registry, prediction linked",
        [row("⟦p1=nil|王建国⟧⟦x1|打听⟧", event())],
        [row("⟦p1=P0001|王建国⟧⟦x1|打听⟧", event())],
        (0, 1, 1),
        (1, 1, 1),
    ),
    (
        "gold in no registry, prediction names somebody else",
        [row("⟦p1=nil|王建国⟧⟦x1|打听⟧⟦p2=nil|李明⟧", event())],
        [row("⟦p1=nil|王建国⟧⟦x1|打听⟧⟦p2=nil|李明⟧", event(intervener="p2"))],
        (0, 1, 1),
        (1, 1, 1),
    ),
    (
        "right id through another mention",
        [row("⟦p1=P0001|王院长⟧说⟦p2=P0001|老王⟧⟦x1|打听⟧", event(intervener="p1"))],
        [row("⟦p1=P0001|王院长⟧说⟦p2=P0001|老王⟧⟦x1|打听⟧", event(intervener="p2"))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "shorter words of the same unregistered person agree",
        [row("⟦p1=nil|王建国⟧⟦x1|打听⟧", event())],
        [row("王⟦p1|建国⟧⟦x1|打听⟧", event())],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "brackets, widths and spaces of the case number aside",
        [row(WANG, event())],
        [row(WANG, event(case_no="(2024) 川97刑终 12 号"))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "gold's case null, predicted told",
        [row(WANG, event(case_no=None))],
        [row(WANG, event())],
        (0, 1, 1),
        (1, 1, 1),
    ),
    (
        "both cases null are equal for the record",
        [row(WANG, event(case_no=None))],
        [row(WANG, event(case_no=None))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "first situation of another category",
        [row(WANG, event())],
        [row(WANG, event(situations=["plead", "ask_progress"]))],
        (0, 1, 1),
        (1, 1, 1),
    ),
    (
        "another situation of the same category",
        [row(WANG, event())],
        [row(WANG, event(situations=["ask_deliberation"]))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "category of gold's second situation",
        [row(WANG, event(situations=["plead", "benefit"]))],
        [row(WANG, event(situations=["private_meeting"]))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "a negated event predicted as negated is no hit and no claim",
        [row(WANG, event(status="negated", verdict="not_event"))],
        [row(WANG, event(status="negated", verdict="not_event"))],
        (0, 0, 0),
        (0, 0, 0),
    ),
    (
        "a negated event claimed as unfiled",
        [row(WANG, event(status="negated", verdict="not_event"))],
        [row(WANG, event())],
        (0, 1, 0),
        (0, 1, 0),
    ),
    (
        "an unfiled event believed filed",
        [row(WANG, event())],
        [row(WANG, event(verdict="filed:F0001"))],
        (0, 0, 1),
        (0, 0, 1),
    ),
    (
        "a pair of no-events leaves the claim on the second trigger alone",
        [row(WANG, event("e1", ["x1"], verdict="lawful", lawful="litigant"), event("e2", ["x2"]))],
        [row(WANG, event("e1", ["x2"]), event("e2", ["x1"], verdict="lawful", lawful="litigant"))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "the owner as intervener on both sides",
        [row(WANG, event(intervener="owner"))],
        [row(WANG, event(intervener="owner"))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "the owner told by his own name",
        [row(WANG.replace("P0001", "P0009"), event(intervener="owner"))],
        [row(WANG.replace("P0001", "P0009"), event(intervener="p1"))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "equal words in another document do not pair",
        [row(WANG, event()), row(WANG, doc_id="d2")],
        [row(WANG), row(WANG, event(), doc_id="d2")],
        (0, 1, 1),
        (0, 1, 1),
    ),
]


STRICT = [
    ("all right", {}, (1, 1, 1)),
    ("another situation of the category", {"situations": ["ask_deliberation"]}, (0, 1, 1)),
    ("a second situation too many", {"situations": ["ask_progress", "plead"]}, (1, 1, 1)),
    ("no day", {"date": None}, (0, 1, 1)),
    ("another day", {"date": "2024-03-06"}, (0, 1, 1)),
    ("another channel", {"channel": "face"}, (0, 1, 1)),
    ("another recipient is no item of it", {"recipient": None}, (1, 1, 1)),
    ("brackets of the case number", {"case_no": "(2024)川97刑终12号"}, (1, 1, 1)),
]

CASES = [
    *((name, gold, predicted, {"record": r, "unfiled_event": u}) for name, gold, predicted, r, u in PAIRS),
    *(
        (name, row(WANG, event()), row(WANG, event(**change)), {"record": (1, 1, 1), "record_strict": strict})
        for name, change, strict in STRICT
    ),
    (
        "no situation on either side is no record",
        row(WANG, event(situations=[])),
        row(WANG, event(situations=[])),
        {"unfiled_event": (1, 1, 1), "record": (0, 1, 1), "record_strict": (0, 1, 1)},
    ),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_records_count_as_the_guidelines_say(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected

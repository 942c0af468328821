"""What became of each event, told by hand: gold, first and second run of one paper, and the change."""

import pytest

from evaluation.comparison.changes import Change, changes
from tests.evaluation.comparison.two_runs import RIGHT, WRONG_CASE, WRONG_DAY, pairs
from tests.evaluation.rows import event

LAWFUL = event(verdict="lawful", lawful="supervision")
QUIET_CLAIM = event(verdict="not_event", status="hypothetical")
SECOND = event("e2", triggers=["x2"], situations=["plead"], case_no=None, intervener=None)
BOTH_WRONG = event(case_no="（2024）川97刑终99号", date="2024-03-06")
OTHER_CASE = event(case_no="（2024）川97刑终98号")
M, B, OTHER = Change.MENDED, Change.BROKEN, Change.OTHERWISE

CASES = [
    ("nothing changed", [RIGHT], [WRONG_DAY], [WRONG_DAY], None),
    ("neither found it", [RIGHT], [], [], None),
    ("found at last", [RIGHT], [], [RIGHT], (M, "missed", "right", ["event"], [], [])),
    ("lost", [RIGHT], [RIGHT], [], (B, "right", "missed", [], ["event"], [])),
    ("found with a wrong case", [RIGHT], [], [WRONG_CASE], (M, "missed", "flawed", ["event"], [], [])),
    ("case mended", [RIGHT], [WRONG_CASE], [RIGHT], (M, "flawed", "right", ["case_no"], [], [])),
    ("case broken", [RIGHT], [RIGHT], [WRONG_CASE], (B, "right", "flawed", [], ["case_no"], [])),
    ("day mended, record right as before", [RIGHT], [WRONG_DAY], [RIGHT], (M, "right", "right", ["date"], [], [])),
    ("case mended, day broken", [RIGHT], [WRONG_CASE], [WRONG_DAY], (M, "flawed", "right", ["case_no"], ["date"], [])),
    (
        "day broken, case wrong as before",
        [RIGHT],
        [WRONG_CASE],
        [BOTH_WRONG],
        (B, "flawed", "flawed", [], ["date"], []),
    ),
    ("another wrong case", [RIGHT], [WRONG_CASE], [OTHER_CASE], (OTHER, "flawed", "flawed", [], [], ["case_no"])),
    ("no longer claimed", [LAWFUL], [RIGHT], [LAWFUL], (M, "false", "quiet", ["lawful", "verdict"], [], [])),
    ("claimed though lawful", [LAWFUL], [], [RIGHT], (B, "quiet", "false", ["event"], ["verdict"], [])),
    ("no longer there, and claimed before", [LAWFUL], [RIGHT], [], (M, "false", "quiet", ["verdict"], ["event"], [])),
    ("claimed in vain no more", [], [RIGHT], [], (M, "false", "quiet", ["event"], [], [])),
    ("claimed in vain", [], [], [RIGHT], (B, "quiet", "false", [], ["event"], [])),
    (
        "in vain, but no longer as unfiled",
        [],
        [RIGHT],
        [QUIET_CLAIM],
        (M, "false", "quiet", ["verdict"], [], ["status"]),
    ),
    ("in vain, another day", [], [RIGHT], [WRONG_DAY], (OTHER, "false", "false", [], [], ["date"])),
    ("in vain in both, the same", [], [RIGHT], [RIGHT], None),
]


@pytest.mark.parametrize(("name", "gold", "first", "second", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_became_of_an_event(name, gold, first, second, expected):
    found = changes(pairs([gold], [first], [second]))
    told = [
        (one.change, one.was.value, one.is_now.value, list(one.mended), list(one.broken), list(one.moved))
        for one in found
    ]
    assert told == ([] if expected is None else [expected])


def test_events_of_one_paper_are_told_in_gold_order_then_claims_in_vain():
    found = changes(pairs([[RIGHT]], [[]], [[RIGHT, SECOND]]))
    assert [(one.doc_id, one.gold.id if one.gold else None, one.change) for one in found] == [
        ("d00", "e1", M),
        ("d00", None, B),
    ]


def test_the_other_order_mends_what_was_broken():
    for _, gold, first, second, _ in CASES:
        there, back = (changes(pairs([gold], *sides)) for sides in (([first], [second]), ([second], [first])))
        opposite = {M: B, B: M, OTHER: OTHER}
        assert [opposite[one.change] for one in there] == [one.change for one in back]
        assert [(one.mended, one.broken) for one in there] == [(one.broken, one.mended) for one in back]


def test_fields_are_told_once_in_their_order():
    (one,) = changes(pairs([[RIGHT]], [[WRONG_CASE]], [[WRONG_DAY]]))
    assert one.fields == ("case_no", "date")

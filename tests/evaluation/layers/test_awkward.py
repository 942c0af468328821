"""Awkward cases, counted by hand through several layers: every number was worked out on paper from the guidelines.

The event of `rows.event` has two arguments, the intervener (P0001) and the owner as recipient (P0009).
"""

import pytest

from tests.evaluation.rows import WANG, counts, event, mention, row, spans

ONE = row(WANG, event())
BLANK = row("王建国来电打听案子，后来又打招呼")
TWO_PEOPLE = "⟦p1=P0001|王建国⟧和⟦p2=P0002|李明⟧都来⟦x1|打听⟧"
OTHER_CASE = "（2024）川97刑终13号"


def with_mention(line, *told):
    return {**line, "mentions": [*line["mentions"], mention(*told)]}


# name, gold, prediction, {measure: (hits, predicted, gold)}
CASES = [
    (
        "nested: a name within a longer wrong one",
        row("⟦p1=P0001|王建国⟧院长⟦x1|打听⟧", event()),
        with_mention(row("⟦p1=P0001|王建国⟧院长⟦x1|打听⟧", event()), "p2", 0, "王建国院长"),
        {
            "mention_strict": (2, 3, 2),
            "mention_overlap": (2, 3, 2),
            "mention_exact": (2, 3, 2),
            "mention_partial": (2, 3, 2),
            "mention_type": (2, 3, 2),
            "link_registered": (1, 1, 1),
            "link_end_to_end": (1, 1, 1),
            "record": (1, 1, 1),
        },
    ),
    (
        "nested: one span over all, a second within; only a whole view of both finds two pairs",
        spans("王建国来找李明打听", ("p1", 0, 2), ("p2", 5, 7)),
        spans("王建国来找李明打听", ("p1", 0, 9), ("p2", 5, 6)),
        {
            "mention_strict": (0, 2, 2),
            "mention_overlap": (1, 2, 2),
            "mention_exact": (0, 2, 2),
            "mention_partial": (1, 2, 2),
            "mention_type": (2, 2, 2),
        },
    ),
    (
        "touching: one begins where the other ends",
        row("⟦p1|王建⟧国"),
        row("王建⟦p1|国⟧"),
        {
            "mention_strict": (0, 1, 1),
            "mention_overlap": (0, 1, 1),
            "mention_exact": (0, 1, 1),
            "mention_partial": (0, 1, 1),
            "mention_type": (0, 1, 1),
        },
    ),
    (
        "touching: the border of two neighbours is off by one",
        row("⟦p1|王建国⟧⟦q1|院长⟧"),
        row("⟦p1|王建⟧⟦q1|国院长⟧"),
        {
            "mention_strict": (0, 2, 2),
            "mention_overlap": (2, 2, 2),
            "mention_exact": (0, 2, 2),
            "mention_partial": (1, 2, 2),
            "mention_partial.PER": (0.5, 1, 1),
            "mention_partial.POS": (0.5, 1, 1),
            "mention_type": (2, 2, 2),
        },
    ),
    (
        "crossing spans",
        row("⟦c1|周大海那个⟧案子"),
        row("周大⟦c1|海那个案子⟧"),
        {
            "mention_strict": (0, 1, 1),
            "mention_overlap": (1, 1, 1),
            "mention_exact": (0, 1, 1),
            "mention_partial": (0.5, 1, 1),
            "mention_type": (1, 1, 1),
        },
    ),
    (
        "the same words under another type",
        row("⟦p1|王建国⟧"),
        row("⟦o1|王建国⟧"),
        {
            "mention_strict": (0, 1, 1),
            "mention_overlap": (0, 1, 1),
            "mention_exact": (1, 1, 1),
            "mention_exact.PER": (1, 1, 1),
            "mention_exact.ORG": (0, 0, 0),
            "mention_partial": (1, 1, 1),
            "mention_type": (0, 1, 1),
            "mention_type.PER": (0, 0, 1),
            "mention_type.ORG": (0, 1, 0),
        },
    ),
    (
        "duplicate: a mention told twice",
        row("⟦p1|王建国⟧"),
        with_mention(row("⟦p1|王建国⟧"), "p2", 0, "王建国"),
        {
            "mention_strict": (1, 2, 1),
            "mention_overlap": (1, 2, 1),
            "mention_exact": (1, 2, 1),
            "mention_partial": (1, 2, 1),
            "mention_type": (1, 2, 1),
        },
    ),
    (
        "duplicate: an event told twice; its words stand once",
        ONE,
        row(WANG, event("e1"), event("e2")),
        {
            "event": (1, 2, 1),
            "unfiled_event": (1, 2, 1),
            "record": (1, 2, 1),
            "record_strict": (1, 2, 1),
            "flagged_documents": (1, 1, 1),
            "trigger_strict": (1, 1, 1),
            "role_gold": (2, 2, 2),
            "role_loose": (2, 2, 2),
            "role_default": (2, 4, 2),
            "role_strict": (2, 4, 2),
            "verdict.unfiled": (1, 1, 1),
            "verdict_end_to_end.unfiled": (1, 2, 1),
        },
    ),
    (
        "empty gold",
        BLANK,
        ONE,
        {
            "mention_strict": (0, 3, 0),
            "mention_partial": (0, 3, 0),
            "trigger_strict": (0, 1, 0),
            "event": (0, 1, 0),
            "record": (0, 1, 0),
            "flagged_documents": (0, 1, 0),
            "role_gold": (0, 0, 0),
            "role_loose": (0, 0, 0),
            "role_default": (0, 2, 0),
            "role_strict": (0, 2, 0),
            "role_registered_default": (0, 2, 0),
            "link_registered": (0, 0, 0),
            "link_end_to_end": (0, 1, 0),
            "status": (0, 0, 0),
            "verdict_end_to_end.unfiled": (0, 1, 0),
        },
    ),
    (
        "empty prediction: the document has no line",
        ONE,
        [],
        {
            "mention_strict": (0, 0, 3),
            "mention_partial": (0, 0, 3),
            "trigger_strict": (0, 0, 1),
            "event": (0, 0, 1),
            "record": (0, 0, 1),
            "flagged_documents": (0, 0, 1),
            "role_default": (0, 0, 0),
            "role_strict": (0, 0, 2),
            "role_registered_strict": (0, 0, 2),
            "link_registered": (0, 1, 1),
            "link_end_to_end": (0, 0, 1),
            "verdict_end_to_end.unfiled": (0, 0, 1),
        },
    ),
    (
        "no events on either side",
        BLANK,
        BLANK,
        dict.fromkeys(("event", "record", "flagged_documents", "role_strict", "mention_strict", "status"), (0, 0, 0)),
    ),
    (
        "one to many: gold's event told as two",
        row(WANG, event(triggers=["x1", "x2"])),
        row(WANG, event("e1", ["x1"]), event("e2", ["x2"])),
        {
            "event": (1, 2, 1),
            "record": (1, 2, 1),
            "trigger_strict": (2, 2, 2),
            "trigger_situation_strict.ask_progress": (2, 2, 2),
            "role_gold": (2, 2, 2),
            "role_default": (2, 4, 2),
            "role_strict": (2, 4, 2),
        },
    ),
    (
        "many to one: two gold events told as one",
        row(WANG, event("e1", ["x1"]), event("e2", ["x2"])),
        row(WANG, event(triggers=["x1", "x2"])),
        {
            "event": (1, 1, 2),
            "record": (1, 1, 2),
            "trigger_strict": (2, 2, 2),
            "role_gold": (2, 2, 2),
            "role_default": (2, 2, 2),
            "role_strict": (2, 2, 4),
        },
    ),
    (
        "wrong order of events",
        row(WANG, event("e1", ["x1"]), event("e2", ["x2"], situations=["plead"], case_no=None)),
        row(WANG, event("e1", ["x2"], situations=["plead"], case_no=None), event("e2", ["x1"])),
        {
            "event": (2, 2, 2),
            "record_strict": (2, 2, 2),
            "situation": (2, 2, 2),
            "role_strict": (4, 4, 4),
            "trigger_situation_strict": (2, 2, 2),
        },
    ),
    (
        "equal words in another document",
        [ONE, row(WANG, doc_id="d2")],
        [row(WANG), row(WANG, event(), doc_id="d2")],
        {
            "mention_strict": (6, 6, 6),
            "event": (0, 1, 1),
            "record": (0, 1, 1),
            "flagged_documents": (0, 1, 1),
            "trigger_strict": (0, 1, 1),
            "role_loose": (0, 0, 0),
            "role_default": (0, 2, 0),
            "role_strict": (0, 2, 2),
        },
    ),
    (
        "swapped roles",
        row(TWO_PEOPLE, event(recipient="p2")),
        row(TWO_PEOPLE, event(intervener="p2", recipient="p1")),
        {
            "event": (1, 1, 1),
            "unfiled_event": (1, 1, 1),
            "person": (0, 1, 1),
            "recipient": (0, 1, 1),
            "role_gold": (0, 2, 2),
            "role_gold.intervener": (0, 1, 1),
            "role_registered_gold": (0, 2, 2),
            "record": (0, 1, 1),
        },
    ),
    (
        "the same trigger twice: two people, one act",
        row(TWO_PEOPLE, event("e1"), event("e2", intervener="p2")),
        row(TWO_PEOPLE, event("e1", intervener="p2"), event("e2")),
        {
            "event": (2, 2, 2),
            "person": (2, 2, 2),
            "trigger_strict": (1, 1, 1),
            "role_gold.intervener": (2, 2, 2),
            "record": (2, 2, 2),
        },
    ),
    (
        "the owner as intervener, told by name",
        row("⟦p2=P0009|赵强⟧请⟦p1=P0001|王建国⟧⟦x1|关照⟧", event(intervener="owner", recipient="p1")),
        row("⟦p2=P0009|赵强⟧请⟦p1=P0001|王建国⟧⟦x1|关照⟧", event(intervener="p2", recipient="p1")),
        {
            "person": (1, 1, 1),
            "role_gold": (2, 2, 2),
            "role_registered_gold": (2, 2, 2),
            "record": (1, 1, 1),
        },
    ),
    (
        "an owner who is in no registry",
        row(WANG, event(), owner=None),
        row(WANG, event(), owner=None),
        {"recipient": (1, 1, 1), "role_gold": (2, 2, 2), "role_registered_gold": (1, 1, 1)},
    ),
    (
        "null roles: silence agrees in the share and is no argument",
        row(TWO_PEOPLE, event(recipient=None)),
        row(TWO_PEOPLE, event(recipient=None, via="p2")),
        {
            "recipient": (1, 1, 1),
            "role_gold": (1, 2, 1),
            "role_gold.recipient": (0, 0, 0),
            "role_gold.via": (0, 1, 0),
            "role_registered_gold.via": (0, 1, 0),
        },
    ),
    (
        "nil and not linked are two things",
        row("⟦p1=nil|老王⟧和⟦p2|小李⟧"),
        row("⟦p1=P0001|老王⟧和⟦p2=P0002|小李⟧"),
        {
            "link_registered": (0, 0, 0),
            "link_nil": (0, 1, 1),
            "link_end_to_end": (0, 1, 1),
            "link_end_to_end.registered": (0, 1, 0),
            "link_end_to_end.nil": (0, 0, 1),
        },
    ),
    (
        "brackets and widths of a case number",
        ONE,
        row(WANG, event(case_no="(2024) 川97刑终 12 号")),
        {"case_no": (1, 1, 1), "case_no_told": (1, 1, 1), "case_no_both_told": (1, 1, 1), "record": (1, 1, 1)},
    ),
    (
        "no case number on either side",
        row(WANG, event(case_no=None)),
        row(WANG, event(case_no=None)),
        {
            "case_no": (1, 1, 1),
            "case_no_told": (0, 0, 0),
            "case_no_both_told": (0, 0, 0),
            "case_no_null": (1, 1, 1),
            "record": (1, 1, 1),
        },
    ),
    (
        "a wrong case number is no silence",
        row(WANG, event()),
        row(WANG, event(case_no=OTHER_CASE)),
        {
            "case_no": (0, 1, 1),
            "case_no_told": (0, 1, 1),
            "case_no_both_told": (0, 1, 1),
            "case_no_null": (0, 0, 0),
            "record": (0, 1, 1),
        },
    ),
    (
        "an event without a trigger is paired by person and case",
        ONE,
        row(WANG, event(triggers=[])),
        {"event": (1, 1, 1), "record": (1, 1, 1), "trigger_strict": (0, 0, 1), "trigger_category_overlap": (0, 0, 1)},
    ),
    (
        "filed, but another record",
        row(WANG, event(verdict="filed:F0001")),
        row(WANG, event(verdict="filed:F0002")),
        {
            "verdict": (0, 1, 1),
            "verdict_record": (0, 1, 1),
            "verdict.filed": (1, 1, 1),
            "verdict_end_to_end.filed": (1, 1, 1),
            "record": (0, 0, 0),
            "unfiled_event": (0, 0, 0),
            "flagged_documents": (0, 0, 0),
        },
    ),
    (
        "an act of another category: a wrong event in all modes but gold",
        ONE,
        row(WANG, event(situations=["plead"])),
        {
            "trigger_strict": (1, 1, 1),
            "trigger_category_strict": (0, 1, 1),
            "trigger_category_strict.inquire": (0, 0, 1),
            "trigger_category_strict.interfere": (0, 1, 0),
            "situation": (0, 1, 1),
            "category": (0, 1, 1),
            "role_gold": (2, 2, 2),
            "role_loose": (0, 2, 2),
            "role_default": (0, 2, 2),
            "role_strict": (0, 2, 2),
            "unfiled_event": (1, 1, 1),
            "record": (0, 1, 1),
        },
    ),
    (
        "the same person and act elsewhere, without a case: one missed, one spurious",
        row(WANG, event(triggers=["x1"], case_no=None)),
        row(WANG, event(triggers=["x2"], case_no=None)),
        {
            "event": (0, 1, 1),
            "role_gold": (0, 0, 0),
            "role_loose": (0, 0, 0),
            "role_default": (0, 2, 0),
            "role_strict": (0, 2, 2),
            "verdict_end_to_end.unfiled": (0, 1, 1),
            "verdict.unfiled": (0, 0, 0),
        },
    ),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_awkward_cases_count_as_on_paper(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected


def test_there_are_at_least_twenty():
    assert len(CASES) >= 20

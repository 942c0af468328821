"""Triggers of events: identified and classified, counted by hand."""

import pytest

from tests.evaluation.rows import WANG, counts, event, row

MENU = "⟦p1=P0001|王建国⟧⟦x1|打听⟧案子，请⟦x2|吃饭⟧"

CASES = [
    (
        "right words, right act",
        row(WANG, event()),
        row(WANG, event()),
        {"trigger_strict": (1, 1, 1), "trigger_situation_strict": (1, 1, 1), "trigger_category_strict": (1, 1, 1)},
    ),
    (
        "marked, but of no event",
        row(WANG),
        row(WANG),
        {"trigger_strict": (0, 0, 0), "trigger_overlap": (0, 0, 0)},
    ),
    (
        "words in part, another act of the category",
        row("⟦p1|王建国⟧⟦x1|打听案子⟧", event()),
        row("⟦p1|王建国⟧⟦x1|打听⟧案子", event(situations=["demand_report"])),
        {
            "trigger_strict": (0, 1, 1),
            "trigger_overlap": (1, 1, 1),
            "trigger_situation_strict": (0, 1, 1),
            "trigger_situation_overlap": (0, 1, 1),
            "trigger_situation_overlap.ask_progress": (0, 0, 1),
            "trigger_situation_overlap.demand_report": (0, 1, 0),
            "trigger_category_strict": (0, 1, 1),
            "trigger_category_overlap": (1, 1, 1),
            "trigger_category_overlap.inquire": (1, 1, 1),
        },
    ),
    (
        "two acts, one told",
        row(MENU, event("e1", ["x1"]), event("e2", ["x2"], situations=["benefit"])),
        row(MENU, event("e1", ["x1", "x2"])),
        {
            "trigger_strict": (2, 2, 2),
            "trigger_situation_strict": (1, 2, 2),
            "trigger_situation_strict.ask_progress": (1, 2, 1),
            "trigger_situation_strict.benefit": (0, 0, 1),
            "trigger_category_strict.meddle": (0, 0, 1),
        },
    ),
    (
        "the first situation is the trigger's",
        row(WANG, event(situations=["plead", "benefit"])),
        row(WANG, event(situations=["benefit", "plead"])),
        {"trigger_strict": (1, 1, 1), "trigger_situation_strict": (0, 1, 1), "trigger_category_strict": (0, 1, 1)},
    ),
    (
        "one trigger of two acts is two of acts",
        row(WANG, event("e1"), event("e2", situations=["plead"])),
        row(WANG, event("e1")),
        {"trigger_strict": (1, 1, 1), "trigger_situation_strict": (1, 1, 2)},
    ),
    (
        "no situation, no class",
        row(WANG, event(situations=[])),
        row(WANG, event()),
        {"trigger_strict": (1, 1, 1), "trigger_situation_strict": (0, 1, 0)},
    ),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_triggers_count_as_on_paper(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected

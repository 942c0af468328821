"""Which events are paired, by what it does to the records: worked out on paper from the guidelines."""

import pytest

from tests.evaluation.rows import WANG, counts, event, row

# name, gold event rows, predicted event rows, record (hits, predicted, gold), unfiled (hits, predicted, gold)
PAIRS = [
    ("the same", [row(WANG, event())], [row(WANG, event())], (1, 1, 1), (1, 1, 1)),
    ("no prediction line", [row(WANG, event())], [], (0, 0, 1), (0, 0, 1)),
    ("empty prediction", [row(WANG, event())], [row(WANG)], (0, 0, 1), (0, 0, 1)),
    ("empty gold", [row(WANG)], [row(WANG, event())], (0, 1, 0), (0, 1, 0)),
    ("both empty", [row(WANG)], [row(WANG)], (0, 0, 0), (0, 0, 0)),
    (
        "trigger within gold's trigger",
        [row("⟦p1=P0001|王建国⟧⟦x1|打听案子⟧", event())],
        [row("⟦p1=P0001|王建国⟧⟦x1|打听⟧案子", event())],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "triggers only touch, other person: no pair",
        [row("⟦p1=P0001|王建国⟧⟦x1|打听⟧案子⟦p2=P0002|李明⟧", event())],
        [row("⟦p1=P0001|王建国⟧打听⟦x1|案子⟧⟦p2=P0002|李明⟧", event(intervener="p2"))],
        (0, 1, 1),
        (0, 1, 1),
    ),
    (
        "triggers apart, same person and case: a pair",
        [row(WANG, event(triggers=["x1"]))],
        [row(WANG, event(triggers=["x2"]))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "triggers apart, same person, both without case: no pair",
        [row(WANG, event(triggers=["x1"], case_no=None))],
        [row(WANG, event(triggers=["x2"], case_no=None))],
        (0, 1, 1),
        (0, 1, 1),
    ),
    (
        "triggers apart, same person, other case: no pair",
        [row(WANG, event(triggers=["x1"]))],
        [row(WANG, event(triggers=["x2"], case_no="（2024）川97刑终13号"))],
        (0, 1, 1),
        (0, 1, 1),
    ),
    (
        "one predicted for two gold: one hit",
        [row(WANG, event("e1", ["x1"]), event("e2", ["x2"]))],
        [row(WANG, event(triggers=["x1", "x2"]))],
        (1, 1, 2),
        (1, 1, 2),
    ),
    (
        "two predicted for one gold: one hit",
        [row(WANG, event(triggers=["x1", "x2"]))],
        [row(WANG, event("e1", ["x1"]), event("e2", ["x2"]))],
        (1, 2, 1),
        (1, 2, 1),
    ),
    (
        "the same event predicted twice",
        [row(WANG, event())],
        [row(WANG, event("e1"), event("e2"))],
        (1, 2, 1),
        (1, 2, 1),
    ),
    (
        "events in another order",
        [row(WANG, event("e1", ["x1"]), event("e2", ["x2"], case_no=None))],
        [row(WANG, event("e1", ["x2"], case_no=None), event("e2", ["x1"]))],
        (2, 2, 2),
        (2, 2, 2),
    ),
    (
        "the best pair goes first: the trigger outweighs person and case only together with one of them",
        [row(WANG, event("e1", ["x1"]))],
        [row(WANG, event("e1", ["x1"], intervener=None), event("e2", ["x2"]))],
        # trigger + case = 3.0 beats person + case = 2.5: the pair lacks the person
        (0, 2, 1),
        (1, 2, 1),
    ),
    (
        "person and case beat a bare trigger",
        [row(WANG, event("e1", ["x1"]))],
        [row(WANG, event("e1", ["x1"], intervener=None, case_no=None), event("e2", ["x2"]))],
        (1, 2, 1),
        (1, 2, 1),
    ),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "record", "unfiled"), PAIRS, ids=[case[0] for case in PAIRS])
def test_events_pair_as_the_guidelines_say(name, gold, predicted, record, unfiled):
    assert counts(gold, predicted, "record", "unfiled_event") == {"record": record, "unfiled_event": unfiled}


@pytest.mark.parametrize(("name", "gold", "predicted", "record", "unfiled"), PAIRS, ids=[case[0] for case in PAIRS])
def test_order_of_lines_events_and_mentions_does_not_matter(name, gold, predicted, record, unfiled):
    turned = [
        {**line, "mentions": line["mentions"][::-1], "events": line["events"][::-1]} for line in reversed(predicted)
    ]
    found = counts(gold[::-1], turned, "record", "unfiled_event")
    assert found == {"record": record, "unfiled_event": unfiled}

"""Mentions: the published measures and the schemes of SemEval-2013, counted by hand."""

import pytest

from evaluation.scorer import score
from tests.evaluation.rows import FEW, counts, row, spans

# name, text marked by gold, by prediction, strict, overlap, exact, partial: hits; then predicted and gold
TABLE = [
    ("equal", "⟦p1|王建国⟧到", "⟦p1|王建国⟧到", (1, 1, 1, 1), 1, 1),
    ("too long", "⟦p1|王建国⟧到", "⟦p1|王建国到⟧", (0, 1, 0, 0.5), 1, 1),
    ("other type", "⟦p1|王建国⟧到", "⟦o1|王建国⟧到", (0, 0, 1, 1), 1, 1),
    ("other type, too long", "⟦p1|王建国⟧到", "⟦o1|王建国到⟧", (0, 0, 0, 0.5), 1, 1),
    ("touching", "⟦p1|王⟧建国", "王⟦p1|建国⟧", (0, 0, 0, 0), 1, 1),
    ("one gold in two halves", "⟦c1|周大海那个案子⟧", "⟦c1|周大海⟧⟦c2|那个案子⟧", (0, 1, 0, 0.5), 2, 1),
    ("two gold in one", "⟦p1|王建国⟧⟦p2|李明⟧", "⟦p1|王建国李明⟧", (0, 1, 0, 0.5), 1, 2),
    ("shifted chain", "⟦p1|王建⟧⟦p2|国李⟧明", "王⟦p1|建国⟧⟦p2|李明⟧", (0, 2, 0, 1), 2, 2),
    ("title taken into the name", "⟦p1|王建国⟧⟦q1|院长⟧", "⟦p1|王建国院长⟧", (0, 1, 0, 0.5), 1, 2),
    ("none in gold", "王建国", "⟦p1|王建国⟧", (0, 0, 0, 0), 1, 0),
    ("none predicted", "⟦p1|王建国⟧", "王建国", (0, 0, 0, 0), 0, 1),
    ("a character beyond the plane", "𬱖⟦p1|王建国⟧", "𬱖⟦p1|王建国⟧", (1, 1, 1, 1), 1, 1),
]
NAMES = ("mention_strict", "mention_overlap", "mention_exact", "mention_partial")

CASES = [
    *(
        (name, row(gold), row(predicted), {key: (hit, p, g) for key, hit in zip(NAMES, hits, strict=True)})
        for name, gold, predicted, hits, p, g in TABLE
    ),
    (
        "by type: an own type where it answers none, gold's where it answers one",
        row("⟦p1|王建国⟧⟦x1|打听⟧案子"),
        row("⟦o1|王建国⟧打⟦x1|听⟧⟦c1|案子⟧"),
        {
            "mention_strict": (0, 3, 2),
            "mention_exact": (1, 3, 2),
            "mention_exact.PER": (1, 1, 1),
            "mention_exact.ORG": (0, 0, 0),
            "mention_exact.TRIGGER": (0, 1, 1),
            "mention_exact.CASE": (0, 1, 0),
            "mention_partial": (1.5, 3, 2),
            "mention_partial.TRIGGER": (0.5, 1, 1),
            "mention_type": (1, 3, 2),
            "mention_type.ORG": (0, 1, 0),
            "mention_type.TRIGGER": (1, 1, 1),
        },
    ),
    (
        "nested in another it uses up one gold mention",
        row("⟦p1|王建国⟧院长"),
        spans("王建国院长", ("p1", 0, 5), ("p2", 0, 3)),
        {"mention_strict": (1, 2, 1), "mention_overlap": (1, 2, 1), "mention_partial": (1, 2, 1)},
    ),
    (
        "equal places and types go first, and leave the rest to the others",
        spans("王建国院长来", ("p1", 0, 3), ("q1", 0, 5)),
        spans("王建国院长来", ("q1", 0, 5), ("p1", 0, 3), ("p2", 4, 6)),
        # p2 touches only q1, which is taken by its equal
        {"mention_exact": (2, 3, 2), "mention_partial": (2, 3, 2), "mention_type": (2, 3, 2)},
    ),
    (
        "a wrong name over two: the one of its type is answered",
        row("⟦q1|院长⟧⟦p1|王建国⟧"),
        row("⟦p1|院长王建国⟧"),
        {"mention_partial.PER": (0.5, 1, 1), "mention_partial.POS": (0, 0, 1), "mention_type": (1, 1, 2)},
    ),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_mentions_count_as_the_guidelines_and_semeval_say(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected


def test_a_type_that_neither_side_has_has_no_number():
    assert score([row("⟦p1|王建国⟧")], [row("⟦p1|王建国⟧")], FEW).f1("mention_strict.ORG") is None

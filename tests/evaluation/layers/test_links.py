"""Links, registered and nil: shares of gold's links and the way end to end, counted by hand."""

import pytest

from tests.evaluation.rows import counts, row

# name, text marked by gold, by prediction; (right, of) registered, nil; end to end (hits, predicted, gold) of the two
TABLE = [
    ("right id", "⟦p1=P0001|老王⟧", "⟦p1=P0001|老王⟧", (1, 1), (0, 0), (1, 1, 1), (0, 0, 0)),
    ("wrong id", "⟦p1=P0001|老王⟧", "⟦p1=P0002|老王⟧", (0, 1), (0, 0), (0, 1, 1), (0, 0, 0)),
    ("said to be in none", "⟦p1=P0001|老王⟧", "⟦p1=nil|老王⟧", (0, 1), (0, 0), (0, 0, 1), (0, 1, 0)),
    ("found without an id", "⟦p1=P0001|老王⟧", "⟦p1|老王⟧", (0, 1), (0, 0), (0, 0, 1), (0, 1, 0)),
    ("not found", "⟦p1=P0001|老王⟧", "老王", (0, 1), (0, 0), (0, 0, 1), (0, 0, 0)),
    ("found in part", "⟦p1=P0001|王建国⟧", "王⟦p1=P0001|建国⟧", (1, 1), (0, 0), (1, 1, 1), (0, 0, 0)),
    ("under another type", "⟦p1=P0001|老王⟧", "⟦f1=P0001|老王⟧", (0, 1), (0, 0), (0, 1, 1), (0, 0, 0)),
    ("nil left nil", "⟦p1=nil|老王⟧", "⟦p1=nil|老王⟧", (0, 0), (1, 1), (0, 0, 0), (1, 1, 1)),
    ("nil linked", "⟦p1=nil|老王⟧", "⟦p1=P0001|老王⟧", (0, 0), (0, 1), (0, 1, 0), (0, 0, 1)),
    ("nil not found", "⟦p1=nil|老王⟧", "老王", (0, 0), (0, 0), (0, 0, 0), (0, 0, 1)),
    ("gold says nothing", "⟦p1|老王⟧", "⟦p1=P0001|老王⟧", (0, 0), (0, 0), (0, 0, 0), (0, 0, 0)),
    ("gold has no such mention", "老王", "⟦p1=P0001|老王⟧", (0, 0), (0, 0), (0, 1, 0), (0, 0, 0)),
    ("gold has no such mention, said nil", "老王", "⟦p1=nil|老王⟧", (0, 0), (0, 0), (0, 0, 0), (0, 1, 0)),
    ("gold has no such mention, not linked", "老王", "⟦p1|老王⟧", (0, 0), (0, 0), (0, 0, 0), (0, 0, 0)),
]

CASES = [
    (
        name,
        row(gold),
        row(predicted),
        {
            "link_registered": (*registered, registered[1]),
            "link_nil": (*nil, nil[1]),
            "link_end_to_end": tuple(a + b for a, b in zip(with_id, without, strict=True)),
            "link_end_to_end.registered": with_id,
            "link_end_to_end.nil": without,
        },
    )
    for name, gold, predicted, registered, nil, with_id, without in TABLE
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_links_count_as_on_paper(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected

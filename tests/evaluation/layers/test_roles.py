"""Roles in four modes, counted by hand; F never rises from gold to strict."""

import pytest

from evaluation.layers.roles import MODES, PEOPLE, ROLES
from evaluation.scorer import score
from tests.evaluation.rows import FEW, WANG, counts, event, row

FULL = "⟦t1|昨晚⟧⟦p1=P0001|王建国⟧替⟦p2=nil|周大海⟧托⟦p3=P0003|李明⟧就⟦c1|宏达的案子⟧⟦x1|打招呼⟧，又⟦x2|请客⟧"
TOLD = {"case": "c1", "time": "t1", "on_behalf_of": "p2", "via": "p3"}


def modes(gold, loose, default, strict, name="role"):
    return {f"{name}_{mode}": one for mode, one in zip(MODES, (gold, loose, default, strict), strict=True)}


CASES = [
    (
        "all six",
        row(FULL, event(**TOLD)),
        row(FULL, event(**TOLD)),
        {
            **modes((6, 6, 6), (6, 6, 6), (6, 6, 6), (6, 6, 6)),
            # nobody stands in a registry for on_behalf_of
            **modes((3, 3, 3), (3, 3, 3), (3, 3, 3), (3, 3, 3), "role_registered"),
            "role_strict.time": (1, 1, 1),
            "role_registered_strict.on_behalf_of": (0, 0, 0),
        },
    ),
    (
        "a role left out, one made up, one of other words",
        row(FULL, event(case="c1", time="t1", on_behalf_of="p2")),
        row(FULL, event(case="c1", via="p3", on_behalf_of="p3")),
        {
            **modes((3, 5, 5), (3, 5, 5), (3, 5, 5), (3, 5, 5)),
            "role_gold.time": (0, 0, 1),
            "role_gold.via": (0, 1, 0),
            "role_gold.on_behalf_of": (0, 1, 1),
        },
    ),
    (
        "one pair right, one of a wrong kind, one event missed, one made up",
        row(
            FULL + "⟦x3|递材料⟧⟦x4|说情⟧",
            event("e1", ["x1"], situations=["plead"]),
            event("e2", ["x2"], situations=["benefit"], via="p3"),
            event("e3", ["x3"], situations=["pass_material"], case="c1", case_no=None),
        ),
        row(
            FULL + "⟦x3|递材料⟧⟦x4|说情⟧",
            event("e1", ["x1"], situations=["plead"]),
            event("e2", ["x2"], situations=["ask_progress"], via="p3"),
            event("e3", ["x4"], situations=["plead"], recipient=None, case_no=None),
        ),
        # 2 + 3 arguments in the pairs; the wrong kind loses 3 hits; 1 argument too many; 3 missed
        {
            **modes((5, 5, 5), (2, 5, 5), (2, 6, 5), (2, 6, 8)),
            "role_loose.via": (0, 1, 1),
            "role_strict.case": (0, 0, 1),
            "role_default.intervener": (1, 3, 2),
        },
    ),
    (
        "a category of gold's second situation is right",
        row(WANG, event(situations=["plead", "benefit"])),
        row(WANG, event(situations=["private_meeting"])),
        modes((2, 2, 2), (2, 2, 2), (2, 2, 2), (2, 2, 2)),
    ),
    (
        "agreeing words under a wrong id are identified, not registered",
        row(WANG, event()),
        row(WANG.replace("P0001", "P0002"), event()),
        {"role_gold.intervener": (1, 1, 1), "role_registered_gold.intervener": (0, 1, 1), "person": (0, 1, 1)},
    ),
    (
        "another mention of the same person is identified by its id",
        row("⟦p1=P0001|王院长⟧说⟦p2=P0001|建国⟧⟦x1|打听⟧", event()),
        row("⟦p1=P0001|王院长⟧说⟦p2=P0001|建国⟧⟦x1|打听⟧", event(intervener="p2")),
        {"role_gold.intervener": (1, 1, 1), "role_registered_gold.intervener": (1, 1, 1)},
    ),
    (
        "another mention of somebody in no registry is not",
        row("⟦p1=nil|王院长⟧说⟦p2=nil|建国⟧⟦x1|打听⟧", event()),
        row("⟦p1=nil|王院长⟧说⟦p2=nil|建国⟧⟦x1|打听⟧", event(intervener="p2")),
        {"role_gold.intervener": (0, 1, 1), "role_registered_gold.intervener": (0, 0, 0)},
    ),
    (
        "person: nobody on either side",
        row(WANG, event(intervener=None)),
        row(WANG, event(intervener=None)),
        {"person": (1, 1, 1)},
    ),
    ("person: told by one side", row(WANG, event()), row(WANG, event(intervener=None)), {"person": (0, 1, 1)}),
    ("recipient: told by one side", row(WANG, event()), row(WANG, event(recipient=None)), {"recipient": (0, 1, 1)}),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_roles_count_as_on_paper(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
@pytest.mark.parametrize("measure", ["role", "role_registered"])
def test_f_never_rises_from_gold_to_strict(name, gold, predicted, expected, measure):
    scores = score([gold], [predicted], FEW)
    for narrowed in ("", *(f".{role}" for role in (ROLES if measure == "role" else PEOPLE))):
        found = [scores.f1(f"{measure}_{mode}{narrowed}") for mode in MODES]
        told = [value for value in found if value is not None]
        assert told == sorted(told, reverse=True)


def test_a_row_without_the_four_smaller_roles_says_null():
    bare = {key: value for key, value in event().items() if key not in TOLD}
    assert counts(row(WANG, event()), row(WANG, bare), "role_strict", "record") == {
        "role_strict": (2, 2, 2),
        "record": (1, 1, 1),
    }

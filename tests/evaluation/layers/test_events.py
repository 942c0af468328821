"""Events found, claimed and flagged, and the kind of act, counted by hand."""

import pytest

from evaluation.scorer import score
from tests.evaluation.rows import FEW, WANG, counts, event, row

CASES = [
    (
        "found and claimed",
        row(WANG, event()),
        row(WANG, event()),
        {"event": (1, 1, 1), "unfiled_event": (1, 1, 1), "flagged_documents": (1, 1, 1)},
    ),
    (
        "found, but believed lawful",
        row(WANG, event()),
        row(WANG, event(verdict="lawful", lawful="litigant")),
        {"event": (1, 1, 1), "unfiled_event": (0, 0, 1), "flagged_documents": (0, 0, 1)},
    ),
    (
        "flagged for another event",
        row(WANG, event("e1", ["x1"], case_no=None)),
        row(WANG, event("e1", ["x2"], case_no=None)),
        {"event": (0, 1, 1), "unfiled_event": (0, 1, 1), "flagged_documents": (1, 1, 1)},
    ),
    (
        "flagged documents are counted once each",
        [row(WANG, event()), row(WANG, event(), doc_id="d2"), row(WANG, doc_id="d3")],
        [row(WANG, event("e1"), event("e2", ["x2"])), row(WANG, event(), doc_id="d3")],
        {"flagged_documents": (1, 2, 2), "unfiled_event": (1, 3, 2)},
    ),
    (
        "several situations: each counts in the set, the first in the share",
        row(WANG, event(situations=["plead", "benefit"])),
        row(WANG, event(situations=["benefit", "plead", "pressure"])),
        {
            "situations": (2, 3, 2),
            "situation": (0, 1, 1),
            "situation.plead": (0, 0, 1),
            "situation.benefit": (0, 1, 0),
            "category": (1, 1, 1),
            "category.interfere": (0, 0, 1),
            "category.meddle": (0, 1, 0),
        },
    ),
    (
        "channel",
        row(WANG, event(channel="phone")),
        row(WANG, event(channel="message")),
        {"channel": (0, 1, 1), "channel.phone": (0, 0, 1), "channel.message": (0, 1, 0)},
    ),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "expected"), CASES, ids=[case[0] for case in CASES])
def test_events_count_as_on_paper(name, gold, predicted, expected):
    assert counts(gold, predicted, *expected) == expected


def test_kinds_of_act_are_set_against_each_other_over_the_pairs():
    gold = row(WANG, event("e1", ["x1"], channel="face"), event("e2", ["x2"], situations=["plead"], case_no=None))
    predicted = row(WANG, event("e1", ["x1"], situations=[], channel=""))
    confusions = score([gold], [predicted], FEW).confusions
    assert confusions["situation"] == {("ask_progress", "null"): 1}
    assert confusions["channel"] == {("face", "null"): 1}

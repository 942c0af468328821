"""Adjudication: what is alike is taken, what differs is asked once, and decisions come to whole gold."""

from __future__ import annotations

import json
import random
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from data.errors import GoldError
from data.goldfile import read_rows
from evaluation.annotation import read_annotations
from evaluation.gold.adjudication import Adjudicated, Terms, adjudicate
from evaluation.gold.questions import read_decisions
from evaluation.gold.worklist import lines
from tests.evaluation.gold.annotated import EVENTS, MENTIONS, document, event, mention, plain_document, sets_of

SAMPLE = Path(__file__).parents[3] / "data" / "samples" / "gold" / "gold.jsonl"
BASE = plain_document()


def adjudicated(*rows: Any, majority: bool = False, partial: bool = False, **decisions: Any) -> Adjudicated:
    """One document by each annotator; `decisions` by layer or field of the conflict: there is one of each at most."""
    sets = sets_of(*([row] for row in rows))
    asked = adjudicate(sets, Terms({}, majority=majority)).conflicts
    told = {c.question.id: decisions[key] for c in asked if (key := c.question.field or c.question.layer) in decisions}
    return adjudicate(sets, Terms(told, majority=majority, partial=partial))


def open_layers(found: Adjudicated) -> list[tuple[str, str]]:
    return [(c.question.layer.value, c.question.field) for c in found.conflicts if not c.decided]


def with_mentions(*mentions: Any, events: Any = EVENTS) -> dict[str, Any]:
    return document(mentions, events)


WIDE = [*MENTIONS[:1], mention("x1", 3, 7, "TRIGGER"), *MENTIONS[2:]]
UNLINKED = [mention("p1", 0, 3, "PER"), *MENTIONS[1:]]
SECOND = event("e2", ["x2"], intervener="p1", situations=["plead"])

CONFLICTS = [
    # What differs, and what is asked of it.
    (plain_document(), []),
    (document(WIDE, EVENTS), [("mention", "")]),
    (document(MENTIONS[:3], EVENTS), [("mention", "")]),
    (document(UNLINKED, EVENTS), [("link", "")]),
    (document(MENTIONS, [*EVENTS, SECOND]), [("event", "")]),
    (document(MENTIONS, []), [("event", "")]),
    (plain_document(channel="face"), [("field", "channel")]),
    (plain_document(date="2024-03-05"), [("field", "date")]),
    (plain_document(case_no="（2024）川97刑终12号"), [("field", "case_no")]),
    (plain_document(situations=["plead", "ask_progress"]), [("field", "situations")]),
    (plain_document(intervener=None), [("field", "intervener")]),
    (plain_document(recipient="owner"), [("field", "recipient")]),
    (plain_document(triggers=["x1", "x2"]), [("field", "triggers")]),
    (plain_document(lawful="hotline", verdict="lawful"), [("field", "lawful"), ("field", "verdict")]),
    ({**plain_document(), "owner": "P0017"}, [("document", "owner")]),
    # Nobody judges the format of the file or the name of the set.
    ({**plain_document(), "format": "docx", "source": "b"}, []),
]


@pytest.mark.parametrize(("other", "expected"), CONFLICTS)
def test_what_differs_is_asked_and_nothing_else(other: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = adjudicated(BASE, other)
    assert open_layers(found) == expected
    assert (len(found.rows), found.complete) == ((0, False) if expected else (1, True))


ALIKE = [
    # Brackets and blanks of case numbers, the order of all situations but the first, ids of mentions and events.
    (plain_document(case_no="(2024)川97刑终12号"), plain_document(case_no="（2024） 川97刑终12号")),
    (
        plain_document(situations=["plead", "ask_progress", "pressure"]),
        plain_document(situations=["plead", "pressure", "ask_progress"]),
    ),
    (
        BASE,
        document(
            [{**m, "id": m["id"] + "9"} for m in reversed(MENTIONS)],
            [event("e7", ["x19"], intervener="p19", case="c19")],
        ),
    ),
]


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_ways_of_writing_the_same_are_alike(first: dict[str, Any], second: dict[str, Any]) -> None:
    found, turned = adjudicated(first, second), adjudicated(second, first)
    assert found.conflicts == ()
    assert found.rows == turned.rows
    assert [m["id"] for m in found.rows[0]["mentions"]] == ["p1", "x1", "c1"]


def test_the_same_words_elsewhere_are_the_same_person_and_the_nearest_are_taken() -> None:
    text = "王院长：在吗\n王院长：打听一下"
    marks = [
        mention("p1", 0, 3, "PER", text),
        mention("p2", 7, 10, "PER", text),
        mention("x1", 11, 13, "TRIGGER", text),
    ]
    first, second = (document(marks, [event("e1", ["x1"], intervener=who)], text=text) for who in ("p1", "p2"))
    found = adjudicated(first, second)
    assert found.conflicts == ()
    assert found.rows[0]["events"][0]["intervener"] == "p2"


DECIDED = [
    # The other annotator's document, what is decided, and a field of the result.
    (plain_document(channel="face"), {"channel": "A"}, ("channel", "phone")),
    (plain_document(channel="face"), {"channel": "B"}, ("channel", "face")),
    (plain_document(channel="face"), {"channel": "ben"}, ("channel", "face")),
    (plain_document(channel="face"), {"channel": {"by": "B"}}, ("channel", "face")),
    (plain_document(channel="face"), {"channel": "face"}, ("channel", "face")),
    (plain_document(channel="face"), {"channel": {"value": "letter"}}, ("channel", "letter")),
    (plain_document(date="2024-03-05"), {"date": "drop"}, ("date", None)),
    (plain_document(date="2024-03-05"), {"date": {"value": None}}, ("date", None)),
    (plain_document(date="2024-03-05"), {"date": {"value": "2024-03-06"}}, ("date", "2024-03-06")),
    (plain_document(intervener=None), {"intervener": "A"}, ("intervener", "p1")),
    (plain_document(intervener=None), {"intervener": "drop"}, ("intervener", None)),
    (plain_document(recipient="owner"), {"recipient": "owner"}, ("recipient", "owner")),
    (plain_document(triggers=["x1", "x2"]), {"triggers": "B"}, ("triggers", ["x1", "x2"])),
    (
        plain_document(situations=["plead"]),
        {"situations": ["plead", "pressure"]},
        ("situations", ["plead", "pressure"]),
    ),
    (plain_document(verdict="filed:F0012"), {"verdict": "B"}, ("verdict", "filed:F0012")),
]


@pytest.mark.parametrize(("other", "decisions", "expected"), DECIDED)
def test_a_field_is_decided_by_annotator_by_value_or_dropped(other: Any, decisions: Any, expected: Any) -> None:
    found = adjudicated(BASE, other, **decisions)
    assert found.complete
    assert found.rows[0]["events"][0][expected[0]] == expected[1]


SPANS = [
    ("A", [("p1", 0, 3), ("x1", 5, 7), ("c1", 7, 11)]),
    ("B", [("p1", 0, 3), ("x1", 3, 7), ("c1", 7, 11)]),
    ([{"start": 4, "end": 7, "type": "TRIGGER"}], [("p1", 0, 3), ("x1", 4, 7), ("c1", 7, 11)]),
]  # fmt: skip
TWO_ACTS = [{"start": 3, "end": 5, "type": "TRIGGER"}, {"start": 5, "end": 7, "type": "TRIGGER"}]


@pytest.mark.parametrize(("decision", "expected"), SPANS)
def test_a_run_of_text_is_decided_once_and_events_follow(decision: Any, expected: Any) -> None:
    found = adjudicated(BASE, document(WIDE, EVENTS), mention=decision)
    assert found.complete
    assert [(m["id"], m["start"], m["end"]) for m in found.rows[0]["mentions"]] == expected
    assert found.rows[0]["events"][0]["triggers"] == ["x1"]


def test_an_act_that_was_decided_to_be_two_is_both_where_it_covered_both() -> None:
    found = adjudicated(BASE, document(WIDE, EVENTS), mention=TWO_ACTS)
    asked = next(c.question for c in found.conflicts if not c.decided)
    told = {letter: [span["text"] for span in answer.value] for letter, answer in asked.answers.items()}
    assert (asked.field, told) == ("triggers", {"A": ["打听"], "B": ["来电", "打听"]})


def test_a_dropped_mention_leaves_roles_and_is_asked_again_where_an_event_has_no_act_left() -> None:
    sets = sets_of([BASE], [document(WIDE, EVENTS)])
    asked = adjudicate(sets, Terms({})).conflicts[0].question.id
    found = adjudicate(sets, Terms({asked: "drop"}))
    assert open_layers(found) == [("event", "")]
    again = next(c.question.id for c in found.conflicts if not c.decided)
    with pytest.raises(GoldError, match="no act of it is left marked"):
        adjudicate(sets, Terms({asked: "drop", again: "A"}))
    done = adjudicate(sets, Terms({asked: "drop", again: "drop"}))
    assert done.complete
    assert done.rows[0]["events"] == []
    assert [m["id"] for m in done.rows[0]["mentions"]] == ["p1", "c1"]


def test_an_event_that_one_annotator_has_is_kept_whole_or_dropped() -> None:
    other = document(MENTIONS, [*EVENTS, SECOND])
    kept = adjudicated(BASE, other, event="B").rows[0]["events"]
    assert [(e["id"], e["situations"]) for e in kept] == [("e1", ["ask_progress"]), ("e2", ["plead"])]
    for decision in ("keep", {"value": True}):
        assert len(adjudicated(BASE, other, event=decision).rows[0]["events"]) == 2
    for decision in ("A", "drop"):
        assert len(adjudicated(BASE, other, event=decision).rows[0]["events"]) == 1


def test_links_are_decided_by_annotator_or_id() -> None:
    other = document(UNLINKED, EVENTS)
    for decision, expected in (("A", "P0001"), ("B", None), ({"value": "L0003"}, "L0003"), ("P0001", "P0001")):
        first = adjudicated(BASE, other, link=decision).rows[0]["mentions"][0]
        assert (first["registry_id"], first["linked"]) == (expected, True)


MAJORITY = [
    ((BASE, BASE, plain_document(channel="face")), []),
    ((BASE, document(WIDE, EVENTS), document(WIDE, EVENTS)), []),
    ((BASE, document(MENTIONS, []), document(MENTIONS, [])), []),
    # Three different answers, and of the two who have the event two different ones.
    ((BASE, plain_document(channel="face"), plain_document(channel="letter")), [("field", "channel")]),
    ((BASE, plain_document(channel="face"), document(MENTIONS, [])), [("field", "channel")]),
]


@pytest.mark.parametrize(("rows", "expected"), MAJORITY)
def test_more_than_half_of_three_are_taken_when_asked(rows: Any, expected: Any) -> None:
    assert open_layers(adjudicated(*rows, majority=True)) == expected
    assert not adjudicated(*rows).complete


def test_two_are_no_majority() -> None:
    assert not adjudicated(BASE, plain_document(channel="face"), majority=True).complete


UNFIT = [
    (plain_document(channel="face"), {"channel": {"value": "pigeon"}}, "pigeon"),
    (plain_document(channel="face"), {"channel": "D"}, "no annotator and no candidate"),
    (plain_document(channel="face"), {"channel": "keep"}, "no annotator and no candidate"),
    (plain_document(channel="face"), {"channel": 7}, "7"),
    (document(WIDE, EVENTS), {"mention": 7}, "not iterable"),
    (document(WIDE, EVENTS), {"mention": ["p1"]}, "a span is written"),
    (plain_document(channel="face"), {"channel": {"by": "D"}}, "no annotator"),
    (plain_document(date="2024-03-05"), {"date": {"value": "5. March"}}, "isoformat"),
    (document(WIDE, EVENTS), {"mention": [{"start": 3, "end": 99, "type": "TRIGGER"}]}, "outside of the text"),
    (document(WIDE, EVENTS), {"mention": [{"start": 3, "end": 7, "type": "VERB"}]}, "VERB"),
    (document(WIDE, EVENTS), {"mention": [{"start": 1, "end": 7, "type": "TRIGGER"}]}, "overlap"),
    (
        plain_document(intervener=None),
        {"intervener": {"start": 11, "end": 12, "type": "PER"}},
        "no mention was settled",
    ),
    (plain_document(verdict="lawful"), {"verdict": {"value": "lawful:F1"}}, "only filed"),
]


@pytest.mark.parametrize(("other", "decisions", "words"), UNFIT)
def test_an_unfit_decision_is_refused_by_its_conflict(other: Any, decisions: Any, words: str) -> None:
    with pytest.raises(GoldError, match="d1") as raised:
        adjudicated(BASE, other, **decisions)
    assert words in str(raised.value)
    assert "打听" not in str(raised.value)


def test_a_decision_does_not_outlive_the_answers_it_was_made_on() -> None:
    sets = sets_of([BASE], [plain_document(channel="face")])
    key = adjudicate(sets, Terms({})).conflicts[0].question.id
    changed = adjudicate(sets_of([BASE], [plain_document(channel="letter")]), Terms({key: "B"}))
    assert dict(changed.stale) == {key: "B"}
    assert not changed.complete
    assert lines(changed, sets)[-1] == {"id": key, "stale": True, "decision": "B"}


def test_a_partial_document_lacks_what_is_disputed() -> None:
    other = document(UNLINKED, [{**EVENTS[0], "channel": "face"}, SECOND])
    row = adjudicated(document(MENTIONS, [*EVENTS, SECOND]), other, partial=True).rows[0]
    assert [e["situations"] for e in row["events"]] == [["plead"]]
    assert (row["mentions"][0]["registry_id"], row["mentions"][0]["linked"]) == (None, False)
    # A run that is open is unmarked, and the events that rest on it are left out.
    row = adjudicated(BASE, document(WIDE, EVENTS), partial=True).rows[0]
    assert ([m["id"] for m in row["mentions"]], row["events"]) == (["p1", "c1"], [])


def test_documents_of_one_and_of_differing_texts_are_left_out() -> None:
    first = [plain_document("d1"), plain_document("d2"), plain_document("d3")]
    found = adjudicate(sets_of(first, [plain_document("d1"), document([], [], "d2", text="另")]), Terms({}))
    assert ([row["doc_id"] for row in found.rows], found.alone, found.differing) == (["d1"], ("d3",), ("d2",))
    assert not found.complete


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"id": "a"}], "f:1"),
        ([{"decision": "A"}], "f:1"),
        ([{"id": "a", "decision": "A"}, {"id": "a", "decision": "B"}], "f:2: a is decided twice"),
    ],
)
def test_faulty_lines_of_decisions_are_named(rows: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(GoldError, match=words):
        read_decisions(enumerate(rows, 1), "f")


def test_blank_decisions_are_none() -> None:
    rows = [{"id": "a", "decision": ""}, {"id": "b", "decision": None}, {"id": "a", "decision": " A "}]
    assert read_decisions(enumerate(rows, 1), "f") == {"a": "A", "b": None}


def annotator(rows: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """What a careless annotator would make of gold: borders, links, events and fields changed here and there."""
    rng = random.Random(seed)  # noqa: S311 - carelessness, no secret
    made: list[dict[str, Any]] = json.loads(json.dumps(rows))
    for row in made:
        for one in row["mentions"]:
            if rng.random() < 0.1 and one["end"] - one["start"] > 2:
                one["end"] -= 1
                one["text"] = one["text"][:-1]
            if rng.random() < 0.05 and one["type"] == "PER":
                one["registry_id"] = None
        row["events"] = [one for one in row["events"] if rng.random() < 0.9]
        for one in row["events"]:
            one["channel"] = rng.choice(["phone", "face", one["channel"], one["channel"]])
            if rng.random() < 0.2:
                one["case"] = None
        rng.shuffle(row["mentions"])
    rng.shuffle(made)
    return made


def test_the_sample_city_is_adjudicated_to_the_end_in_any_order() -> None:
    gold = [row for _, row in read_rows(SAMPLE)][::3]
    sets = {name: read_annotations(annotator(gold, seed), name) for seed, name in enumerate(("li", "wang", "zhao"))}
    decisions: dict[str, Any] = {}
    for _ in range(4):
        found = adjudicate(sets, Terms(decisions))
        for conflict in found.conflicts:
            decisions.setdefault(conflict.question.id, min(conflict.question.answers))
    assert found.complete
    assert found.stale == {}
    assert sorted(row["doc_id"] for row in found.rows) == sorted(row["doc_id"] for row in gold)
    for names in list(permutations(sets))[1::2]:
        assert adjudicate({name: sets[name] for name in names}, Terms(decisions)).rows == found.rows
    # Gold adjudicated with itself is itself.
    again = read_annotations(found.rows, "gold")
    assert adjudicate({"a": again, "b": again}, Terms({})).rows == found.rows

"""The score in parts, counted by hand: what goes where, what adds up, what stands first."""

from pathlib import Path

import pytest

from data.goldfile import read_documents, read_rows
from data.registries import load_registries
from data.registry import Case, Registries
from evaluation.baseline import Baseline
from evaluation.intervals import corpus_intervals
from evaluation.measures import Bootstrap, Tally
from evaluation.scorer import HEADLINES, score
from evaluation.slices import DIMENSIONS, EVENT_DIMENSIONS, length_of, slices
from tests.evaluation.rows import event as event_row

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
FEW = Bootstrap(resamples=50)
UNIT = "盐渡县人民法院"
CASE = "（2025）云9823刑初5号"
REGISTRIES = Registries(cases={CASE: Case(CASE, UNIT, "", (), (), (), None, None)})


def event(number, **fields):
    told = {"id": f"e{number}", "triggers": (f"x{number}",), "situations": ["ask_progress", "plead"]}
    return event_row(**(told | {"recipient": None, "case_no": CASE, "date": None} | fields))


def paper(doc_id, *events, **fields):
    """王建国 and one trigger of one character for each of nine events, filled up to a text of 300."""
    text = "王建国" + "问" * 9
    mentions = [{"id": "p1", "start": 0, "end": 3, "type": "PER", "text": "王建国", "registry_id": "P1"}]
    mentions += [{"id": f"x{n}", "start": 2 + n, "end": 3 + n, "type": "TRIGGER", "text": "问"} for n in range(1, 10)]
    base = {"doc_id": doc_id, "kind": "chat", "format": "txt", "owner": None, "folder_case": CASE, "source": "s"}
    return {**base, "text": text.ljust(300, "。"), "mentions": mentions, "events": list(events), **fields}


def parted(gold, predicted, registries=REGISTRIES):
    return slices(score(gold, predicted, FEW).documents, registries, FEW)


def counts(one, name="unfiled_event"):
    tally = one.tallies[name]
    return tally.hits, tally.predicted, tally.gold


GOLD = [
    paper("a", event(1), event(2, channel="face", situations=["plead"])),
    paper("b", event(1), kind="email", format="eml", source="t"),
    paper("c", event(1, verdict="lawful", lawful="hotline"), folder_case=None, source=""),
]
PREDICTED = [
    paper("a", event(1, channel="message"), event(3, channel="email", situations=["benefit"], case_no=None)),
    paper("b", event(1, case_no=None)),
]


def by_value(by):
    return {one.value: one for one in parted(GOLD, PREDICTED)[by]}


DOCUMENT_SLICES = [  # by, value, documents, unfiled (hits, predicted, gold), record hits
    ("kind", "chat", 2, (1, 2, 2), 1),
    ("kind", "email", 1, (1, 1, 1), 0),
    ("format", "txt", 2, (1, 2, 2), 1),
    ("format", "eml", 1, (1, 1, 1), 0),
    ("length", "200-499", 3, (2, 3, 3), 1),
    ("unit", UNIT, 3, (2, 3, 3), 1),
    ("city", "盐渡县", 3, (2, 3, 3), 1),
    ("source", "s", 1, (1, 2, 2), 1),
    ("source", "t", 1, (1, 1, 1), 0),
    ("source", "", 1, (0, 0, 0), 0),
]


@pytest.mark.parametrize(("by", "value", "documents", "unfiled", "records"), DOCUMENT_SLICES)
def test_document_goes_whole_to_one_slice(by, value, documents, unfiled, records):
    one = by_value(by)[value]
    assert (one.by, one.documents, counts(one)) == (by, documents, unfiled)
    assert counts(one, "record") == (records, *unfiled[1:])
    assert set(one.tallies) == set(HEADLINES)


EVENT_SLICES = [  # gold's value where paired, else the prediction's own; `documents` have such an event
    ("channel", "phone", 3, (2, 2, 2), 1),  # a's first is paired although read as a message; c's is lawful
    ("channel", "face", 1, (0, 0, 1), 0),
    ("channel", "email", 1, (0, 1, 0), 0),
    ("situation", "ask_progress", 3, (2, 2, 2), 1),
    ("situation", "plead", 1, (0, 0, 1), 0),
    ("situation", "benefit", 1, (0, 1, 0), 0),
]


@pytest.mark.parametrize(("by", "value", "documents", "unfiled", "records"), EVENT_SLICES)
def test_event_goes_under_golds_value(by, value, documents, unfiled, records):
    found = by_value(by)
    assert len(found) == 3
    one = found[value]
    assert (one.documents, counts(one), counts(one, "record")) == (documents, unfiled, (records, *unfiled[1:]))
    assert set(one.tallies) == {"record", "unfiled_event"}


def test_an_event_without_situation_has_a_slice():
    found = parted([paper("a")], [paper("a", event(1, situations=[]))])
    assert [(one.value, counts(one)) for one in found["situation"]] == [("", (0, 1, 0))]


def test_city_falls_back_to_the_source():
    found = parted([paper("a", folder_case=None, source="tb-1")], [], Registries())
    assert [(one.value) for one in found["city"]] == ["tb-1"]
    assert [(one.value) for one in found["unit"]] == [""]


def test_predictions_do_not_move_a_document():
    """The unit is told by gold alone: a wrong case number, a wrong kind in the prediction change no slice."""
    told = parted([paper("a", event(1))], [paper("a", event(1, case_no="（2025）云98民终1号"), kind="email")])
    assert [one.value for one in told["unit"]] == [UNIT]
    assert [one.value for one in told["kind"]] == ["chat"]


@pytest.mark.parametrize(
    ("length", "name"),
    [
        (1, "<200"),
        (199, "<200"),
        (200, "200-499"),
        (499, "200-499"),
        (500, "500-999"),
        (1999, "1000-1999"),
        (2000, ">=2000"),
    ],
)
def test_length(length, name):
    assert length_of("字" * length) == name


def crowd(kind, papers, hits, misses, false=0):
    """Gold and prediction of `papers` documents of one kind, each with so many hits, misses and false claims."""
    names = [f"{kind}{n}" for n in range(papers)]
    found = [event(n) for n in range(1, hits + 1)]
    missed = [event(n) for n in range(hits + 1, hits + misses + 1)]
    made = [event(n) for n in range(hits + misses + 1, hits + misses + false + 1)]
    return [paper(name, *found, *missed, kind=kind) for name in names], [
        paper(name, *found, *made, kind=kind) for name in names
    ]


def test_worst_first_with_enough_events():
    """Chat: 20 events, half missed (F1 2/3). E-mail: 20 claims, all false (F1 0). Notices: 19 events, all missed, one
    short of enough. Minutes: 20 right. Papers of a case file hold nothing."""
    crowds = [
        crowd("minutes", 5, 4, 0),
        crowd("chat", 5, 2, 2),
        crowd("notice", 19, 0, 1),
        crowd("case_file", 2, 0, 0),
        crowd("email", 4, 0, 0, 5),
        crowd("work_note", 3, 1, 1),
    ]
    found = parted([row for gold, _ in crowds for row in gold], [row for _, rows in crowds for row in rows])["kind"]
    assert [(one.value, one.few) for one in found] == [
        ("email", False),
        ("chat", False),
        ("minutes", False),
        ("notice", True),
        ("work_note", True),
        ("case_file", True),
    ]
    assert found[-1].tallies["unfiled_event"] == Tally()
    assert "unfiled_event" not in found[-1].intervals


def test_record_settles_equal_unfiled_scores():
    """Both kinds find all twenty events; the e-mails' case numbers are wrong."""
    gold, predicted = crowd("chat", 5, 4, 0)
    more, others = crowd("email", 5, 4, 0)
    for row in others:
        row["events"] = [{**one, "case_no": None} for one in row["events"]]
    assert [one.value for one in parted(gold + more, predicted + others)["kind"]] == ["email", "chat"]


def test_below_the_corpus():
    """Chat misses all of 20, minutes find all of 40: the corpus has F1 2 * 40 / (40 + 60) = 0.8, chat 0 to 0.

    Notices find all of 4; few, so nothing is said of them."""
    crowds = [crowd("chat", 5, 0, 4), crowd("minutes", 10, 4, 0), crowd("notice", 4, 0, 1)]
    found = parted([row for gold, _ in crowds for row in gold], [row for _, rows in crowds for row in rows])["kind"]
    told = {one.value: one.below for one in found}
    assert set(told["chat"]) == {"unfiled_event", "record", "flagged_documents"}
    assert (told["minutes"], told["notice"]) == ((), ())


def test_interval_is_that_of_the_slice_scored_alone():
    gold, predicted = crowd("chat", 5, 2, 2)
    predicted[0]["events"] = []
    more, others = crowd("email", 5, 4, 0)
    alone = score(gold, predicted, FEW)
    chat = next(one for one in parted(gold + more, predicted + others)["kind"] if one.value == "chat")
    assert chat.intervals == {name: alone.intervals[name] for name in HEADLINES if name in alone.intervals}
    assert chat.intervals["record"] == corpus_intervals([one.tallies for one in alone.documents], FEW)["record"]


def test_one_document_has_no_interval():
    assert [one.intervals for one in parted(GOLD[1:2], PREDICTED[1:])["kind"]] == [{}]


def test_no_documents():
    assert parted([], []) == {}


@pytest.fixture(scope="module")
def sample_city():
    registries, _ = load_registries(SAMPLES / "registries")
    gold = SAMPLES / "gold" / "gold.jsonl"
    rows = [row for _, row in read_rows(gold)]
    scores = score(rows, list(Baseline(registries).rows(read_documents(gold))), FEW)
    return scores, slices(scores.documents, registries, FEW)


@pytest.mark.parametrize("by", DIMENSIONS)
def test_slices_add_up_to_the_corpus(by, sample_city):
    scores, found = sample_city
    for name in ("record", "unfiled_event") if by in EVENT_DIMENSIONS else HEADLINES:
        assert sum((one.tallies[name] for one in found[by]), Tally()) == scores.tallies[name]


def test_kinds_are_those_of_the_score(sample_city):
    scores, found = sample_city
    assert {one.value: one.tallies["record"] for one in found["kind"]} == {
        kind.value: tallies["record"] for kind, tallies in scores.by_kind.items()
    }


def test_the_sample_city_is_one_city(sample_city):
    """All units lie in 澜汀; papers whose unit nothing tells stand under the file they were written in."""
    _, found = sample_city
    first = max(found["city"], key=lambda one: one.documents)
    assert first.value == "澜汀市"
    assert {one.value for one in found["city"]} & {"临渡区", "盐渡县"} == set()

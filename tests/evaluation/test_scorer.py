"""The scoring protocol, counted by hand: every expected number below was worked out on paper from the guidelines."""

import re

import pytest

from data.errors import GoldError
from evaluation.measures import Bootstrap
from evaluation.scorer import HEADLINE_KEYS, score

MARK = re.compile(r"⟦([pqoctfx]\d+)(?:=(\w+))?\|([^⟦⟧]*)⟧")
TYPES = {"p": "PER", "q": "POS", "o": "ORG", "c": "CASE", "t": "TIME", "f": "PHONE", "x": "TRIGGER"}
FEW = Bootstrap(resamples=50)


def row(marked, *events, doc_id="d1", kind="chat", owner="P0009"):
    """A gold row. `⟦p1=P0001|王建国⟧` marks and links a mention; `⟦p1=nil|老王⟧` says it is in no registry."""
    text, mentions, last = "", [], 0
    for found in MARK.finditer(marked):
        text += marked[last : found.start()]
        registry_id = None if found[2] in (None, "nil") else found[2]
        mentions.append(
            {
                "id": found[1],
                "start": len(text),
                "end": len(text) + len(found[3]),
                "type": TYPES[found[1][0]],
                "text": found[3],
                "registry_id": registry_id,
                "linked": found[2] is not None,
            }
        )
        text += found[3]
        last = found.end()
    text += marked[last:]
    return {
        "doc_id": doc_id,
        "kind": kind,
        "format": "txt",
        "owner": owner,
        "folder_case": None,
        "text": text,
        "mentions": mentions,
        "events": list(events),
    }


def event(id="e1", triggers=("x1",), intervener="p1", **fields):
    base = {
        "id": id,
        "triggers": list(triggers),
        "situations": ["ask_progress"],
        "intervener": intervener,
        "recipient": "owner",
        "case": None,
        "case_no": "（2024）川97刑终12号",
        "time": None,
        "date": "2024-03-05",
        "channel": "phone",
        "on_behalf_of": None,
        "via": None,
        "status": "asserted",
        "lawful": None,
        "verdict": "unfiled",
    }
    return {**base, **fields}


WANG = "⟦p1=P0001|王建国⟧来电⟦x1|打听案子⟧，后来又⟦x2|打招呼⟧"
GOLD = row(WANG, event(triggers=["x1", "x2"]))


def counts(gold, predicted, name):
    """(hits, predicted, gold) of a measure."""
    one = score(gold, predicted, FEW).tallies[name]
    return one.hits, one.predicted, one.gold


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
    (
        "wrong registry id",
        [row(WANG, event())],
        [row(WANG.replace("P0001", "P0002"), event())],
        (0, 1, 1),
        (1, 1, 1),
    ),
    (
        "gold in no registry, prediction too, words agree",
        [row("⟦p1=nil|王建国⟧⟦x1|打听⟧", event())],
        [row("⟦p1|王建国⟧⟦x1|打听⟧", event())],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "gold in no registry, prediction linked",
        [row("⟦p1=nil|王建国⟧⟦x1|打听⟧", event())],
        [row("⟦p1=P0001|王建国⟧⟦x1|打听⟧", event())],
        (0, 1, 1),
        (1, 1, 1),
    ),
    (
        "gold in no registry, prediction names somebody else",
        [row("⟦p1=nil|王建国⟧⟦x1|打听⟧⟦p2=nil|李明⟧", event())],
        [row("⟦p1=nil|王建国⟧⟦x1|打听⟧⟦p2=nil|李明⟧", event(intervener="p2"))],
        (0, 1, 1),
        (1, 1, 1),
    ),
    (
        "right id through another mention",
        [row("⟦p1=P0001|王院长⟧说⟦p2=P0001|老王⟧⟦x1|打听⟧", event(intervener="p1"))],
        [row("⟦p1=P0001|王院长⟧说⟦p2=P0001|老王⟧⟦x1|打听⟧", event(intervener="p2"))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "shorter words of the same unregistered person agree",
        [row("⟦p1=nil|王建国⟧⟦x1|打听⟧", event())],
        [row("王⟦p1|建国⟧⟦x1|打听⟧", event())],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "brackets, widths and spaces of the case number aside",
        [row(WANG, event())],
        [row(WANG, event(case_no="(2024) 川97刑终 12 号"))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "gold's case null, predicted told",
        [row(WANG, event(case_no=None))],
        [row(WANG, event())],
        (0, 1, 1),
        (1, 1, 1),
    ),
    (
        "both cases null are equal for the record",
        [row(WANG, event(case_no=None))],
        [row(WANG, event(case_no=None))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "first situation of another category",
        [row(WANG, event())],
        [row(WANG, event(situations=["plead", "ask_progress"]))],
        (0, 1, 1),
        (1, 1, 1),
    ),
    (
        "another situation of the same category",
        [row(WANG, event())],
        [row(WANG, event(situations=["ask_deliberation"]))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "category of gold's second situation",
        [row(WANG, event(situations=["plead", "benefit"]))],
        [row(WANG, event(situations=["private_meeting"]))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "a negated event predicted as negated is no hit and no claim",
        [row(WANG, event(status="negated", verdict="not_event"))],
        [row(WANG, event(status="negated", verdict="not_event"))],
        (0, 0, 0),
        (0, 0, 0),
    ),
    (
        "a negated event claimed as unfiled",
        [row(WANG, event(status="negated", verdict="not_event"))],
        [row(WANG, event())],
        (0, 1, 0),
        (0, 1, 0),
    ),
    (
        "an unfiled event believed filed",
        [row(WANG, event())],
        [row(WANG, event(verdict="filed:F0001"))],
        (0, 0, 1),
        (0, 0, 1),
    ),
    (
        "a pair of no-events leaves the claim on the second trigger alone",
        [row(WANG, event("e1", ["x1"], verdict="lawful", lawful="litigant"), event("e2", ["x2"]))],
        [row(WANG, event("e1", ["x2"]), event("e2", ["x1"], verdict="lawful", lawful="litigant"))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "the owner as intervener on both sides",
        [row(WANG, event(intervener="owner"))],
        [row(WANG, event(intervener="owner"))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "the owner told by his own name",
        [row(WANG.replace("P0001", "P0009"), event(intervener="owner"))],
        [row(WANG.replace("P0001", "P0009"), event(intervener="p1"))],
        (1, 1, 1),
        (1, 1, 1),
    ),
    (
        "equal words in another document do not pair",
        [row(WANG, event()), row(WANG, doc_id="d2")],
        [row(WANG), row(WANG, event(), doc_id="d2")],
        (0, 1, 1),
        (0, 1, 1),
    ),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "record", "unfiled"), PAIRS, ids=[case[0] for case in PAIRS])
def test_events_pair_and_count_as_the_guidelines_say(name, gold, predicted, record, unfiled):
    assert counts(gold, predicted, "record") == record
    assert counts(gold, predicted, "unfiled_event") == unfiled


@pytest.mark.parametrize(("name", "gold", "predicted", "record", "unfiled"), PAIRS, ids=[case[0] for case in PAIRS])
def test_order_of_lines_events_and_mentions_does_not_matter(name, gold, predicted, record, unfiled):
    turned = [
        {**line, "mentions": line["mentions"][::-1], "events": line["events"][::-1]} for line in reversed(predicted)
    ]
    assert counts(gold[::-1], turned, "record") == record
    assert counts(gold[::-1], turned, "unfiled_event") == unfiled


# text marked by gold, by prediction, strict (hits, predicted, gold), overlap (hits, predicted, gold)
MENTIONS = [
    ("exact", "⟦p1|王建国⟧到", "⟦p1|王建国⟧到", (1, 1, 1), (1, 1, 1)),
    ("too long", "⟦p1|王建国⟧到", "⟦p1|王建国到⟧", (0, 1, 1), (1, 1, 1)),
    ("other type", "⟦p1|王建国⟧到", "⟦o1|王建国⟧到", (0, 1, 1), (0, 1, 1)),
    ("touching", "⟦p1|王⟧建国", "王⟦p1|建国⟧", (0, 1, 1), (0, 1, 1)),
    ("one gold in two halves", "⟦c1|周大海那个案子⟧", "⟦c1|周大海⟧⟦c2|那个案子⟧", (0, 2, 1), (1, 2, 1)),
    ("two gold in one", "⟦p1|王建国⟧⟦p2|李明⟧", "⟦p1|王建国李明⟧", (0, 1, 2), (1, 1, 2)),
    ("shifted chain", "⟦p1|王建⟧⟦p2|国李⟧明", "王⟦p1|建国⟧⟦p2|李明⟧", (0, 2, 2), (2, 2, 2)),
    ("none in gold", "王建国", "⟦p1|王建国⟧", (0, 1, 0), (0, 1, 0)),
    ("none predicted", "⟦p1|王建国⟧", "王建国", (0, 0, 1), (0, 0, 1)),
    ("a character beyond the plane", "𬱖⟦p1|王建国⟧", "𬱖⟦p1|王建国⟧", (1, 1, 1), (1, 1, 1)),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "strict", "overlap"), MENTIONS, ids=[c[0] for c in MENTIONS])
def test_mentions_count_as_the_guidelines_say(name, gold, predicted, strict, overlap):
    assert counts([row(gold)], [row(predicted)], "mention_strict") == strict
    assert counts([row(gold)], [row(predicted)], "mention_overlap") == overlap


def test_a_mention_told_twice_counts_once():
    twice = row("⟦p1|王建国⟧")
    twice["mentions"].append({**twice["mentions"][0], "id": "p2"})
    assert counts([row("⟦p1|王建国⟧")], [twice], "mention_strict") == (1, 2, 1)
    assert counts([row("⟦p1|王建国⟧")], [twice], "mention_overlap") == (1, 2, 1)


def test_a_mention_nested_in_another_uses_up_one_gold_mention():
    nested = row("⟦p1|王建国院长⟧")
    nested["mentions"].append({**nested["mentions"][0], "id": "p2", "end": 3, "text": "王建国"})
    assert counts([row("⟦p1|王建国⟧院长")], [nested], "mention_overlap") == (1, 2, 1)
    assert counts([row("⟦p1|王建国⟧院长")], [nested], "mention_strict") == (1, 2, 1)


def test_mentions_are_also_counted_by_type():
    gold, predicted = row("⟦p1|王建国⟧⟦x1|打听⟧"), row("⟦p1|王建国⟧打⟦x1|听⟧")
    assert counts([gold], [predicted], "mention_strict.PER") == (1, 1, 1)
    assert counts([gold], [predicted], "mention_strict.TRIGGER") == (0, 1, 1)
    assert counts([gold], [predicted], "mention_overlap.TRIGGER") == (1, 1, 1)
    assert score([gold], [predicted], FEW).f1("mention_strict.ORG") is None


LINKS = [
    ("right id", "⟦p1=P0001|老王⟧", "⟦p1=P0001|老王⟧", (1, 1), (0, 0)),
    ("wrong id", "⟦p1=P0001|老王⟧", "⟦p1=P0002|老王⟧", (0, 1), (0, 0)),
    ("no id", "⟦p1=P0001|老王⟧", "⟦p1=nil|老王⟧", (0, 1), (0, 0)),
    ("not found", "⟦p1=P0001|老王⟧", "老王", (0, 1), (0, 0)),
    ("nil left nil", "⟦p1=nil|老王⟧", "⟦p1=nil|老王⟧", (0, 0), (1, 1)),
    ("nil linked", "⟦p1=nil|老王⟧", "⟦p1=P0001|老王⟧", (0, 0), (0, 1)),
    ("nil not found", "⟦p1=nil|老王⟧", "老王", (0, 0), (0, 0)),
    ("gold says nothing", "⟦p1|老王⟧", "⟦p1=P0001|老王⟧", (0, 0), (0, 0)),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "registered", "nil"), LINKS, ids=[case[0] for case in LINKS])
def test_links_are_shares_of_golds_links(name, gold, predicted, registered, nil):
    tallies = score([row(gold)], [row(predicted)], FEW).tallies
    assert (tallies["link_registered"].hits, tallies["link_registered"].gold) == registered
    assert (tallies["link_nil"].hits, tallies["link_nil"].gold) == nil


FIELDS = [
    ("person", {}, 1),
    ("person", {"intervener": None}, 0),
    ("recipient", {"recipient": None}, 0),
    ("case_no", {"case_no": "(2024)川97刑终12号"}, 1),
    ("case_no", {"case_no": None}, 0),
    ("date", {"date": None}, 0),
    ("channel", {"channel": "message"}, 0),
    ("status", {"status": "hypothetical", "verdict": "not_event"}, 0),
    ("lawful", {"lawful": "hotline", "verdict": "lawful"}, 0),
    ("lawful", {"verdict": "filed:F0001"}, 1),
    ("verdict", {"verdict": "filed:F0001"}, 0),
    ("situation", {"situations": ["ask_deliberation"]}, 0),
    ("category", {"situations": ["ask_deliberation"]}, 1),
]


@pytest.mark.parametrize(("field", "change", "right"), FIELDS)
def test_fields_are_shares_of_the_pairs(field, change, right):
    assert counts([GOLD], [row(WANG, event(triggers=["x1"], **change))], field) == (right, 1, 1)


def test_the_same_kind_of_verdict_on_another_record_is_not_the_same_verdict():
    gold, predicted = row(WANG, event(verdict="filed:F0001")), row(WANG, event(verdict="filed:F0002"))
    assert counts([gold], [predicted], "verdict") == (0, 1, 1)
    assert score([gold], [predicted], FEW).verdicts == {("filed", "filed"): 1}


def test_verdicts_are_set_against_each_other():
    gold = row(WANG, event("e1", ["x1"]), event("e2", ["x2"], verdict="lawful", lawful="hotline", case_no=None))
    predicted = row(
        WANG + "⟦x3|说情⟧",
        event("e1", ["x1"], verdict="not_event", status="negated"),
        event("e2", ["x3"], intervener=None),
    )
    gold["text"] = predicted["text"]
    assert score([gold], [predicted], FEW).verdicts == {
        ("lawful", "missing"): 1,
        ("missing", "unfiled"): 1,
        ("unfiled", "not_event"): 1,
    }


def test_flagged_documents_and_kinds():
    gold = [row(WANG, event()), row(WANG, event(), doc_id="d2", kind="email"), row(WANG, doc_id="d3", kind="email")]
    predicted = [row(WANG, event(intervener=None)), row(WANG, event(), doc_id="d3", kind="email")]
    scores = score(gold, predicted, FEW)
    flagged = scores.tallies["flagged_documents"]
    assert (flagged.hits, flagged.predicted, flagged.gold) == (1, 2, 2)
    assert {kind.value: tallies["flagged_documents"].f1 for kind, tallies in scores.by_kind.items()} == {
        "chat": 1.0,
        "email": 0.0,
    }


def test_headlines_come_by_their_published_names():
    headline = score([GOLD], [GOLD], FEW).headline
    assert tuple(headline) == HEADLINE_KEYS
    assert set(headline.values()) == {1.0}


def test_nothing_to_measure_is_no_number():
    assert set(score([row("无事")], [row("无事")], FEW).headline.values()) == {None}


def test_two_of_three_gives_precision_recall_and_f1():
    gold = [row(WANG, event(), doc_id=f"d{n}") for n in range(3)]
    predicted = [row(WANG, event(), doc_id="d0"), row(WANG, event(), event("e2"), doc_id="d1")]
    record = score(gold, predicted, FEW).tallies["record"]
    assert (record.precision, record.recall, record.f1) == (
        pytest.approx(2 / 3),
        pytest.approx(2 / 3),
        pytest.approx(2 / 3),
    )


def test_intervals_are_drawn_from_a_seed_and_hold_the_score():
    gold = [row(WANG, event(), doc_id=f"d{n}") for n in range(8)]
    predicted = gold[:5]
    first, again = (score(gold, predicted, Bootstrap(200, seed=7)) for _ in range(2))
    interval = first.intervals["record"]
    assert interval == again.intervals["record"]
    # 5 of 8 found and none too many: F1 = 10/13
    assert first.f1("record") == pytest.approx(10 / 13)
    assert 0 < interval.low < 10 / 13 < interval.high <= 1


def test_a_perfect_score_has_no_width():
    interval = score([GOLD], [GOLD], FEW).intervals["record"]
    assert (interval.low, interval.high) == (1.0, 1.0)


FAULTS = [
    ("not in gold", [GOLD], [row(WANG, doc_id="d9")], "document d9: not in gold"),
    ("twice", [GOLD], [row(WANG), row(WANG)], "document d1: stands twice"),
    ("other text", [GOLD], [row("⟦p1|王建国⟧")], "text differs"),
    ("unknown mention", [GOLD], [row(WANG, event(triggers=["x7"]))], "event e1, triggers: 'x7' is no mention"),
    ("unknown situation", [GOLD], [row(WANG, event(situations=["gossip"]))], "'gossip' is not a valid Situation"),
    ("unknown verdict", [GOLD], [row(WANG, event(verdict="guilty"))], "'guilty' is not a valid VerdictKind"),
    ("field missing", [GOLD], [{"doc_id": "d1", "text": GOLD["text"], "mentions": []}], "field 'events' is missing"),
    ("no list", [GOLD], [{**GOLD, "mentions": None}], "prediction, document d1"),
]


@pytest.mark.parametrize(("name", "gold", "predicted", "message"), FAULTS, ids=[case[0] for case in FAULTS])
def test_faults_are_named_without_document_text(name, gold, predicted, message):
    with pytest.raises(GoldError, match=re.escape(message)) as caught:
        score(gold, predicted, FEW)
    assert "王建国" not in str(caught.value)


def test_offsets_that_do_not_hold_the_words_are_a_fault():
    shifted = row(WANG)
    shifted["mentions"][0]["start"] += 1
    with pytest.raises(GoldError, match="mention p1: its text does not stand at 1:3"):
        score([GOLD], [shifted], FEW)

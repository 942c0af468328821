"""A prediction that cannot be scored counts as empty and is named; it is never dropped."""

import json

import pytest

from data.errors import GoldError
from data.goldfile import document_of
from evaluation.annotation import read_annotations
from evaluation.predictions import empty_documents, from_extractor, from_file
from evaluation.scorer import score
from tests.evaluation.rows import event as event_row

SECRET = "不该出现的话"


def event(**changes):
    return event_row(**({"situations": ["plead"], "recipient": None, "case_no": None, "date": None} | changes))


def row(doc_id="a", **changes):
    text = f"袁峰来说情{SECRET}"
    return {
        "doc_id": doc_id,
        "kind": "work_note",
        "text": text,
        "mentions": [
            {"id": "p1", "start": 0, "end": 2, "type": "PER", "text": "袁峰", "registry_id": None},
            {"id": "x1", "start": 3, "end": 5, "type": "TRIGGER", "text": "说情", "registry_id": None},
        ],
        "events": [event()],
    } | changes


def mention(**changes):
    return {"mentions": [row()["mentions"][0] | changes, row()["mentions"][1]]}


def line(value):
    return json.dumps(value, ensure_ascii=False).encode()


GOLD_ROWS = [row("a"), row("b")]
GOLD = read_annotations(GOLD_ROWS, "gold")

UNSCORABLE = {
    "not JSON": (b'{"doc_id": "a", "text"', "a", "not JSON"),
    "cut off before its id": (b'{"doc_i', None, "not JSON"),
    "damaged, of no document of gold": (b'{"doc_id": "zz", ', None, "not JSON"),
    "not UTF-8": (b'{"doc_id": "a", "text": "\xff"}', "a", "not UTF-8 at byte 26"),
    "a number JSON does not have": (line(row()).replace(b'"start": 0', b'"start": NaN'), "a", "not JSON"),
    "a number too long": (line(row()).replace(b'"start": 0', b'"start": ' + b"9" * 5000), "a", "not JSON"),
    "nested without end": (b'{"doc_id": "a", "x": ' + b"[" * 200_000, "a", "not JSON"),
    "no object": (b"[1]", None, "expected a JSON object, found list"),
    "half of a surrogate pair": (line(row(owner="P1")).replace(b"P1", rb"\ud800"), "a", "half of a surrogate pair"),
    "a name for an id": (line(row(events=[event(intervener=SECRET)])), "a", "intervener: words that are no code"),
    "no id": (line(row(doc_id=None)), None, "field 'doc_id'"),
    "an id that is a number": (line(row(doc_id=7)), None, "field 'doc_id'"),
    "no text": (line({k: v for k, v in row().items() if k != "text"}), "a", "field 'text' is missing"),
    "text that is none": (line(row(text=5)), "a", "field 'text' is int, not str"),
    "another text": (
        line(row(text="另一篇", mentions=[], events=[])),
        "a",
        "its text differs from gold's",
    ),
    "an unknown kind": (line(row(kind="poem")), "a", "poem"),
    "mentions that are none": (line(row(mentions=3)), "a", "guidelines"),
    "a mention that is none": (line(row(mentions=["p1"])), "a", "guidelines"),
    "a mention beyond the text": (line(row(**mention(end=99))), "a", "does not stand at 0:99"),
    "offsets that do not fit": (line(row(**mention(start=1, end=3))), "a", "does not stand at 1:3"),
    "an offset that is a fraction": (line(row(**mention(start=0.5))), "a", "field 'start' is float"),
    "an unknown type": (line(row(**mention(type="CAT"))), "a", "CAT"),
    "two mentions of one id": (line(row(**mention(id="x1"))), "a", "two mentions have the same id"),
    "a score above one": (line(row(**mention(score=1.5))), "a", "field 'score' is 1.5"),
    "a score in words": (line(row(events=[event(score="high")])), "a", "field 'score' is str"),
    "a trigger that is no mention": (line(row(events=[event(triggers=["x9"])])), "a", "'x9' is no mention"),
    "an intervener that is no mention": (line(row(events=[event(intervener="p9")])), "a", "'p9' is no mention"),
    "an unknown situation": (line(row(events=[event(situations=["gossip"])])), "a", "gossip"),
    "an unknown verdict": (line(row(events=[event(verdict="guilty")])), "a", "guilty"),
    "a verdict that is none": (line(row(events=[event(verdict=None)])), "a", "field 'verdict'"),
    "a case number that is a number": (line(row(events=[event(case_no=12)])), "a", "field 'case_no' is int"),
    "a channel that is a list": (line(row(events=[event(channel=["phone"])])), "a", "field 'channel' is list"),
    "an event without a date": (
        line(row(events=[{k: v for k, v in event().items() if k != "date"}])),
        "a",
        "field 'date' is missing",
    ),
}


@pytest.mark.parametrize(("content", "doc_id", "reason"), UNSCORABLE.values(), ids=UNSCORABLE.keys())
def test_a_line_that_cannot_be_scored_counts_as_empty(tmp_path, content, doc_id, reason):
    path = tmp_path / "pred.jsonl"
    path.write_bytes(content + b"\n" + line(row("b")) + b"\n")
    found = from_file(path, GOLD)
    assert [one["doc_id"] for one in found.rows] == ["b"]
    (fault,) = found.unscorable
    assert (fault.doc_id, fault.place) == (doc_id, "pred.jsonl:1")
    assert reason in fault.reason
    assert SECRET not in str(fault)
    assert fault.way_out in str(fault)
    assert found.missing == (() if doc_id else ("a",))
    # one of the two unfiled events is found, nothing else is claimed
    scores = score(GOLD_ROWS, found.rows)
    assert scores.tallies["unfiled_event"].gold == 2
    assert (scores.tallies["unfiled_event"].hits, scores.tallies["unfiled_event"].predicted) == (1, 1)
    assert scores.f1("unfiled_event") == 2 / 3


def test_a_document_that_stands_twice_is_empty_even_where_one_line_is_sound(tmp_path):
    path = tmp_path / "pred.jsonl"
    path.write_bytes(b"\n".join([line(row("a")), line(row("b")), line(row("a", events=[]))]))
    found = from_file(path, GOLD)
    assert [one["doc_id"] for one in found.rows] == ["b"]
    assert [(one.doc_id, one.place) for one in found.unscorable] == [("a", "pred.jsonl:1"), ("a", "pred.jsonl:3")]
    assert "stands 2 times" in found.unscorable[0].reason


def test_a_document_without_a_line_is_missing_and_an_empty_file_is_all_missing(tmp_path):
    path = tmp_path / "pred.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line(row("b")) + b"\r\n\r\n")
    assert (from_file(path, GOLD).missing, from_file(path, GOLD).unscorable) == (("a",), ())
    path.write_bytes(b"")
    assert from_file(path, GOLD).missing == ("a", "b")


def test_predictions_of_documents_that_gold_does_not_have_are_refused(tmp_path):
    path = tmp_path / "pred.jsonl"
    path.write_bytes(line(row("a")) + b"\n" + line(row("other")))
    with pytest.raises(GoldError, match=r"1 documents are not in gold.*: other; .*knowingly"):
        from_file(path, GOLD)
    with pytest.raises(GoldError, match="cannot be read"):
        from_file(tmp_path / "none.jsonl", GOLD)


def test_an_extractor_that_fails_on_one_document_goes_on_with_the_next():
    def predict(documents):
        for document in documents:
            if document.doc_id == "a":
                raise RuntimeError(SECRET)
            yield row(document.doc_id)

    found = from_extractor(predict, [document_of(one, "gold") for one in GOLD_ROWS], GOLD)
    assert [one["doc_id"] for one in found.rows] == ["b"]
    (fault,) = found.unscorable
    assert (fault.doc_id, fault.place) == ("a", "the extractor")
    assert fault.reason.startswith("it raised RuntimeError at test_predictions.py:")
    assert SECRET not in str(fault)
    assert found.missing == ()


@pytest.mark.parametrize("rows", [[], [row("b")], [row("a"), row("a")]], ids=["none", "another's", "two"])
def test_an_extractor_gives_one_row_a_document(rows):
    found = from_extractor(lambda documents: rows, [document_of(GOLD_ROWS[0], "gold")], GOLD)
    assert found.rows == ()
    assert found.unscorable[0].doc_id == "a"


def test_no_memory_left_ends_the_run():
    def predict(documents):
        raise MemoryError

    with pytest.raises(MemoryError):
        from_extractor(predict, [document_of(GOLD_ROWS[0], "gold")], GOLD)


def test_a_document_counts_as_empty_once(tmp_path):
    """Line 1 tells no document, so that b, which has none, is missing; a stands twice."""
    path = tmp_path / "pred.jsonl"
    path.write_bytes(b"\n".join([b"[1]", line(row("a")), line(row("a"))]))
    found = from_file(path, GOLD)
    assert (len(found.unscorable), found.missing) == (3, ("b",))
    assert empty_documents(found.unscorable, found.missing) == 2

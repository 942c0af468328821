"""What a model learnt from is known again, in other width, signs and with small changes, and is refused as a test."""

import json
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from data.errors import ConfigError, GoldError
from data.goldfile import read_rows
from evaluation.comparison.gate import Gate, Requirement, judge
from evaluation.comparison.gate_file import Bound
from evaluation.honesty import ScoredOn, checked, label, scored_on, told
from evaluation.predictions import Unscorable
from evaluation.scorer import Scores, score
from evaluation.training_record import (
    NEARLY,
    SAME,
    Figures,
    GoldFile,
    Learnt,
    Overlap,
    TrainedModel,
    TrainingRecord,
    overlaps,
    read_record,
    written,
)

GOLD = Path(__file__).resolve().parents[2] / "data" / "samples" / "gold" / "gold.jsonl"


@pytest.fixture(scope="module")
def rows():
    return [row for _, row in read_rows(GOLD)]


def record_of(rows, **changes):
    learnt = Learnt()
    learnt.add("ab" * 32, rows)
    whole = TrainingRecord("t", {"w.gz": "cd" * 32}, tuple(learnt.gold), tuple(learnt.documents), 0, {}, {"code": "1"})
    return replace(whole, **changes)


def named(row, text, doc_id="another"):
    return {**row, "doc_id": doc_id, "text": text}


def test_the_sample_city_shares_nothing_with_the_shipped_weights(rows):
    record = read_record(Path(str(files("data") / "weights" / "record.json")))
    assert len(record.documents) == sum(gold.documents for gold in record.gold) == 1248
    assert overlaps(record.documents, rows) == ()


def test_texts_are_known_by_their_letters_not_by_id_width_or_signs(rows):
    record = record_of(rows[:40])
    wide = rows[3]["text"].replace("，", ",").replace("\n", " \n\n").replace("1", "１")
    assert [(one.doc_id, one.how) for one in overlaps(record.documents, [named(rows[3], wide)])] == [("another", SAME)]
    assert overlaps(record.documents, rows[40:]) == ()
    # the same id over another text is another document
    assert overlaps(record.documents, [named(rows[50], rows[50]["text"], rows[3]["doc_id"])]) == ()


def test_one_sign_in_thirty_changed_leaves_it_known(rows):
    record = record_of(rows[:40])
    draw = np.random.default_rng(7)
    changed = []
    for row in rows[:40]:
        signs = list(row["text"])
        for place in draw.choice(len(signs), len(signs) // 30, replace=False):
            signs[place] = "改"
        changed.append(named(row, "".join(signs), row["doc_id"]))
    found = overlaps(record.documents, changed)
    assert len(found) == 40
    assert {one.how for one in found} == {NEARLY}


@pytest.mark.parametrize("text", ["", "……！\n"])
def test_a_text_without_a_letter_is_nobodys(rows, text):
    record = record_of([named(rows[0], text)])
    assert overlaps(record.documents, [named(rows[1], text)]) == ()


def test_a_record_comes_back_as_written_and_holds_no_words(rows, tmp_path):
    record = record_of(
        rows[:5], tests=(Figures(GoldFile("ef" * 32, 3), {"record_f1": None, "unfiled_event_f1": 0.5}),), licence="自用"
    )
    text = written(record)
    (tmp_path / "record.json").write_text(text, "utf-8")
    again = read_record(tmp_path / "record.json")
    assert set(again.documents) == set(record.documents)
    assert replace(again, documents=record.documents) == record
    assert written(again) == text
    for row in rows[:5]:
        assert row["doc_id"] not in text
        for mention in row["mentions"]:
            assert mention["text"] not in text or len(mention["text"]) < 3


DAMAGED = {
    "not there": None,
    "not JSON": b"{",
    "not UTF-8": b"\xff\xfe",
    "a list": b"[]",
    "no files": lambda values: values.pop("files"),
    "another format": lambda values: values.update(format=9),
    "a short sketch": lambda values: values["documents"][0].__setitem__(2, "00"),
    "a digest that is none": lambda values: values["documents"][0].__setitem__(0, "xyz"),
    "a document cut off": lambda values: values["documents"][0].pop(),
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_record_is_an_error_with_a_way_out(rows, tmp_path, damage):
    path = tmp_path / "record.json"
    if callable(damage):
        values = json.loads(written(record_of(rows[:2])))
        damage(values)
        path.write_text(json.dumps(values), "utf-8")
    elif damage is not None:
        path.write_bytes(damage)
    with pytest.raises(ConfigError, match=r"record\.json.*restore"):
        read_record(path)


def test_gold_that_was_learnt_from_is_refused_by_count_ids_model_and_way_out(rows):
    model = TrainedModel("m7", record_of(rows[:7]))
    with pytest.raises(
        GoldError, match=r"7 of 83 documents were read when model m7 .*\.\.\.; .*--training-fit"
    ) as told:
        checked(rows, model, GOLD, training_fit=False)
    assert rows[0]["doc_id"] in str(told.value)
    assert rows[6]["doc_id"] not in str(told.value)  # five are named
    found = checked(rows, model, GOLD, training_fit=True)
    assert len(found) == 7
    assert scored_on(model, found) is ScoredOn.TRAINING_FIT
    assert "NOT A TEST: the model learnt from 7 of the 83" in label(ScoredOn.TRAINING_FIT, found, 83)


def test_without_a_record_nothing_is_claimed(rows):
    assert checked(rows, None, GOLD, training_fit=False) == ()
    assert scored_on(None, ()) is ScoredOn.UNCHECKED
    assert scored_on(TrainedModel("m", record_of([])), ()) is ScoredOn.TEST
    assert label(ScoredOn.TEST, (), 83) == ""
    assert "not checked" in label(ScoredOn.UNCHECKED, (), 83)


def test_what_counts_as_empty_is_told_line_by_line():
    fault = Unscorable("d1", "pred.jsonl:4", "not JSON", "mend it")
    lines = told([fault], ["d2", "d3"]).splitlines()
    assert lines == [
        "counted as an empty prediction: pred.jsonl:4, document d1: not JSON; mend it",
        "counted as empty predictions: 2 documents without one: d2, d3",
    ]
    assert told([], []) == ""


def test_no_gate_lets_a_training_fit_through(rows):
    @dataclass
    class Fit:
        scores: Scores
        leaks: tuple[Overlap, ...] = ()
        unscorable: tuple[object, ...] = ()
        missing: tuple[object, ...] = ()

    line = Requirement("all_read", "unscorable", None, Bound.AT_MOST, 0.0, "every paper is read")
    gate = Gate("1", "ab" * 32, (line,))
    scores = score(rows[:2], rows[:2])
    assert judge(gate, Fit(scores)).passed
    judged = judge(gate, Fit(scores, overlaps(record_of(rows[:1]).documents, rows[:2])))
    assert not judged.passed
    assert [(one.name, one.value, one.passed) for one in judged.lines] == [
        ("all_read", 0.0, True),
        ("read_in_training", 1.0, False),
    ]


def test_a_record_finds_equal_texts_and_refuses_digests_of_another_version():
    story, other = "昨天上午有人来电打听案件进展，我答复按规定办理。", "食堂今天换了新师傅，做的是凉面。"
    learnt = Learnt()
    learnt.add("0" * 64, [{"doc_id": "t1", "text": story}, {"doc_id": "empty", "text": ""}])
    texts = {"d1": story + "\n", "d2": other, "d3": ""}
    found = overlaps(learnt.documents, [{"doc_id": name, "text": text} for name, text in texts.items()])
    assert found == (Overlap("d1", SAME, 1.0),)
    aged = [replace(one, text=f"0:{one.text}") for one in learnt.documents]
    with pytest.raises(GoldError, match="another version"):
        overlaps(aged, [])

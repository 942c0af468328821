"""What the gate lets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.goldfile import document_of, read_rows
from data.layout import parse_turns
from data.lexicon import rows
from data.registries import load_registries
from data.registry import Registries
from data.types import Document, Kind
from extractors.forms import Form, form_of
from extractors.gate import BIAS, NAME, TITLE, Gate, GateSettings
from extractors.names import names_of

CITY = Path(__file__).parents[2] / "data" / "samples"

JUDGMENT = "公诉机关指控，被告人张某某打电话给李某，要求帮忙说情。\n本院认为，张某某构成行贿罪，判决如下。"
NOTE = "下午任县来电，问胡子轩那个上诉走到哪一步了，能不能快点。"
HANDLED = "公诉机关指控被告人张某某行贿。\n冯主任向主审人提及本案，已登记。\n以上事实清楚。"
SAID = [
    (NOTE, True),
    ("有人过问", True),
    ("那个案子怎么样了", True),
    ("你们法官真辛苦", True),
    ("他家里人想让你给问一声", True),
    ("任县说那边给他先放一放", True),
    ("晚上一起打球", False),
    ("快递到了", False),
    ("生日快乐", False),
]


def _document(text: str, kind: Kind, folder: str | None = None) -> Document:
    return Document("d", "d", kind, text, parse_turns(text, kind), folder_case=folder)


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_words_that_pass(registries: Registries, text: str, *, expected: bool) -> None:
    document = _document(text, Kind.WORK_NOTE)
    assert bool(Gate(names_of(registries)).passing(document, Form.OFFICE)) is expected


@pytest.mark.parametrize("stem", [row["stem"] for row in rows("gate") if row["use"] == "sure"])
def test_a_sure_stem_is_enough_by_itself(stem: str) -> None:
    gate, document = Gate(names_of(Registries())), _document(f"今天三次{stem}", Kind.WORK_NOTE)
    assert gate.scores(document, gate.stretches(document)) == [pytest.approx(1.0, abs=1e-4)]


def test_scores_are_logistic_in_what_a_stretch_holds() -> None:
    gate = Gate(names_of(Registries()), weights={BIAS: -1.0, "问": 2.0, "他": -1.0, NAME: 5.0, TITLE: 1.0})
    document = _document("问问他\n问\n院长问\n无", Kind.WORK_NOTE)
    found = gate.scores(document, gate.stretches(document))
    assert found == [pytest.approx(p, abs=1e-3) for p in (0.5, 0.731, 0.881, 0.269)]


def test_names_of_the_registries_count(registries: Registries) -> None:
    names = names_of(registries)
    gate = Gate(names, weights={NAME: 1.0})
    document = _document(f"{min(names.people)}\n{min(names.parties)}\n无名", Kind.WORK_NOTE)
    assert gate.signs(document, gate.stretches(document)) == [{NAME}, {NAME}, set()]


def test_a_judgment_is_skipped_and_a_note_is_read(registries: Registries) -> None:
    gate = Gate(names_of(registries))
    judgment, note = _document(JUDGMENT, Kind.CASE_FILE), _document(NOTE, Kind.WORK_NOTE)
    assert gate.passing(judgment, Form.INSTRUMENT) == ()
    assert [(s.start, s.end) for s in gate.passing(note, Form.OFFICE)] == [(0, len(NOTE))]


def test_of_an_instrument_the_words_of_its_handling_are_read(registries: Registries) -> None:
    gate, document = Gate(names_of(registries), GateSettings(context=0)), _document(HANDLED, Kind.CASE_FILE)
    for form in (Form.INSTRUMENT, Form.STRANGE):
        read = gate.passing(document, form)
        assert [document.text[s.start : s.end] for s in read] == ["冯主任向主审人提及本案，已登记。"]


def test_a_long_paper_is_read_where_it_matters(registries: Registries) -> None:
    lines = ["晚上一起打球"] * 9
    lines[4] = "有人过问"
    document = _document("\n".join(lines), Kind.WORK_NOTE)
    short, long = (Gate(names_of(registries), GateSettings(whole=w)) for w in (6_000, 0))
    assert len(short.passing(document, Form.OFFICE)) == 9
    assert [s.turn for s in long.passing(document, Form.OFFICE)] == [2, 3, 4, 5, 6]


def test_a_threshold_of_nothing_reads_everything(registries: Registries) -> None:
    document = _document("生日快乐\n快递到了", Kind.WORK_NOTE)
    for whole in (6_000, 0):
        gate = Gate(names_of(registries), GateSettings(threshold=0.0, whole=whole))
        assert len(gate.passing(document, Form.OFFICE)) == 2


def test_stretches_cover_all_that_turns_say(registries: Registries) -> None:
    text = "今天开庭。" * 300 + "\n短的一段。"
    document = _document(text, Kind.WORK_NOTE)
    stretches = Gate(names_of(registries)).stretches(document)
    assert "".join(text[s.start : s.end] for s in stretches) == text.replace("\n", "")
    assert max(s.end - s.start for s in stretches) < 400


def test_no_trigger_of_the_sample_city_is_lost() -> None:
    gold, names = CITY / "gold" / "gold.jsonl", names_of(load_registries(CITY / "registries")[0])
    gate = Gate(names)
    for _, row in read_rows(gold):
        document = document_of(row, str(gold))
        read = gate.passing(document, form_of(document, names))
        for mention in (m for m in row["mentions"] if m["type"] == "TRIGGER"):
            assert any(s.start < mention["end"] and mention["start"] < s.end for s in read), row["doc_id"]

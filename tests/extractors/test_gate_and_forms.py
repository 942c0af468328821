"""What the gate lets through, and which papers count as whose."""

from __future__ import annotations

import pytest

from data.layout import parse_turns
from data.registry import Registries
from data.types import Document, Kind
from extractors.forms import Form, form_of, is_insider
from extractors.gate import Gate
from extractors.names import names_of

JUDGMENT = (
    "云栖市人民法院\n刑事判决书\n公诉机关云栖市人民检察院。被告人张某某，男。\n"
    "公诉机关指控，被告人张某某打电话给李某，要求帮忙说情，被告人送给李某现金两万元。\n"
    "本院认为，被告人张某某的行为已构成行贿罪。依照《中华人民共和国刑法》，判决如下：\n"
    "一、被告人张某某犯行贿罪，判处有期徒刑一年。\n如不服本判决，可在接到判决书之日起十日内上诉。"
)
NOTE = "下午任县来电，问胡子轩那个上诉走到哪一步了，能不能快点。"
FORMS = [
    (JUDGMENT, Kind.CASE_FILE, None, Form.INSTRUMENT),
    (JUDGMENT, Kind.CASE_FILE, "（2024）湘96刑终362号", Form.INSTRUMENT),
    (NOTE, Kind.WORK_NOTE, None, Form.OFFICE),
    ("明天早上八点集合去春游，带好水。", Kind.NOTICE, None, Form.STRANGE),
    ("明天早上八点集合去春游，带好水。", Kind.WORK_NOTE, None, Form.OFFICE),
    ("承办人来电，已登记。", Kind.CASE_FILE, "（2024）湘96刑终362号", Form.OFFICE),
]


def _document(text: str, kind: Kind, folder: str | None = None) -> Document:
    return Document("d", "d", kind, text, parse_turns(text, kind), folder_case=folder)


@pytest.mark.parametrize(("text", "kind", "folder", "expected"), FORMS)
def test_form(registries: Registries, text: str, kind: Kind, folder: str | None, expected: Form) -> None:
    assert form_of(_document(text, kind, folder), names_of(registries)) is expected


def test_without_registries_no_paper_is_strange() -> None:
    assert form_of(_document("明天春游", Kind.NOTICE), names_of(Registries())) is Form.OFFICE


def test_insiders_speak_of_the_handling() -> None:
    assert is_insider("冯主任向主审人提及本案")
    assert not is_insider("被告人送给李某现金两万元")


def test_a_judgment_is_skipped_and_a_note_is_read(registries: Registries) -> None:
    gate = Gate(names_of(registries))
    judgment, note = _document(JUDGMENT, Kind.CASE_FILE), _document(NOTE, Kind.WORK_NOTE)
    assert gate.passing(judgment, Form.INSTRUMENT) == ()
    assert [(s.start, s.end) for s in gate.passing(note, Form.OFFICE)] == [(0, len(NOTE))]


def test_stretches_cover_all_that_turns_say(registries: Registries) -> None:
    text = "今天开庭。" * 300 + "\n短的一段。"
    document = _document(text, Kind.WORK_NOTE)
    stretches = Gate(names_of(registries)).stretches(document)
    assert "".join(text[s.start : s.end] for s in stretches) == text.replace("\n", "")
    assert max(s.end - s.start for s in stretches) < 400

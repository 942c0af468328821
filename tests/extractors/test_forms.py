"""Which papers count as whose."""

from __future__ import annotations

import pytest

from data.layout import parse_turns
from data.registry import Registries
from data.types import Document, Kind
from extractors.forms import Form, form_of, is_insider
from extractors.names import names_of

JUDGMENT = (
    "云栖市人民法院\n刑事判决书\n公诉机关云栖市人民检察院。被告人张某某，男。\n"
    "公诉机关指控，被告人张某某打电话给李某，要求帮忙说情，被告人送给李某现金两万元。\n"
    "本院认为，被告人张某某的行为已构成行贿罪。依照《中华人民共和国刑法》，判决如下：\n"
    "一、被告人张某某犯行贿罪，判处有期徒刑一年。\n如不服本判决，可在接到判决书之日起十日内上诉。"
)
FACTS = (
    "原告陈某与被告云栖某某公司签订《借款合同》，约定借款80万元，利息按月支付。后被告向陈某转账12万元。\n"
    "本院认为，双方的合同关系合法有效，被告应当承担清偿责任。被告称陈某曾托主任打招呼，没有证据，不予采纳。"
)
REPORT = (
    "审查报告\n承办检察官：周敏\n犯罪嫌疑人张某涉嫌盗窃罪，价值3200元。犯罪事实清楚，证据确实。\n"
    "5月8日下午，局长周建军来电过问本案，问能不能不诉，承办人已登记，报庭长和案管存档。"
)
NOTE = "下午任县来电，问胡子轩那个上诉走到哪一步了，能不能快点。"
CASE = "（2024）湘96刑终362号"
FORMS = [
    (JUDGMENT, Kind.CASE_FILE, None, None, Form.INSTRUMENT),
    (JUDGMENT, Kind.CASE_FILE, CASE, None, Form.INSTRUMENT),
    (JUDGMENT, Kind.WORK_NOTE, None, None, Form.INSTRUMENT),
    (JUDGMENT, Kind.MINUTES, None, None, Form.INSTRUMENT),
    (REPORT, Kind.WORK_NOTE, None, None, Form.OFFICE),
    (JUDGMENT, Kind.CHAT, None, None, Form.OFFICE),
    (FACTS, Kind.CASE_FILE, CASE, None, Form.INSTRUMENT),
    (REPORT, Kind.CASE_FILE, CASE, None, Form.OFFICE),
    (NOTE, Kind.WORK_NOTE, None, None, Form.OFFICE),
    (NOTE, Kind.CASE_FILE, None, "P0001", Form.OFFICE),
    ("承办人来电，已登记。", Kind.CASE_FILE, CASE, None, Form.OFFICE),
    ("明天早上八点集合去春游，带好水。", Kind.NOTICE, None, None, Form.STRANGE),
    ("明天早上八点集合去春游，带好水。", Kind.CASE_FILE, CASE, None, Form.STRANGE),
    ("明天早上八点集合去春游，带好水。", Kind.WORK_NOTE, None, None, Form.OFFICE),
    ("剧本里，承办人拒绝了老同学，书记员记了下来。", Kind.NOTICE, None, None, Form.OFFICE),
    ("剧本里，承办人拒绝了老同学，书记员记了下来。", Kind.CASE_FILE, None, None, Form.STRANGE),
]


@pytest.mark.parametrize(("text", "kind", "folder", "owner", "expected"), FORMS)
def test_form(
    registries: Registries, text: str, kind: Kind, folder: str | None, owner: str | None, expected: Form
) -> None:
    document = Document("d", "d", kind, text, parse_turns(text, kind), owner=owner, folder_case=folder)
    assert form_of(document, names_of(registries)) is expected


def test_without_registries_no_paper_is_strange() -> None:
    document = Document("d", "d", Kind.NOTICE, "明天春游", parse_turns("明天春游", Kind.NOTICE))
    assert form_of(document, names_of(Registries())) is Form.OFFICE


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("冯主任向主审人提及本案", True),
        ("有人来打听案情", True),
        ("已登记", True),
        ("原告经填报《职工登记表》入职", False),
        ("房屋已登记在原告名下", False),
        ("被告人送给李某现金两万元", False),
        ("李某打招呼后拿到了工程", False),
    ],
)
def test_insiders_speak_of_the_handling(said: str, *, expected: bool) -> None:
    assert is_insider(said) is expected

"""References to cases in plain words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.components.case_references import CaseReferences
from extractors.components.organisations import Organisations
from extractors.components.persons import Persons

CASES: list[tuple[str, str]] = [
    ("顺嘴问个事，胡子轩那个上诉现在走到哪一步了", "胡子轩那个上诉"),
    ("宏达的执行案先放一放", "宏达的执行案"),
    ("赵峰这个案子有消息没", "赵峰这个案子"),
    ("王天佑与宏达矿业金融借款案要开庭", "王天佑与宏达矿业金融借款案"),
    ("问我那个执行案369号到哪了", "执行案369号"),
    ("362里那份回单", "362"),
    ("宏达矿业那个金融借款什么时候判", "宏达矿业那个金融借款"),
    ("608号排庭没有", "608号"),
    ("胡子轩打架那件是谁承办", "胡子轩打架那件"),
    ("362那个怎么样了", "362那个"),
    ("369号执行异议驳了没有", "369号执行异议"),
    ("684这案子还没判", "684这案子"),
    ("赵峰物业合同案要开庭", "赵峰物业合同案"),
    ("赵峰的借款案卷调来了", "赵峰的借款案"),
    ("赵峰那桩你看着办", "赵峰那桩"),
]
NONE = [
    "13号他来过",
    "瑶光市中级人民法院执行局",
    "第362页",
    "住在362号楼",
    "362元",
    "瑶光市中级人民法院案件管理办公室",
    "瑶光市中级人民法院执行工作通知",
    "赵峰公司的车",
    "上周开了个会",
]
CHAIN = (Organisations, Persons, CaseReferences)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_case_references(run: Callable[..., list[tuple[str, str]]], text: str, expected: str) -> None:
    assert [words for label, words in run(CHAIN, text) if label == "CASE"] == [expected]


@pytest.mark.parametrize("text", NONE)
def test_no_case(run: Callable[..., list[tuple[str, str]]], text: str) -> None:
    assert [words for label, words in run(CHAIN, text) if label == "CASE"] == []

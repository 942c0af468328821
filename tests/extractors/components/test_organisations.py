"""Organisations: full, placed, alone, by their ending."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.components.organisations import Organisations

CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("瑶光市中级人民法院来函", [("ORG", "瑶光市中级人民法院")]),
    ("市住建局和区委政法委都来了人", [("ORG", "市住建局"), ("ORG", "区委政法委")]),
    ("宏达的账先别动", [("ORG", "宏达")]),
    ("湘泰安所的律师", [("ORG", "湘泰安所")]),
    ("收款人为云栖恒信贸易有限公司", [("ORG", "云栖恒信贸易有限公司")]),
    ("交给政治部", [("ORG", "政治部")]),
    ("今天下雨", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_organisations(run: Callable[..., object], text: str, expected: list[tuple[str, str]]) -> None:
    assert run((Organisations,), text) == expected

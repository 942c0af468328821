"""Titles apart from names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.components.persons import Persons
from extractors.components.titles import Titles

CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("由审判长向书记员说明", [("POS", "审判长"), ("POS", "书记员")]),
    ("常务副书记来电", [("POS", "常务副书记")]),
    ("书记员们都在", []),
    ("主任务是送达", []),
    ("内勤去取快递", []),
    ("内勤杜德胜去取快递", [("POS", "内勤"), ("PER", "杜德胜")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_titles(run: Callable[..., object], text: str, expected: list[tuple[str, str]]) -> None:
    assert run((Persons, Titles), text) == expected

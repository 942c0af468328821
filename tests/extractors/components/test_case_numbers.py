"""Full case numbers; how they may be written is the business of data.casenumber."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.components.case_numbers import CaseNumbers

CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("催一下（2024）湘96刑终362号的进度", [("CASE", "（2024）湘96刑终362号")]),
    ("云检刑诉〔2024〕118号已受理", [("CASE", "云检刑诉〔2024〕118号")]),
    ("门牌96号，电话362号机", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_case_numbers(run: Callable[..., object], text: str, expected: list[tuple[str, str]]) -> None:
    assert run((CaseNumbers,), text) == expected

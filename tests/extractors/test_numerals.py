"""Numerals of days and months."""

from __future__ import annotations

import pytest

from extractors.numerals import value_of

CASES = [
    ("5", 5),
    ("十", 10),
    ("十七", 17),
    ("二十", 20),
    ("三十一", 31),
    ("廿八", 28),
    ("廿", 20),
    ("元", 1),
    ("〇五", 5),
    ("几", None),
]


@pytest.mark.parametrize(("numeral", "value"), CASES)
def test_value_of(numeral: str, value: int | None) -> None:
    assert value_of(numeral) == value

"""Phones, mail addresses, chat ids."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.components.contacts import Contacts

CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("他电话19900007731，您直接联系", [("PHONE", "19900007731")]),
    ("孙家豪 | 138****7719 | 11分", [("PHONE", "138****7719")]),
    ("卢婉琪 <luwq@lyzy.fy.example>", [("PHONE", "luwq@lyzy.fy.example")]),
    ("看守所 | 0951-6633702 | 2分", [("PHONE", "0951-6633702")]),
    ("施小满，内线6033。", [("PHONE", "6033")]),
    ("让她打12368查，或者12309", []),
    ("执业证号14754573132033651", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_contacts(run: Callable[..., object], text: str, expected: list[tuple[str, str]]) -> None:
    assert run((Contacts,), text) == expected

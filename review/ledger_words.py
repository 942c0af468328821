"""Rows of the ledger, and what is wrong with it, in the words of the page.

An auditor sees ids, codes, counts and that a value changed. Of values none are shown but roles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from review.wording import label, sentence, words
from store.ledger import Action, Ledger, LedgerRow
from store.ledger_check import Fault, FaultKind

_CODE = re.compile(r"[\w.:@+\-]{1,80}", re.ASCII)
_SHOWN_VALUES = frozenset({Action.ROLES_CHANGED.value})
_DIGEST = 64
MOST_TOLD = 6
"""Parts of a list that are told one by one; of a longer one only their number."""
_BY_LABEL = {"item": "item"}
"""Details whose values have a name in the list of labels, with the field there."""
_SIDED = frozenset({FaultKind.VALUE_CHANGED, FaultKind.VALUE_GONE, FaultKind.VALUE_PUT_IN})


@dataclass(frozen=True, slots=True)
class Value:
    """What is to be seen of the value on one side of a row. `codes` are roles, None where nothing may be shown."""

    side: str
    erased: bool
    codes: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the page. `actor` and `subject` have an account's name where they are accounts, and are empty where
    there is none or it is no code."""

    row: LedgerRow
    action: str
    actor: str
    subject: str
    detail: tuple[tuple[str, str], ...]
    values: tuple[Value, ...]


def is_code(text: str) -> bool:
    """Whether a text is an id or a code, which anybody who sees the ledger may read: nothing else is shown."""
    return _CODE.fullmatch(text) is not None


def shown_rows(ledger: Ledger, page: Sequence[LedgerRow], people: Mapping[str, str], language: str) -> list[Shown]:
    """The rows of a page; `people` has the names of accounts by their ids."""
    kept = ledger.kept(row.sequence for row in page)
    roles = ledger.values(row.sequence for row in page if row.action in _SHOWN_VALUES)
    return [
        Shown(
            row=row,
            action=_or_itself("act", row.action, language),
            actor=people.get(row.actor or "", _code(row.actor)),
            subject=people.get(row.subject, _or_itself("code", _code(row.subject), language)),
            detail=tuple(_told(name, value, language) for name, value in row.detail.items() if is_code(name)),
            values=tuple(
                Value(side, (row.sequence, side) not in kept, _codes(roles.get((row.sequence, side))))
                for side in ("old", "new")
                if getattr(row, side)
            ),
        )
        for row in page
    ]


def said(fault: Fault, language: str) -> tuple[str, str]:
    """Which rows a fault is of, and what is wrong with them."""
    if fault.kind in _SIDED:
        about = sentence(f"ledger.side_{fault.about}", language) if fault.about in ("old", "new") else ""
    else:
        told = [
            f"{_or_itself('thing', name, language)} {_named(name, value, language)}" if name else _code(value)
            for name, value in fault.things()
        ]
        about = sentence("ledger.comma", language).join(told)
    return _number(fault, language), sentence(f"ledger.fault.{fault.kind.value}", language, about=about)


def _named(name: str, value: str, language: str) -> str:
    """What a fault is about: names of columns and states in words, ids as they are."""
    table = {"field": "about", "state": "code"}.get(name)
    return _or_itself(table, value, language) if table else _code(value)


def _number(fault: Fault, language: str) -> str:
    if fault.sequence is None:
        return sentence("ledger.no_row", language)
    if fault.through is None:
        return sentence("ledger.row_n", language, number=fault.sequence)
    return sentence("ledger.rows_n", language, first=fault.sequence, last=fault.through)


def _told(name: str, value: Any, language: str) -> tuple[str, str]:
    """A detail and what it says; empty for what is no code or number, or is not told."""
    called = _or_itself("about", name, language)
    return label(name, "count", language) if called == name else called, _plain(name, value, language)


def _plain(name: str, value: Any, language: str) -> str:
    if isinstance(value, list) and len(value) > MOST_TOLD:
        return sentence("ledger.many", language, n=len(value))
    if isinstance(value, list):
        told = [_plain(name, one, language) for one in value]
        return (sentence("ledger.comma", language).join(told) or "–") if all(told) else ""
    text = "–" if value is None else str(value)
    if name in _BY_LABEL:
        return label(text, _BY_LABEL[name], language) if is_code(text) else ""
    if value is None or (is_code(text) and f"ledger.code.{text}" in words()):
        return _or_itself("code", text, language)
    return _code(text)


def _or_itself(table: str, name: str, language: str) -> str:
    """The words of a code, the code itself where it has none."""
    key = f"ledger.{table}.{name}"
    return sentence(key, language) if key in words() else name


def _code(text: str | None) -> str:
    """The text where it is a code, digests shortened; else empty."""
    if text is None or not is_code(text):
        return ""
    return f"{text[:12]}…" if len(text) == _DIGEST else text


def _codes(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not all(isinstance(one, str) and is_code(one) for one in value):
        return None
    return tuple(value)

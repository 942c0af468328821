"""What a form of the page says an item is, as the desk keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.errors import Unfit
from records.types import ITEMS
from store.desk.outcomes import INTERVENER, SITUATIONS

CASE_FIELDS = ("case_no", "unit", "cause", "parties", "stage")
NOBODY = "nobody"
"""The choice for somebody who stands in no registry."""
PARTING = "、，,;；\n"
"""What parts the names of parties."""


def value_of(item: str, fields: Mapping[str, Sequence[str]]) -> Any:
    """The value of an item from the fields of its form; the desk checks it. Raises Unfit for no item at all."""
    if item == SITUATIONS:
        return list(fields.get("value", ()))
    told = _one(fields, "value")
    if item == INTERVENER:
        return _person(told)
    if item == "case":
        return _case(fields)
    if item in ITEMS:
        return told.strip() or None
    raise Unfit("there is no such item; choose one of the form", code="no_item")


def _one(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _person(told: str) -> dict[str, str] | None:
    if told == NOBODY:
        return None
    registry, _, id_ = told.partition(":")
    return {"registry": registry, "id": id_}


def _case(fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    told: dict[str, Any] = {name: _one(fields, name).strip() for name in CASE_FIELDS}
    names = told["parties"].translate(str.maketrans(dict.fromkeys(PARTING, "、"))).split("、")
    told["parties"] = [name.strip() for name in names if name.strip()]
    return told

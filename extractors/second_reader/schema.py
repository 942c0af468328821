"""The form of an answer: events of the gold schema, words quoted instead of mentions."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any

from data.types import Channel, Lawful, Situation, Status

QUOTED = ("intervener", "recipient", "case", "time", "on_behalf_of", "via")
"""Fields that hold the paper's own words, or None."""


@lru_cache(maxsize=1)
def answer_schema() -> dict[str, Any]:
    """The JSON schema of an answer, in the strict form: every field named, nothing besides."""
    fields: dict[str, Any] = {
        "triggers": {"type": "array", "items": {"type": "string"}},
        "situations": {"type": "array", "items": _one_of(Situation)},
        **{name: {"type": ["string", "null"]} for name in QUOTED},
        "channel": _one_of(Channel),
        "status": _one_of(Status),
        "lawful": {"type": ["string", "null"], "enum": [*(code.value for code in Lawful), None]},
    }
    return _object({"events": {"type": "array", "items": _object(fields)}})


def _one_of(codes: Iterable[StrEnum]) -> dict[str, Any]:
    return {"type": "string", "enum": [code.value for code in codes]}


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}

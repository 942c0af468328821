"""What a person said of an item, field by field, as values that can be compared with what another said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from data.normalize import key
from data.situations import CATEGORY_OF
from data.types import Situation
from evaluation.resampling import Value

FIELDS = (
    "verdict",
    "category",
    "situation",
    "intervener",
    "recipient",
    "case_no",
    "occurred_on",
    "channel",
    "name",
    "org",
    "position",
    "place",
    "content",
    "relation",
    "handling",
)
"""The verdict, and what is told only where the verdict is a confirmation. `situation` is the first one."""
NOT_TOLD = ""
"""The value of an item of which a person says that the papers do not tell it: a value like any other."""
_NONE: Mapping[str, Value] = MappingProxyType(dict.fromkeys(FIELDS))


def judged(verdict: str, outcome: Mapping[str, Any] | None) -> Mapping[str, Value]:
    """The value of every field; None where it was not asked or not answered.

    `outcome` has `record`, `situations`, `intervener` and, where somebody decides on it, `recipient`; None with any
    verdict but a confirmation, and where its words were erased.
    """
    if outcome is None:
        return {**_NONE, "verdict": verdict}
    record = outcome["record"]
    told = {item: _words(record[item]) for item in FIELDS if item in record}
    if "case" in record:
        told["case_no"] = _words((record["case"] or {}).get("case_no"))
    people = {role: _person(outcome[role]) for role in ("intervener", "recipient") if role in outcome}
    return {**_NONE, "verdict": verdict, **_situations(outcome["situations"]), **people, **told}


def _situations(codes: Sequence[str]) -> dict[str, Value]:
    if not codes:
        return {}
    return {"situation": codes[0], "category": CATEGORY_OF[Situation(codes[0])].value}


def _words(value: str | None) -> str:
    """Words are the same whatever their width, brackets, blanks and script."""
    return key(value) if value else NOT_TOLD


def _person(link: Mapping[str, Any] | None) -> str:
    return f"{link['registry']}:{link['id']}" if link and link.get("id") else NOT_TOLD

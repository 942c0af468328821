"""Conflicts of lawyers with officials: what is proposed for a person to look into, apart from inquiries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from data.registry import Agent, Case, LawyerRelative
from data.rulebook import RuleRef

KIND = "recusal_conflict"


class Certainty(StrEnum):
    """How sure a ground is; the members stand from the surest down."""

    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"


RANKS = tuple(Certainty)


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing a conflict rests on: how sure it is and, in Chinese, what it is."""

    certainty: Certainty
    words: str


def weakest(certainties: Iterable[Certainty]) -> Certainty:
    """The least sure of several, sure when there is none."""
    return max(certainties, key=RANKS.index, default=Certainty.SURE)


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both within; None is open, or not told."""

    first: date | None = None
    last: date | None = None

    def meet(self, other: Period) -> Period | None:
        """The days of both, None when there is none."""
        first = max((day for day in (self.first, other.first) if day), default=None)
        last = min((day for day in (self.last, other.last) if day), default=None)
        return None if first and last and first > last else Period(first, last)


@dataclass(frozen=True, slots=True)
class Post:
    """The official when the conflict begins; of a departed one the last post. `id` None: in no registry."""

    id: str | None
    name: str
    org: str
    position: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One lawyer in one case against one rule. It is to be checked, and accuses nobody.

    `period` are the days on which the rule holds while the case is with the unit. `barred_until` is the last barred
    day, None when there is none or it cannot be told: `until` says which, in words. `also` are ids of weaker rules
    that hold for the same lawyer and case. `reasons` carry `certainty`, the least sure of them.
    """

    id: str
    rule: RuleRef
    effect: str
    certainty: Certainty
    case: Case
    agent: Agent
    lawyer: LawyerRelative
    official: Post
    period: Period
    barred_until: date | None
    until: str
    summary: str
    reasons: tuple[Ground, ...]
    checks: tuple[str, ...]
    also: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """The conflict as conflicts.jsonl has it; days are ISO, an open end is null."""
        agent = self.agent
        return {
            "conflict_id": self.id,
            "kind": KIND,
            "certainty": self.certainty.value,
            "rule": {
                "id": self.rule.id,
                "title": self.rule.title,
                "source": self.rule.source,
                "basis": self.rule.basis,
            },
            "effect": self.effect,
            "also": list(self.also),
            "case_no": self.case.case_no,
            "unit": self.case.unit,
            "agent": {"name": agent.name, "firm": agent.firm, "license_no": agent.license_no},
            "lawyer": {
                "entry_id": self.lawyer.entry_id,
                "name": self.lawyer.lawyer_name,
                "firm": self.lawyer.law_firm,
                "license_no": self.lawyer.license_no,
                "relation": self.lawyer.relation,
                "left_on": _iso(self.lawyer.left_on),
            },
            "official": {
                "id": self.official.id,
                "name": self.official.name,
                "org": self.official.org,
                "position": self.official.position,
            },
            "period": {"from": _iso(self.period.first), "to": _iso(self.period.last)},
            "barred_until": _iso(self.barred_until),
            "until": self.until,
            "summary": self.summary,
            "reasons": [{"certainty": ground.certainty.value, "words": ground.words} for ground in self.reasons],
            "checks": list(self.checks),
        }


COLUMNS = (
    "conflict_id", "kind", "certainty", "rule_id", "rule_title", "rule_source", "rule_basis", "effect", "also",
    "case_no", "unit", "agent_name", "agent_firm", "agent_license_no", "lawyer_entry_id", "lawyer_name", "lawyer_firm",
    "lawyer_license_no", "lawyer_relation", "lawyer_left_on", "official_id", "official_name", "official_org",
    "official_position", "period_from", "period_to", "barred_until", "until", "summary", "reasons", "checks",
)  # fmt: skip
"""The columns of `cells_of`, in order."""


def cells_of(conflict: Conflict) -> dict[str, str]:
    """The conflict as one line of a table: nested values spelt out, several of them parted by `；`."""
    flat: dict[str, str] = {}
    for name, value in conflict.row().items():
        if isinstance(value, dict):
            flat |= {f"{name}_{part}": inner or "" for part, inner in value.items()}
        elif name == "reasons":
            flat[name] = "；".join(reason["words"] for reason in value)
        else:
            flat[name] = "；".join(value) if isinstance(value, list) else value or ""
    return flat


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

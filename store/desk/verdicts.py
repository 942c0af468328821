"""Who may decide what, and when: one table, and what follows from it.

A final decision (confirm, amend, reject) ends a round. Of what is severe the first ends in a second look by somebody
else; two that agree stand, two that differ go to an approver, whose word stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from data.errors import Taken, Unfit
from data.rulebook import load_rulebook, profile_for
from data.types import Situation
from store.desk.rows import FINAL, WORK, DecisionKind, DeskState, Outcome
from store.viewer import Role, Viewer

SEED = "seed"
"""`proposals.origin` of an item whose answer is known beforehand."""
_REVIEWER = frozenset({Role.REVIEWER})
_APPROVER = frozenset({Role.APPROVER})


@dataclass(frozen=True, slots=True)
class Rule:
    """In these states these roles may say this, in that round. `to` None: where the item stands then is told by
    `after` for a final decision, and does not change with any other."""

    kinds: frozenset[DecisionKind]
    states: frozenset[DeskState]
    roles: frozenset[Role]
    round: int
    to: DeskState | None = None


_WORK = frozenset(WORK)
_DECIDED = frozenset({DeskState.CONFIRMED, DeskState.REJECTED, DeskState.MERGED})
_SECOND = frozenset({DeskState.SECOND})
_DISPUTED = frozenset({DeskState.DISPUTED})
_NOT_PERSON = frozenset({DecisionKind.NOT_PERSON})

RULES = (
    Rule(FINAL, _WORK, _REVIEWER, 1),
    Rule(FINAL, _SECOND, _REVIEWER, 2),
    Rule(FINAL, _DISPUTED, _APPROVER, 3),
    Rule(_NOT_PERSON, _WORK, _REVIEWER, 1),
    Rule(_NOT_PERSON, _SECOND, _REVIEWER, 2),
    Rule(_NOT_PERSON, _DISPUTED, _APPROVER, 3),
    Rule(frozenset({DecisionKind.REMIND}), _WORK, _REVIEWER, 1, DeskState.REMINDED),
    Rule(frozenset({DecisionKind.INFO}), _WORK, _REVIEWER, 1, DeskState.INFO),
    Rule(frozenset({DecisionKind.MERGE}), _WORK, _REVIEWER, 1, DeskState.MERGED),
    Rule(frozenset({DecisionKind.SPLIT}), _WORK, _REVIEWER, 1),
    Rule(frozenset({DecisionKind.REOPEN}), _DECIDED, _REVIEWER | _APPROVER, 1, DeskState.OPEN),
)


def rule_for(viewer: Viewer, kind: DecisionKind, state: DeskState, *, met: bool) -> Rule:
    """The rule by which the viewer may say this now; `met`: he made a final decision on the item that still stands.

    Raises Taken when the item has been decided meanwhile, Unfit when the viewer may not say this at all.
    """
    if state in (DeskState.SECOND, DeskState.DISPUTED) and met and kind in FINAL | _NOT_PERSON:
        raise Unfit("you made one decision on this item; the next is somebody else's", code="own_decision")
    for rule in RULES:
        if kind in rule.kinds and state in rule.states:
            if viewer.has(*rule.roles):
                return rule
            raise Unfit("this decision is not for your role", code="not_your_role")
    if state not in WORK and any(kind in rule.kinds and rule.states == _WORK for rule in RULES):
        raise Taken("the item has been decided meanwhile; take the next one", code="decided_meanwhile")
    raise Unfit("this cannot be decided while the item stands as it does", code="not_now")


def kinds_for(viewer: Viewer, state: DeskState, *, met: bool) -> tuple[DecisionKind, ...]:
    """What the viewer may say of an item in `state`, in the order of `DecisionKind`; claims aside."""
    if met and state in (DeskState.SECOND, DeskState.DISPUTED):
        return ()
    allowed = {kind for rule in RULES if state in rule.states and viewer.has(*rule.roles) for kind in rule.kinds}
    return tuple(kind for kind in DecisionKind if kind in allowed)


def claimable(viewer: Viewer, state: DeskState) -> bool:
    """Whether the viewer can make the decision that an item in `state` waits for."""
    return any(rule.kinds == FINAL and state in rule.states and viewer.has(*rule.roles) for rule in RULES)


def after(kind: DecisionKind, severe: bool) -> DeskState:
    """Where an item stands after a first final decision."""
    if severe:
        return DeskState.SECOND
    return DeskState.REJECTED if kind is DecisionKind.REJECT else DeskState.CONFIRMED


Said = tuple[DecisionKind, Outcome]
"""A final decision: its kind, and the record as the person says it is."""


def after_second(first: Said, second: Said, unit: str) -> DeskState:
    """Where an item of a unit's rulebook stands after the second look."""
    return DeskState.DISPUTED if differ(first, second, unit) else after(second[0], severe=False)


def differ(first: Said, second: Said, unit: str) -> bool:
    """Whether two decisions must go to an approver: another verdict, or, where both confirm, another category of the
    first situation, person, case number or day. Two that reject agree whatever their reasons."""
    rejects = [kind is DecisionKind.REJECT for kind, _ in (first, second)]
    if any(rejects):
        return not all(rejects)
    return _weighty(first[1], unit) != _weighty(second[1], unit)


def _weighty(outcome: Outcome, unit: str) -> tuple[Any, ...]:
    person: Mapping[str, Any] = outcome.intervener or {}
    case: Mapping[str, Any] = outcome.record.get("case") or {}
    category = _categories(profile_for(unit)).get(outcome.situations[0]) if outcome.situations else None
    return category, person.get("id"), case.get("case_no"), outcome.record.get("occurred_on")


@lru_cache(maxsize=8)
def _categories(profile: str) -> dict[str, str]:
    situations = load_rulebook(profile).rules.situations
    return {Situation(code).value: rule.category.value for code, rule in situations.items()}

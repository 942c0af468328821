"""Whether a case lies where a rule holds: with the official himself, his unit, or the area of his unit."""

from __future__ import annotations

from data.registry import Case
from records.conflict_posts import Service
from records.conflict_types import Certainty, Ground
from records.conflict_words import say
from records.jurisdiction import Jurisdiction, Within

OWN = (Within.SAME, Within.PART)
SCOPES = {
    "own_unit": OWN,
    "area": (*OWN, Within.AREA),
    "jurisdiction": (*OWN, Within.AREA, Within.BELOW, Within.UNTOLD),
}
"""How a case's unit may lie to the official's for a scope to hold."""
GROUNDS = {
    Within.SAME: (Certainty.SURE, "own_unit"),
    Within.PART: (Certainty.LIKELY, "own_part"),
    Within.AREA: (Certainty.SURE, "same_area"),
    Within.BELOW: (Certainty.SURE, "below"),
    Within.UNTOLD: (Certainty.POSSIBLE, "untold"),
}
"""How sure a case in a unit so placed lies within the organ's area, and the sentence that says why."""


def place_of(scope: str, case: Case, service: Service, areas: Jurisdiction) -> tuple[Ground, ...] | None:
    """Why the case is within the rule's scope for this service; empty where the rule holds anywhere, None outside."""
    if scope == "anywhere":
        return ()
    within = areas.within(case.unit, service.org)
    if scope == "handled":
        return _handled(case, service, within)
    if within not in SCOPES[scope]:
        return None
    certainty, words = GROUNDS[within]
    told = {"unit": case.unit, "org": service.org, "code": areas.code_of(case.unit)}
    return (Ground(certainty, say("place", words, **told)),)


def _handled(case: Case, service: Service, within: Within) -> tuple[Ground, ...] | None:
    """A handler of the case: in the service that belongs to it, and elsewhere only if he never served there."""
    if service.official is None or service.official.person_id not in case.handlers:
        return None
    if within in OWN:
        return (Ground(Certainty.SURE, say("place", "handled")),)
    if any(tenure.org == case.unit for tenure in service.official.tenures):
        return None
    return (Ground(Certainty.LIKELY, say("place", "handled_elsewhere", org=service.org)),)

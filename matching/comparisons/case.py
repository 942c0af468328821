"""The cases the paper is about: their handlers and the lawyers who act in them."""

from __future__ import annotations

from matching.comparisons.base import Agreement
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("handler", "agent", "relative")


def case_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """ "handler" and "agent" of a case the paper is about; "relative" for a lawyer whose relative the paper names or is
    kept by. None otherwise: most people a paper names have no part in its cases."""
    if person.id in paper.handlers:
        return Agreement("handler", f"{person.name}为材料所涉案件的承办人")
    if person.lawyer is None:
        return None
    if (person.name, person.lawyer.license_no) in paper.agents:
        return Agreement("agent", f"{person.name}律师为材料所涉案件的代理人或辩护人")
    if person.lawyer.official_id and person.lawyer.official_id in (*paper.known, paper.owner):
        return Agreement(
            "relative", f"{person.name}律师与材料中的{person.lawyer.official_name}系{person.lawyer.relation}"
        )
    return None

"""The cases the paper is about: their handlers and the lawyers who act in them."""

from __future__ import annotations

from matching.comparisons.base import Agreement
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("handler", "agent", "relative", "tied")


def case_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """How the person is tied to the paper's cases, None for the many who are not.

    `handler` and `agent` of a case the paper is about, of whom a post said alone tells nothing; `relative` for a lawyer
    whose relative the paper names or belongs to, `tied` for one whose relative or own former post is in a unit the
    paper is from.
    """
    if person.id in paper.handlers and sight.office is None:
        return Agreement("handler", f"{person.name}为材料所涉案件的承办人")
    if person.lawyer is None:
        return None
    if (person.name, person.lawyer.license_no) in paper.agents:
        return Agreement("agent", f"{person.name}律师为材料所涉案件的代理人或辩护人")
    tie = person.lawyer
    if tie.official_id and tie.official_id in (*paper.known, paper.owner):
        return Agreement("relative", f"{person.name}律师与材料中的{tie.official_name}系{tie.relation}")
    if tie.official_org in paper.place.units:
        return Agreement("tied", f"{person.name}律师与{tie.official_org}的{tie.official_name}有登记的关系")
    return None

"""Who speaks to whom: the owner of a mailbox or telephone is whom others address in it."""

from __future__ import annotations

from data.types import Kind
from matching.comparisons.base import Agreement
from matching.comparisons.name import FULL, compare_names
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("owner", "writer", "addressee", "self")


def talk_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """The part the person has in the talk, None when he has none that is known.

    `owner` for the owner of a chat named by others, `writer` for the owner of other papers, `addressee` for the
    other one in a talk of two, `self` for the speaker named in his own words by less than the full name.
    """
    if sight.is_speaker:
        return Agreement("owner", "材料所有人") if person.id == paper.owner else None
    partial = compare_names(sight.mention.text, person.name, person.aliases).level not in FULL
    if sight.speaker and _is(person, sight.speaker):
        return Agreement("self", "说话人自己") if partial else None
    if sight.addressed and _is(person, sight.addressed):
        return Agreement("addressee", "对话的另一方")
    if person.id == paper.owner:
        level = "owner" if paper.document.kind is Kind.CHAT else "writer"
        return Agreement(level, "材料所有人")
    return None


def _is(person: Person, speaker: str) -> bool:
    return compare_names(speaker, person.name, person.aliases).level in FULL

"""Who speaks to whom: the owner of a mailbox or telephone is whom others address in it."""

from __future__ import annotations

from matching.comparisons.base import Agreement
from matching.comparisons.name import FULL, compare_names
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("owner", "addressee", "self")


def talk_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """`owner` for the owner named by somebody else, "addressee" for the other one in a talk of two, "self" for the
    speaker named in his own words by less than the full name."""
    if sight.is_speaker:
        return Agreement("owner", "材料所有人") if person.id == paper.owner else None
    partial = compare_names(sight.mention.text, person.name, person.aliases).level not in FULL
    if sight.speaker and _is(person, sight.speaker):
        return Agreement("self", "说话人自己") if partial else None
    if sight.addressed and _is(person, sight.addressed):
        return Agreement("addressee", "对话的另一方")
    if person.id == paper.owner:
        return Agreement("owner", "材料所有人")
    return None


def _is(person: Person, speaker: str) -> bool:
    return compare_names(speaker, person.name, person.aliases).level in FULL

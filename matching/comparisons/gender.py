"""The sex that a form of address tells: 田姐, 峰哥."""

from __future__ import annotations

from matching import lexicon, names
from matching.comparisons.base import Agreement
from matching.comparisons.name import FULL, compare_names
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("agrees", "differs")


def gender_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """None when the words are a full name or tell no sex, or the registry has none."""
    if not person.gender or compare_names(sight.mention.text, person.name, person.aliases).level in FULL:
        return None
    words = names.tidy(sight.mention.text)
    for sex, endings in lexicon.table("match_titles")["gender"].items():
        if words.endswith(tuple(endings)):
            level = "agrees" if sex == person.gender else "differs"
            return Agreement(level, f"称呼“{words}”与登记性别{'相符' if level == 'agrees' else '不符'}")
    return None

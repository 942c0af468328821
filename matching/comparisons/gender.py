"""The sex that a form of address tells: 田姐, 峰哥."""

from __future__ import annotations

from functools import lru_cache

from matching import lexicon, names
from matching.comparisons.base import Agreement
from matching.comparisons.name import FULL, compare_names
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("agrees", "differs")


def gender_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """None when the words are a full name or tell no sex, or the registry has none."""
    sex = told_sex(names.tidy(sight.mention.text))
    if not sex or not person.gender or compare_names(sight.mention.text, person.name, person.aliases).level in FULL:
        return None
    if sex == person.gender:
        return Agreement("agrees", f"称呼“{sight.mention.text}”与登记性别相符")
    return Agreement("differs", f"称呼“{sight.mention.text}”与登记性别不符")


@lru_cache(maxsize=65536)
def told_sex(words: str) -> str:
    """The sex a form of address tells, as registries write it; "" when it tells none."""
    table = lexicon.table("match_titles")["gender"]
    return next((sex for sex, endings in table.items() if words.endswith(tuple(endings))), "")

"""Whether the paper shows the person as a lawyer."""

from __future__ import annotations

from functools import lru_cache

from data.types import Registry
from matching import lexicon, names
from matching.comparisons.base import Agreement
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("lawyer", "not_official")


def profession_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """Whether the paper calls the person a lawyer: `lawyer` for an entry of the lawyer registry, `not_official` for an
    official. None when the paper says nothing of it."""
    told = (*sight.posts, *sight.orgs, names.tidy(sight.mention.text))
    if not called_lawyer(told):
        return None
    if person.registry is Registry.LAWYERS:
        return Agreement("lawyer", "材料称其为律师")
    return Agreement("not_official", "材料称其为律师，与在职身份不符")


@lru_cache(maxsize=65536)
def called_lawyer(told: tuple[str, ...]) -> bool:
    """Whether any of the words calls somebody a lawyer."""
    return any(cue in words for words in told for cue in lexicon.title_words("lawyer_cues"))

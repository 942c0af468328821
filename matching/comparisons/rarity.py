"""How rare the name is in the population: agreement on 司马昭明 tells more than agreement on 王伟."""

from __future__ import annotations

from functools import lru_cache

from matching import names
from matching.comparisons.base import Agreement
from matching.comparisons.name import FULL, compare_names
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("rare", "uncommon", "common", "very_common")
RARE = 7.5  # -log10 of the share: about forty bearers among 1.4 thousand million
UNCOMMON = 6.5  # about four hundred bearers
COMMON = 5.5  # about four thousand bearers
VERY_COMMON = 4.5  # about forty thousand bearers
WORDS = {
    "rare": "{}为罕见姓名",
    "uncommon": "{}为少见姓名",
    "common": "{}为常见姓名，重名可能大",
    "very_common": "{}为极常见姓名，重名可能很大",
}


def rarity_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """Set when the whole name agrees, or nearly, and is rare or common in the population; None for names between."""
    if compare_names(sight.mention.text, person.name, person.aliases).level not in FULL:
        return None
    level = rarity_level(person.name)
    return Agreement(level, WORDS[level].format(person.name)) if level else None


@lru_cache(maxsize=65536)
def rarity_level(name: str) -> str:
    """The level of a name by how many of the population bear it, "" for names between."""
    value = names.rarity(name)
    if value >= UNCOMMON:
        return "rare" if value >= RARE else "uncommon"
    if value <= COMMON:
        return "very_common" if value <= VERY_COMMON else "common"
    return ""

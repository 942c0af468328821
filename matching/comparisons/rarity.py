"""How rare the name is in the population: agreement on 司马昭明 tells more than agreement on 王伟."""

from __future__ import annotations

from matching import names
from matching.comparisons.base import Agreement
from matching.comparisons.name import FULL, compare_names
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("rare", "common")
RARE = 7.5  # -log10 of the share: about forty bearers among 1.4 thousand million
COMMON = 5.5  # about four thousand bearers


def rarity_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """Set when the whole name agrees and is rare, or agrees to the letter and is common; None for names between."""
    level = compare_names(sight.mention.text, person.name, person.aliases).level
    if level not in FULL:
        return None
    value = names.rarity(person.name)
    if value >= RARE:
        return Agreement("rare", f"{person.name}为少见姓名")
    if value <= COMMON and level == "exact":
        return Agreement("common", f"{person.name}为常见姓名，重名可能大")
    return None

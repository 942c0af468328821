"""A record already filed of the same case and day, whose intervener the words may mean."""

from __future__ import annotations

from matching import names
from matching.comparisons.base import Agreement
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("same_matter",)


def record_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """None when no record of the paper's cases and days names the person."""
    if (names.tidy(sight.mention.text), person.id) in paper.recorded:
        return Agreement("same_matter", f"同案同日的填报记录写明{person.name}")
    return None

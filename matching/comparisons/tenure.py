"""Whether the person was in office at all on the day: retired, departed, not yet appointed."""

from __future__ import annotations

from functools import lru_cache

from data.types import Registry
from matching import lexicon
from matching.comparisons.base import Agreement
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("retired", "left", "not_yet")


def tenure_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """`retired` for an official whose last post had ended by the day and whom the paper calls retired or former, `left`
    when the paper does not; `not_yet` when the first post begins later. None for one in office, and without a day."""
    if sight.day is None or person.registry is not Registry.OFFICIALS or not person.posts:
        return None
    if person.posts_on(sight.day):
        return None
    ended = person.posts_before(sight.day)
    if not ended:
        return Agreement("not_yet", f"{person.name}当日尚未任职")
    last = ended[-1]
    if _says_retired((sight.mention.text, *sight.posts)):
        return Agreement("retired", f"{person.name}已于{last.valid_to}卸任{last.position}，材料也称其已退或原任")
    return Agreement("left", f"{person.name}已于{last.valid_to}卸任{last.position}，当日无登记职务")


@lru_cache(maxsize=65536)
def _says_retired(told: tuple[str, ...]) -> bool:
    return any(cue in words for words in told for cue in lexicon.title_words("retired_cues"))

"""The organisation told beside the name: 城投袁总, 来访人所在单位."""

from __future__ import annotations

from matching import orgs
from matching.comparisons.base import Agreement
from matching.index import Person
from matching.orgs import Reach
from matching.sight import Paper, Sight

LEVELS = ("same", "likely", "former", "differs")


def org_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """How the person's organisations agree with those beside the name; None when none is told there."""
    told = sight.orgs
    if not told or not person.posts:
        return None
    held = [post.org for post in person.posts_on(sight.day)]
    past = [post.org for post in person.posts if post.org not in held]
    for words in told:
        for org in held:
            found = orgs.agrees(words, org, paper.place.areas)
            if found is not Reach.NO:
                level = "same" if found in (Reach.EXACT, Reach.AREA) else "likely"
                return Agreement(level, f"旁称单位“{words}”与{org}相符")
    for words in told:
        for org in past:
            if orgs.agrees(words, org, paper.place.areas) is not Reach.NO:
                return Agreement("former", f"旁称单位“{words}”与曾任职的{org}相符")
    if any(_is_department(words) for words in told):
        return None
    return Agreement("differs", f"旁称单位“{told[0]}”与任职单位不同")


def _is_department(words: str) -> bool:
    """Whether the words name a department that any organ of the kind has, so that it cannot contradict."""
    return not orgs.parse(words).area and len(words) <= 5 and words.endswith(("庭", "局", "部", "科", "室", "队", "处"))

"""The organisation told beside the name: 城投袁总, 来访人所在单位."""

from __future__ import annotations

from collections.abc import Sequence

from matching import lexicon, names, orgs
from matching.comparisons.base import Agreement
from matching.index import Person
from matching.orgs import Reach
from matching.sight import Paper, Sight

LEVELS = ("same", "likely", "former", "differs", "other_area")


def org_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """How the person's organisations agree with those beside the name; None when none is told there."""
    lead = names.split_lead(sight.mention.text)[0]
    told = (*sight.orgs, lead) if lead else sight.orgs
    if not told or not person.posts:
        return None
    posts = person.posts_on(sight.day)
    held = [post.org for post in posts]
    past = [post.org for post in person.posts if post.org not in held]
    for words in told:
        for post in posts:
            if len(words) > 1 and orgs.in_order(words, post.position):
                return Agreement("likely", f"旁称“{words}”与职务{post.position}相符")
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
    return _differs(told, person)


def _differs(told: Sequence[str], person: Person) -> Agreement:
    areas = {orgs.area_of(post.org) for post in person.posts} - {""}
    if areas and all((area := orgs.area_of(words)) and area not in areas for words in told):
        return Agreement("other_area", f"旁称单位“{told[0]}”所在地与历任单位都不同")
    return Agreement("differs", f"旁称单位“{told[0]}”与任职单位不同")


def _is_department(words: str) -> bool:
    """Whether the words name a department that any organ of the kind has, so that it cannot contradict."""
    return not orgs.parse(words).area and words.endswith(tuple(lexicon.table("match_orgs")["words"]["departments"]))

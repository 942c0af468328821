"""Where the paper is from and where the person serves."""

from __future__ import annotations

from functools import lru_cache

from matching import orgs
from matching.comparisons.base import Agreement
from matching.index import LAWYER, Person
from matching.sight import Paper, Sight

LEVELS = ("colleague", "former_colleague", "same_area", "above", "below", "elsewhere", "other_city")


def place_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """How near the person's posts are to the units the paper is from; None when either is not known."""
    if not paper.place.units:
        return None
    posts = [post for post in person.posts if post.position != LAWYER]
    held = [post for post in person.posts_on(sight.day) if post.position != LAWYER]
    for post in held:
        if post.org in paper.place.units:
            return Agreement("colleague", f"当日在{post.org}任职，与材料所属单位相同")
    for post in posts:
        if post.org in paper.place.units:
            return Agreement("former_colleague", f"曾在材料所属的{post.org}任职")
    return _area(sight, person, [post.org for post in held or posts], paper)


def _area(sight: Sight, person: Person, units: list[str], paper: Paper) -> Agreement | None:
    told = [orgs.parse(unit) for unit in units]
    told = [name for name in told if name.area]
    if not told or not paper.place.areas:
        return None
    if any(name.area in paper.place.areas for name in told):
        return Agreement("same_area", f"任职地{told[0].area}与材料所属地相同")
    home = _levels(paper.place.units)
    if person.cities and paper.place.cities and not person.cities & paper.place.cities and not _org_told(sight, person):
        return Agreement("other_city", f"任职地{told[0].area}与材料所属地不在一市，登记中两地无人员往来")
    if any(name.level in ("city", "province") for name in told) and "county" in home:
        return Agreement("above", "任职于上级地方")
    if any(name.level == "county" for name in told) and "city" in home:
        return Agreement("below", "任职于下级地方")
    return Agreement("elsewhere", f"任职地{told[0].area}与材料所属地不同")


def _org_told(sight: Sight, person: Person) -> bool:
    """Whether an organisation he serves or served in is written out beside the name: where the paper is from then
    tells nothing."""
    known = {post.org for post in person.posts}
    return any(words in known for words in sight.orgs)


@lru_cache(maxsize=1024)
def _levels(units: tuple[str, ...]) -> frozenset[str]:
    return frozenset(orgs.parse(unit).level for unit in units)

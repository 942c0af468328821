"""The title as of the day: in the name's own mention (王院长) or beside it (副院长王建国)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from matching import lexicon, names
from matching.comparisons.base import Agreement
from matching.index import LAWYER, Person
from matching.lexicon import Title
from matching.sight import Paper, Sight

LEVELS = ("holder", "deputy", "loose", "former", "former_deputy", "later", "differs")


def title_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """`holder` when a post held on the day bears the title, `former` for an earlier post, `later` for a coming one.

    Of several titles told the best counts: 老院长 beside 政协委员 needs only one to fit. None when no title is told.
    """
    found = [_grade(title, deputy, former, sight.day, person) for title, deputy, former in told_titles(sight)]
    return min(found, key=lambda a: LEVELS.index(a.level)) if found else None


def told_titles(sight: Sight) -> tuple[tuple[str, bool, bool], ...]:
    """(title, deputy, former) of every title in the mention or beside it."""
    told = _titles(sight.mention.text, sight.posts)
    return ((sight.office.title, sight.office.deputy, False), *told) if sight.office else told


@lru_cache(maxsize=65536)
def _titles(words: str, posts: tuple[str, ...]) -> tuple[tuple[str, bool, bool], ...]:
    told = [(form.title, form.deputy, form.former) for form in names.readings(words) if form.title]
    told.extend(found for found in map(names.title_in, posts) if found[0])
    return tuple(dict.fromkeys(told))


def _grade(title: str, deputy: bool, former: bool, day: date | None, person: Person) -> Agreement:
    entry = lexicon.titles()[title]
    held = best_post([post.position for post in person.posts_on(day)], entry, deputy)
    if held and not (former and held[0] != "holder"):
        level, position = held
        return Agreement(
            level, f"当日任{position}，与“{title}”相符" if level != "loose" else f"当日任{position}，可称“{title}”"
        )
    past = best_post([post.position for post in person.posts_before(day)], entry, deputy)
    if past and past[0] != "loose":
        level = "former" if past[0] == "holder" else "former_deputy"
        return Agreement(level, f"此前曾任{past[1]}，习惯上仍称“{title}”")
    if held:
        return Agreement(held[0], f"当日任{held[1]}，可称“{title}”")
    coming = best_post([post.position for post in person.posts], entry, deputy)
    if coming and coming[0] != "loose" and day is not None:
        return Agreement("later", f"当日尚未任{coming[1]}")
    return Agreement("differs", f"职务与“{title}”不符")


def best_post(positions: list[str], title: Title, deputy: bool) -> tuple[str, str] | None:
    """(level, position) of the position that fits the title best, None when none does.

    With 副 said only deputies fit; 副院长 does not count as 院长 but as a deputy with 副 dropped.
    """
    graded = [(level, position) for position in positions if (level := _level(position, title, deputy))]
    return min(graded, key=lambda pair: LEVELS.index(pair[0])) if graded else None


def _level(position: str, title: Title, deputy: bool) -> str:
    if position == LAWYER:
        return "holder" if LAWYER in title.posts else ""
    if title.common and position.endswith((*title.posts, *title.deputies)):
        return "loose"
    if position.endswith(title.deputies):
        return "holder" if deputy else "deputy"
    if deputy:
        return ""
    if position.endswith(title.posts):
        return "deputy" if "副" in position else "holder"
    return "loose" if position.endswith(title.loose) else ""

"""Names of organisations: their parts, and whether a short name may mean a registry name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from matching import lexicon


class Reach(StrEnum):
    """How surely words name an organisation."""

    EXACT = "exact"  # the registry name itself
    AREA = "area"  # a short name with its area told: 云居住建
    LEVEL = "level"  # a short name with a level, read from where the writer is: 市中院, 县城投
    BARE = "bare"  # a short name alone: 法院
    NO = "no"


@dataclass(frozen=True, slots=True)
class OrgName:
    """An organisation's name in parts: 柳塘 + 县 + 人民法院; `level` is province, city or county. "" is not told."""

    area: str
    ending: str
    rest: str
    level: str = ""


@lru_cache(maxsize=65536)
def parse(name: str) -> OrgName:
    """The parts of a registry name; a name without an area is all `rest`."""
    words = lexicon.table("match_orgs")
    for prefix in words["words"]["prefixes"]:
        name = name.removeprefix(prefix)
    best: OrgName | None = None
    for ending in words["areas"]:
        at = name.find(ending, 1)
        if 2 <= at <= 5 and (best is None or at < len(best.area)):
            best = OrgName(name[:at], ending, name[at + len(ending) :], words["areas"][ending])
    return best or OrgName("", "", name)


@lru_cache(maxsize=65536)
def area_of(name: str) -> str:
    """The area a registry name begins with, "" when it has none."""
    return parse(name).area


def in_order(short: str, full: str) -> bool:
    """Whether the letters of `short` occur in `full` in the same order."""
    position = 0
    for letter in short:
        position = full.find(letter, position) + 1
        if position == 0:
            return False
    return bool(short)


@lru_cache(maxsize=65536)
def reach(words: str, org: str) -> Reach:
    """How surely `words` may mean the registry name `org`, whoever writes them."""
    words = words.strip()
    if words == org:
        return Reach.EXACT
    full = parse(org)
    told = _told_area(words, full)
    if told is None:
        return Reach.NO
    grade, rest = told
    if not rest:
        return Reach.NO
    if rest == full.rest and grade is Reach.AREA:
        return Reach.EXACT
    wanted = lexicon.table("match_orgs")["aliases"].get(rest, rest)
    loose = len(rest) > 1 and in_order(rest, full.rest)
    return grade if wanted and (loose or in_order(wanted, full.rest)) else Reach.NO


def _told_area(words: str, full: OrgName) -> tuple[Reach, str] | None:
    """(how the area was told, what follows it); None when another area or level was told."""
    for prefix in lexicon.table("match_orgs")["words"]["prefixes"]:
        words = words.removeprefix(prefix)
    if full.area and words.startswith(full.area):
        rest = words[len(full.area) :]
        return Reach.AREA, rest.removeprefix(full.ending)
    lists = lexicon.table("match_orgs")["words"]
    if full.area and words[:1] == full.area[0] and words[1:] in lists["after_letter"]:
        return Reach.AREA, words[1:]
    if words in lists["implied"]:
        return (Reach.LEVEL, words) if lists["implied"][words] == full.level else None
    levels = lists["levels"]
    if words[:1] in levels and len(words) > 1:
        return (Reach.LEVEL, words[1:]) if levels[words[0]] == full.level else None
    other = parse(words)
    if other.area and other.rest and full.area and other.area != full.area:
        return None
    return Reach.BARE, words


def agrees(words: str, org: str, areas: frozenset[str]) -> Reach:
    """`reach`, with a level or bare name held to the areas where the writer is, when those are known.

    A city-level organ is within reach of all its counties: LEVEL then holds whatever the area.
    """
    found = reach(words, org)
    if found in (Reach.LEVEL, Reach.BARE) and areas:
        full = parse(org)
        if full.area and full.area not in areas and full.level == "county":
            return Reach.NO
        if found is Reach.BARE and full.area and full.area not in areas:
            return Reach.NO
    return found

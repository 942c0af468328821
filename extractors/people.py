"""What sort of person a mention looks like, before anybody knows who it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from data.lexicon import rows, words
from data.registry import Registries


class Sort(StrEnum):
    """Sorts of people as the words and the registries show them. One letter each: they serve as features."""

    OWNER = "O"
    PERHAPS_OWNER = "o"
    JUDICIAL = "J"
    OFFICIAL = "G"
    LAWYER = "L"
    AGENT = "A"
    PARTY = "D"
    BUSINESS = "B"
    NICKNAME = "N"
    MASKED = "M"
    UNKNOWN = "U"


JUDICIAL_ORG = ("法院", "检察院")


@dataclass(frozen=True, slots=True)
class People:
    """Sorts of the registries' people by name, and the names of each official by person_id."""

    sorts: Mapping[str, Sort] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def sort_of(self, said: str, owner: str | None) -> Sort:
        """The sort of the person called `said` in a paper of `owner` (a person_id, None when nobody's)."""
        own = self.names.get(owner or "", ())
        if said in own:
            return Sort.OWNER
        if own and _may_call(said, own[0]):
            return Sort.PERHAPS_OWNER
        return self.sorts.get(said) or _by_words(said)


def people_of(registries: Registries) -> People:
    """Sorts by name; who stands in several registries counts as official before lawyer before party."""
    sorts: dict[str, Sort] = {}
    for case in registries.cases.values():
        sorts.update(dict.fromkeys(case.parties, Sort.PARTY))
    for case in registries.cases.values():
        sorts.update((agent.name, Sort.AGENT) for agent in case.agents)
    sorts.update((entry.lawyer_name, Sort.LAWYER) for entry in registries.lawyers.values())
    names: dict[str, tuple[str, ...]] = {}
    for official in registries.officials.values():
        names[official.person_id] = (official.name, *official.aliases)
        judicial = any(end in tenure.org for tenure in official.tenures for end in JUDICIAL_ORG)
        sorts.update(dict.fromkeys(names[official.person_id], Sort.JUDICIAL if judicial else Sort.OFFICIAL))
    return People(sorts, names)


def _by_words(said: str) -> Sort:
    """The sort that a title or a way to call people shows; titles stand longest first in the lexicon."""
    for row in rows("titles"):
        if row["sort"] and len(said) > len(row["title"]) and said.endswith(row["title"]):
            return Sort(row["sort"])
    if "某" in said:
        return Sort.MASKED
    if said.startswith(words("kin", "word", place="before")) or said.endswith(words("kin", "word", place="after")):
        return Sort.NICKNAME
    return Sort.UNKNOWN


def _may_call(said: str, name: str) -> bool:
    """Whether `said` may call the one named `name`: given name, or family name with a title of a judicial officer."""
    if len(name) >= 3 and name[-2:] in said:
        return True
    if said[0] in "老小阿" and len(said) == 2:
        return said[1] == name[0] or said[1] == name[-1]
    judicial = words("titles", "title", sort=Sort.JUDICIAL.value)
    return said[0] == name[0] and said[1:] in judicial

"""The people of the registries, indexed so that a mention meets only entries it could mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from data.normalize import fold
from data.registry import LawyerRelative, Official, Registries, Tenure
from data.types import Registry
from matching import lexicon, names, orgs

DEPARTED = "离任本人"
LAWYER = "律师"


@dataclass(frozen=True, slots=True)
class Person:
    """An entry of the officials or the lawyer registry, as comparisons see it. `lawyer` is set for the latter.

    `gender` is "" where the registry does not tell.
    """

    registry: Registry
    id: str
    name: str
    aliases: tuple[str, ...]
    phones: tuple[str, ...]
    posts: tuple[Tenure, ...]
    gender: str = ""
    lawyer: LawyerRelative | None = None

    def posts_on(self, day: date | None) -> tuple[Tenure, ...]:
        """The posts held on `day`; all when the day is not known."""
        return self.posts if day is None else tuple(post for post in self.posts if post.covers(day))

    def posts_before(self, day: date | None) -> tuple[Tenure, ...]:
        """The posts that had ended by `day`; none when the day is not known."""
        return tuple(post for post in self.posts if day and post.valid_to and post.valid_to < day)

    def post_for(self, day: date | None) -> Tenure | None:
        """The post to show: the one held on `day`, else the last begun before it, else the first."""
        held = self.posts_on(day)
        if held:
            return held[-1]
        begun = [post for post in self.posts if day is None or post.valid_from is None or post.valid_from <= day]
        return begun[-1] if begun else next(iter(self.posts), None)


def person_of_official(official: Official) -> Person:
    """The person of an officials entry."""
    return Person(
        registry=Registry.OFFICIALS,
        id=official.person_id,
        name=official.name,
        aliases=official.aliases,
        phones=official.phones,
        posts=official.tenures,
        gender=official.gender,
    )


def person_of_lawyer(entry: LawyerRelative) -> Person:
    """The person of a lawyer entry: a post at the firm and, for one who left an organ, the former post."""
    posts = [Tenure(entry.law_firm, LAWYER, "", entry.left_on, None)]
    if entry.relation == DEPARTED or (entry.left_on and not entry.official_id):
        posts.insert(0, Tenure(entry.official_org, entry.official_position, "", None, entry.left_on))
    phones = (entry.phone,) if entry.phone else ()
    return Person(Registry.LAWYERS, entry.entry_id, entry.lawyer_name, (), phones, tuple(posts), lawyer=entry)


class PeopleIndex:
    """Entries by name, alias, surname and area, given name and telephone. Iteration follows the registries."""

    def __init__(self, registries: Registries) -> None:
        self.people: dict[str, Person] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_surname: dict[str, list[str]] = defaultdict(list)
        self._by_surname_area: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._by_surname_org: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._by_given: dict[str, list[str]] = defaultdict(list)
        self._by_phone: dict[str, list[str]] = defaultdict(list)
        for official in registries.officials.values():
            self._add(person_of_official(official))
        for entry in registries.lawyers.values():
            self._add(person_of_lawyer(entry))

    def _add(self, person: Person) -> None:
        self.people[person.id] = person
        for name in dict.fromkeys((person.name, *person.aliases)):
            self._by_name[fold(name)].append(person.id)
            surname = names.surname_of(name)
            self._by_surname[surname].append(person.id)
            for org in dict.fromkeys(post.org for post in person.posts):
                self._by_surname_org[surname, org].append(person.id)
                self._by_surname_area[surname, orgs.parse(org).area].append(person.id)
            given = names.given_of(name)
            for part in dict.fromkeys((given, given[-1:])):
                if part:
                    self._by_given[part].append(person.id)
        for phone in person.phones:
            self._by_phone[digits(phone)].append(person.id)

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name, ids in self._by_name.items():
            found[names.sounds(name)].extend(ids)
        return found

    def __getitem__(self, person_id: str) -> Person:
        return self.people[person_id]

    def get(self, person_id: str | None) -> Person | None:
        """The entry of that id, None when there is none."""
        return self.people.get(person_id) if person_id else None

    def named(self, name: str) -> Iterable[str]:
        """Ids of entries of exactly that name or alias."""
        return self._by_name.get(fold(name), ())

    def sounding(self, name: str) -> Iterable[str]:
        """Ids of entries whose name or alias sounds the same, tones aside."""
        return self._by_sound.get(names.sounds(fold(name)), ())

    def looking(self, name: str) -> Iterator[str]:
        """Ids of entries whose name differs in one character that is easily mistaken."""
        shapes = lexicon.lookalikes()
        for at, character in enumerate(fold(name)):
            for other in sorted(shapes.get(character, ())):
                yield from self.named(name[:at] + other + name[at + 1 :])

    def surnamed(self, surname: str, *, area: str | None = None, org: str | None = None) -> Iterable[str]:
        """Ids of entries of a surname, of those with a post in that area or organisation when told."""
        if org is not None:
            return self._by_surname_org.get((surname, org), ())
        if area is not None:
            return self._by_surname_area.get((surname, area), ())
        return self._by_surname.get(surname, ())

    def given(self, given: str) -> Iterable[str]:
        """Ids of entries whose given name is `given` or ends in that one character."""
        return self._by_given.get(given, ())

    def phoned(self, phone: str) -> Iterable[str]:
        """Ids of entries with that telephone number or address."""
        return self._by_phone.get(digits(phone), ())


def digits(phone: str) -> str:
    """A telephone number without spaces and dashes; an address in lower case."""
    plain = "".join(fold(phone).split()).lower()
    return plain if "@" in plain else plain.replace("-", "").removeprefix("+86")

"""The people of the registries, indexed so that a mention meets only entries it could mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from data.normalize import fold
from data.registry import LawyerRelative, Official, Registries, Tenure
from data.types import Registry
from matching import lexicon, names, orgs, sounds
from matching.areas import Areas

DEPARTED = "离任本人"
LAWYER = "律师"


@dataclass(frozen=True, slots=True)
class Person:
    """An entry of the officials or the lawyer registry, as comparisons see it. `lawyer` is set for the latter.

    `gender` is "" where the registry does not tell; `cities` are those of all posts, empty where it does not show them.
    """

    registry: Registry
    id: str
    name: str
    aliases: tuple[str, ...]
    phones: tuple[str, ...]
    posts: tuple[Tenure, ...]
    gender: str = ""
    lawyer: LawyerRelative | None = None
    cities: frozenset[str] = frozenset()

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
    """Entries by name, alias, surname and area, given name and telephone. Iteration follows the registries.

    Ids are indexed, people are made when first asked for: a registry of a million rows is mostly never looked at.
    """

    def __init__(self, registries: Registries) -> None:
        self._officials = registries.officials
        self._lawyers = registries.lawyers
        self._made: dict[str, Person] = {}
        self.areas = Areas()
        self._by_name: dict[str, list[str]] = {}
        self._by_surname: dict[tuple[str, str | None], list[str]] = {}
        self._by_given: dict[tuple[str, str | None], list[str]] = {}
        self._by_phone: dict[str, list[str]] = {}
        for key, official in registries.officials.items():
            areas = self.areas.add(post.org for post in official.tenures)
            self._add(key, (official.name, *official.aliases), areas, official.phones)
        for key, entry in registries.lawyers.items():
            areas = {orgs.area_of(org) for org in (entry.law_firm, entry.official_org) if org}
            self._add(key, (entry.lawyer_name,), areas, (entry.phone,) if entry.phone else ())

    def _add(self, key: str, told: tuple[str, ...], areas: set[str], phones: tuple[str, ...]) -> None:
        places = (None, *sorted(areas))
        for name in told if len(told) == 1 else dict.fromkeys(told):
            self._by_name.setdefault(names.plain_name(name), []).append(key)
            surname = names.surname_of(name)
            given = name[len(surname) :]
            for place in places:
                self._by_surname.setdefault((surname, place), []).append(key)
                if given:
                    self._by_given.setdefault((given, place), []).append(key)
                if len(given) > 1:
                    self._by_given.setdefault((given[-1], place), []).append(key)
        for phone in phones:
            self._by_phone.setdefault(digits(phone), []).append(key)

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, ids in self._by_name.items():
            found.setdefault(names.sounds(name), []).extend(ids)
        return found

    @cached_property
    def _by_near_sound(self) -> dict[str, list[str]]:
        """Readings of `_by_sound` by what dialects leave of them."""
        found: dict[str, list[str]] = {}
        for spelt in self._by_sound:
            found.setdefault(sounds.near_sounds(spelt), []).append(spelt)
        return found

    @cached_property
    def _by_letters(self) -> dict[str, list[str]]:
        """Readings of `_by_sound` by their letters: in full, surname with initials, initials alone."""
        found: dict[str, list[str]] = {}
        for spelt in self._by_sound:
            for letters in dict.fromkeys(sounds.letters(spelt)):
                found.setdefault(letters, []).append(spelt)
        return found

    @cached_property
    def _by_office(self) -> dict[tuple[str, str], list[str]]:
        """Officials by unit, and by area, and the post said alone that one of theirs may be."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for key, official in self._officials.items():
            for post in official.tenures:
                for title in offices_of(post.position):
                    for place in (post.org, orgs.area_of(post.org)):
                        found.setdefault((place, title), {})[key] = None
        return {place: list(keys) for place, keys in found.items()}

    def __getitem__(self, person_id: str) -> Person:
        person = self._made.get(person_id)
        if person is None:
            official = self._officials.get(person_id)
            person = person_of_official(official) if official else person_of_lawyer(self._lawyers[person_id])
            cities = self.areas.cities_of(orgs.area_of(post.org) for post in person.posts)
            person = replace(person, cities=cities) if cities else person
            self._made[person_id] = person
        return person

    def get(self, person_id: str | None) -> Person | None:
        """The entry of that id, None when there is none."""
        known = person_id is not None and (person_id in self._officials or person_id in self._lawyers)
        return self[str(person_id)] if known else None

    def names(self, person_id: str) -> tuple[str, ...]:
        """Name and aliases of an entry."""
        official = self._officials.get(person_id)
        return (official.name, *official.aliases) if official else (self._lawyers[person_id].lawyer_name,)

    def named(self, name: str) -> Sequence[str]:
        """Ids of entries of exactly that name or alias."""
        return self._by_name.get(names.plain_name(name), ())

    def sounding(self, name: str) -> Sequence[str]:
        """Ids of entries whose name or alias sounds the same, tones aside."""
        return self._by_sound.get(names.sounds(names.plain_name(name)), ())

    def nearly_sounding(self, name: str) -> Sequence[str]:
        """Ids of entries whose name or alias sounds the same to one who merges what dialects do."""
        near = sounds.near_sounds(names.sounds(names.plain_name(name)))
        return [key for spelt in self._by_near_sound.get(near, ()) for key in self._by_sound[spelt]]

    def spelt(self, handle: str) -> Sequence[str]:
        """Ids of entries whose name letters may spell, in full or by initials, either part of the name first."""
        spelt = dict.fromkeys(one for turn in sounds.turned(handle) for one in self._by_letters.get(turn, ()))
        return [key for one in spelt for key in self._by_sound[one]]

    def looking(self, name: str) -> Iterator[str]:
        """Ids of entries whose name differs in one character that is easily mistaken."""
        tables = (lexicon.lookalikes(), lexicon.scan_confusions())
        for at, character in enumerate(names.plain_name(name)):
            for other in sorted({other for table in tables for other in table.get(character, ())}):
                yield from self.named(name[:at] + other + name[at + 1 :])

    def surnamed(self, surname: str, area: str | None = None) -> Sequence[str]:
        """Ids of entries of a surname; of those with a post in an area, when one is told."""
        return self._by_surname.get((surname, area), ())

    def given(self, given: str, area: str | None = None) -> Sequence[str]:
        """Ids of entries whose given name is `given` or ends in that one character; in an area, when one is told."""
        return self._by_given.get((given, area), ())

    def officers(self, place: str, title: str) -> Sequence[str]:
        """Ids of officials who ever held in that unit, or area, a post that `title` may mean when said alone."""
        return self._by_office.get((place, title), ())

    def phoned(self, phone: str) -> Sequence[str]:
        """Ids of entries with that telephone number or address."""
        return self._by_phone.get(digits(phone), ())


@lru_cache(maxsize=65536)
def offices_of(position: str) -> tuple[str, ...]:
    """The posts said alone, keys of the lexicon, that a position of the registry may be; () for 审判员."""
    titles = lexicon.titles()
    return tuple(
        office
        for office in lexicon.title_words("offices")
        if position.endswith((*titles[office].posts, *titles[office].deputies))
    )


def digits(phone: str) -> str:
    """A telephone number without spaces and dashes; an address or chat id in lower case."""
    if phone.isascii() and phone.isdigit():
        return phone
    plain = "".join(fold(phone).split()).lower()
    return plain if any(letter.isalpha() for letter in plain) else plain.replace("-", "").removeprefix("+86")

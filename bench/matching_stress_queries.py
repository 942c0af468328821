"""What is asked of the stress set: the words of a paper that mean a person of the registry, or somebody else.

After the design by which yente is validated: of the people of the registry 30 % are written as it has them, 60 % are
mangled, and 10 % stand with a day on which they did not hold the post told. Others are not in the registry at all, but
share a surname or a given name with one who holds the very post, or the whole name with one elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bench.matching_stress import END, Invented, Names, Post
from bench.matching_stress_mangling import WAYS, title_of

UNTOUCHED, SHIFTED = 0.3, 0.1
OTHERS = 0.5
"""People who are not in the registry, to one who is."""
WHOLE, TITLE, PLACE = 0.5, 0.2, 0.2
"""Shares of papers that tell organisation and title beside the name; the title; only where they are from."""
SHORT = frozenset({"surname and title", "given name alone", "alias", "initials, pinyin"})
"""Ways that a paper uses of people of the place: it tells at least where it is from."""
ABSENT = ("nobody", "same surname", "same given name", "same name elsewhere", "surname and title, nobody")


@dataclass(frozen=True, slots=True)
class Query:
    """One mention. `person` is the id of the one meant, "" when the registry lacks him; `org`, `title` and `owner` (id
    of the official whose paper it is) are "" when not told; `name` is the right name of the one meant."""

    number: int
    kind: str
    words: str
    name: str
    org: str
    title: str
    owner: str
    day: date
    person: str


Fields = tuple[str, str, str, str, str, str, date, str]
"""A query without its number."""
Told = tuple[str, str, str]
"""(org, title, owner) of a query."""


def queries(people: Sequence[Invented], count: int, seed: int = 1) -> list[Query]:
    """`count` mentions of people of the registry and half as many of others, shuffled and numbered from 0."""
    asker = _Asker(people, random.Random(seed + 1))  # noqa: S311 - invented people, no secret
    asked = [asker.present(kind) for kind in _kinds(count)]
    asked += [asker.absent(ABSENT[at % len(ABSENT)]) for at in range(int(count * OTHERS))]
    asker.chance.shuffle(asked)
    return [Query(number, *fields) for number, fields in enumerate(asked)]


def _kinds(count: int) -> Iterator[str]:
    yield from ["untouched"] * int(count * UNTOUCHED)
    yield from ["shifted day"] * int(count * SHIFTED)
    ways = list(WAYS)
    yield from (ways[at % len(ways)] for at in range(count - int(count * UNTOUCHED) - int(count * SHIFTED)))


def _shifted(post: Post, chance: random.Random) -> date:
    """A day up to a year after the post ended, or up to four months before it began."""
    if post.end and chance.random() < 0.7:
        return post.end + timedelta(chance.randint(10, 365))
    return post.start - timedelta(chance.randint(10, 120))


class _Asker:
    """Draws queries about one country."""

    def __init__(self, people: Sequence[Invented], chance: random.Random) -> None:
        self.people, self.chance = people, chance
        self._names = Names(chance)
        self._whole = {person.name for person in people}
        self._keepers: dict[str, list[tuple[Invented, Post]]] = {}
        for person in people:
            for post in person.posts:
                self._keepers.setdefault(person.city, []).append((person, post))

    def present(self, kind: str) -> Fields:
        """A mention of a person of the registry."""
        person, post, words = self._written(kind)
        if kind == "shifted day":
            org, title, owner = self._told(person, post, day := _shifted(post, self.chance), self._level() * WHOLE)
        else:
            level = self._level() * (WHOLE + TITLE + PLACE if kind in SHORT else 1)
            org, title, owner = self._told(person, post, day := self._day(post), level)
        if kind == "surname and title":
            title = ""  # the words tell it
        return (kind, words, person.name, org, title, owner, day, person.id)

    def absent(self, kind: str) -> Fields:
        """Somebody the registry lacks: with a post that a person of the registry may hold as well."""
        person, post = self._titled()
        surname, given = self._names.surname(), self._names.given()
        if kind == "same surname":
            surname = person.surname
        elif kind == "same given name":
            given = person.given
        name = surname + given
        if kind == "same name elsewhere":
            name, city = person.name, person.city
            while person.city == city:
                person, post = self._titled()
        elif name in self._whole and kind in ABSENT[:3]:
            return self.absent(kind)
        day = self._day(post)
        org, title, owner = self._told(person, post, day, self._level() * (WHOLE + TITLE + PLACE))
        words = name
        if kind == "surname and title, nobody":
            words, title = surname + title_of(post.position), ""
        return (kind, words, name, org, title, owner, day, "")

    def _level(self) -> float:
        return self.chance.random()

    def _day(self, post: Post) -> date:
        return post.start + timedelta(self.chance.randint(0, ((post.end or END) - post.start).days))

    def _written(self, kind: str) -> tuple[Invented, Post, str]:
        """(person, post, words) of one whose name can be written that way."""
        while True:
            person = self.chance.choice(self.people)
            post = self.chance.choice(person.posts)
            words = WAYS[kind](person, post, self.chance) if kind in WAYS else person.name
            if words:
                return person, post, words

    def _titled(self) -> tuple[Invented, Post]:
        """A person of a given name of two characters and a post of theirs that is said after a surname."""
        while True:
            person = self.chance.choice(self.people)
            post = self.chance.choice(person.posts)
            if len(person.given) > 1 and title_of(post.position):
                return person, post

    def _told(self, person: Invented, post: Post, day: date, level: float) -> Told:
        """What the paper tells beside the name; `level` 0..1, the lower the more."""
        org = post.org if level < WHOLE else ""
        title = (post.position if org else title_of(post.position)) if level < WHOLE + TITLE else ""
        owner = self._owner(person, post, day) if level < WHOLE + TITLE + PLACE else ""
        return org, title, owner

    def _owner(self, person: Invented, post: Post, day: date) -> str:
        """Who wrote the paper: mostly one of the area, else of the city; "" when none of those asked serves then."""
        near = self.chance.random() < 0.8
        keepers = self._keepers[person.city]
        for other, held in self.chance.sample(keepers, min(400, len(keepers))):
            serves = held.start <= day and (held.end is None or day <= held.end)
            if serves and other is not person and (not near or held.org[:3] == post.org[:3]):
                return other.id
        return ""

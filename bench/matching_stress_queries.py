"""What is asked of the stress set: the words of a paper that mean a person of the registry, or somebody else.

After the design by which yente is validated: of the people of the registry 30 % are written as it has them, 60 % are
mangled, and 10 % stand with a day on which they did not hold the post told. Others are not in the registry at all, but
share a surname or a given name with one who holds the very post, or the whole name with one of another city only.
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
TRIES = 20_000
"""Draws after which it is said that nobody fits."""
YEAR = timedelta(365)
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
    """`count` mentions of people of the registry and half as many of others, shuffled and numbered from 0.

    Raises ValueError when all people are of one city, or none can be written in one of the ways.
    """
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
        if len(self._keepers) < 2:
            raise ValueError(f"the people are of {len(self._keepers)} city; two are needed, so ask for more rows")

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
        for _ in range(TRIES):
            person, post = self._titled()
            day = self._day(post)
            surname, given = self._names.surname(), self._names.given()
            if kind == "same surname":
                surname = person.surname
            elif kind == "same given name":
                given = person.given
            elif kind == "same name elsewhere":
                namesake = self.chance.choice(self.people)
                surname, given = namesake.surname, namesake.given
            if not self._known(kind, (surname, given), (person.city, title_of(post.position)), day):
                break
        else:
            raise ValueError(f"nobody for {kind!r} was found among {len(self.people)} people; ask for more rows")
        org, title, owner = self._told(person, post, day, self._level() * (WHOLE + TITLE + PLACE))
        words = name = surname + given
        if kind == "surname and title, nobody":
            words, title = surname + title_of(post.position), ""
        return (kind, words, name, org, title, owner, day, "")

    def _known(self, kind: str, named: tuple[str, str], place: tuple[str, str], day: date) -> bool:
        """Whether the registry has one who may be meant: of the name, in the city, or with the title within a year.

        `named` is surname and given name, `place` city and title.
        """
        (surname, _), name, (city, title) = named, "".join(named), place
        if kind in ABSENT[:3]:
            return name in self._whole
        if kind == "same name elsewhere":
            return any(name == person.name or name in person.aliases for person, _ in self._keepers[city])
        return any(
            surname == person.surname
            and title == title_of(post.position)
            and post.start - YEAR <= day <= (post.end or END) + YEAR
            for person, post in self._keepers[city]
        )

    def _level(self) -> float:
        return self.chance.random()

    def _day(self, post: Post) -> date:
        return post.start + timedelta(self.chance.randint(0, ((post.end or END) - post.start).days))

    def _written(self, kind: str) -> tuple[Invented, Post, str]:
        """(person, post, words) of one whose name can be written that way."""
        for _ in range(TRIES):
            person = self.chance.choice(self.people)
            post = self.chance.choice(person.posts)
            words = WAYS[kind](person, post, self.chance) if kind in WAYS else person.name
            if words:
                return person, post, words
        raise ValueError(f"nobody of {len(self.people)} people can be written by {kind!r}; ask for more rows")

    def _titled(self) -> tuple[Invented, Post]:
        """A person of a given name of two characters and a post of theirs that is said after a surname."""
        for _ in range(TRIES):
            person = self.chance.choice(self.people)
            post = self.chance.choice(person.posts)
            if len(person.given) > 1 and title_of(post.position):
                return person, post
        raise ValueError(f"nobody of {len(self.people)} people has a post that is said after a surname")

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

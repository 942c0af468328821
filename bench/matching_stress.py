"""An invented country of officials for the stress set: names drawn as the population's are, several posts a person,
successors, transfers and namesakes.

Posts of every organ change hands over twenty years; who leaves one may take up another in the same city. The registries
are written as the files that `load_registries` reads. The same seed and number of rows give the same bytes.
"""

from __future__ import annotations

import csv
import random
import tomllib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from heapq import heappop, heappush
from itertools import accumulate
from pathlib import Path
from typing import Any

from data.registries.columns import CASES, FILED, LAWYERS, OFFICIALS
from matching import lexicon

BEGIN, END = date(2005, 1, 1), date(2025, 12, 31)
COUNTIES = 8
TERM = (700, 2600)
"""Days a post is held, least and most."""
VACANT = 60
"""Most days between two holders."""
TRANSFERRED = 0.45
"""Share of posts that go to one who left another in the same city within a year."""
WOMEN, PHONES, ALIASES, LAWYERS_SHARE = 0.3, 0.4, 0.03, 0.03


@dataclass(frozen=True, slots=True)
class Post:
    """A post held by a person; `end` is the last day, None while it lasts."""

    org: str
    position: str
    start: date
    end: date | None


@dataclass(slots=True)
class Invented:
    """An official of the invented country; `city` tells those apart who may succeed one another."""

    id: str
    name: str
    surname: str
    gender: str
    city: str
    aliases: tuple[str, ...]
    phone: str
    posts: list[Post] = field(default_factory=list)

    @property
    def given(self) -> str:
        """The name without the surname."""
        return self.name[len(self.surname) :]


@cache
def material() -> Mapping[str, Any]:
    """What the set is made from."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


class Names:
    """Draws names: surnames by their share of the population, given characters by theirs, the rest from a long tail."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        surnames = lexicon.surnames()
        self._surnames, self._surname_shares = list(surnames), list(accumulate(surnames.values()))
        listed = dict(lexicon.given_characters())
        tail = sorted(set("".join(material()["names"]["tail"].split())) - set(listed))
        each = max(0.0, 100 - sum(listed.values())) / len(tail)
        shares = listed | dict.fromkeys(tail, each)
        self._given, self._given_shares = list(shares), list(accumulate(shares.values()))

    def surname(self) -> str:
        """One surname."""
        return self._chance.choices(self._surnames, cum_weights=self._surname_shares)[0]

    def given(self) -> str:
        """A given name of one character or, four times in five, of two."""
        size = 2 if self._chance.random() < 0.8 else 1
        return "".join(self._chance.choices(self._given, cum_weights=self._given_shares, k=size))


def areas(count: int) -> list[str]:
    """Names of `count` areas, no two alike. Raises ValueError when more are asked for than can be named."""
    words = material()["areas"]
    found = [a + b for a in words["first"] for b in words["second"] if a != b]
    if count > len(found):
        raise ValueError(f"{count} areas are wanted and {len(found)} can be named; ask for fewer rows")
    random.Random(0).shuffle(found)  # noqa: S311 - invented places, no secret
    return found[:count]


def country(rows: int, seed: int = 1) -> list[Invented]:
    """Officials whose posts are `rows` together, by id; of two cities at least, so that everybody has an elsewhere."""
    chance = random.Random(seed)  # noqa: S311 - invented people, no secret
    names = Names(chance)
    people: list[Invented] = []
    left, most = rows, (rows + 1) // 2
    pool = iter(areas(9 * (rows // 4000 + 2)))
    while left > 0:
        held = sorted(_city_posts([next(pool) for _ in range(1 + COUNTIES)], chance), key=lambda post: post.start)
        if len(held) > min(left, most):
            held = sorted(chance.sample(held, min(left, most)), key=lambda post: post.start)
        left -= len(held)
        people.extend(_staffed(held, names, chance, len(people)))
    return people


def _city_posts(named: Sequence[str], chance: random.Random) -> Iterator[Post]:
    """Every post of a city and its counties with the spells for which it was held."""
    organs = material()["organs"]
    units = [(f"{named[0]}市{organ}", posts) for organ, posts in organs["city"].items()]
    for area in named[1:]:
        ending = chance.choice("县区")
        units += [(f"{area}{ending}{organ}", posts) for organ, posts in organs["county"].items()]
    for org, posts in units:
        for position, holders in posts.items():
            for _ in range(holders):
                yield from _spells(org, position, chance)


def _spells(org: str, position: str, chance: random.Random) -> Iterator[Post]:
    start = BEGIN + timedelta(chance.randrange(TERM[1]))
    while start < END:
        end = start + timedelta(chance.randint(*TERM))
        yield Post(org, position, start, end if end < END else None)
        start = end + timedelta(chance.randint(1, VACANT))


def _staffed(posts: Sequence[Post], names: Names, chance: random.Random, taken: int) -> list[Invented]:
    """The people who hold the posts of one city, given in order of time."""
    people: list[Invented] = []
    free: deque[Invented] = deque()
    ending: list[tuple[date, int]] = []
    city = posts[0].org[:2]
    for post in posts:
        while ending and ending[0][0] < post.start:
            free.append(people[heappop(ending)[1]])
        while free and (last := free[0].posts[-1].end) and (post.start - last).days > 365:
            free.popleft()
        if free and chance.random() < TRANSFERRED:
            at = chance.randrange(len(free))
            free[0], free[at] = free[at], free[0]
            person = free.popleft()
            number = int(person.id[1:]) - taken
        else:
            number = len(people)
            person = _person(f"P{taken + number:07d}", city, names, chance)
            people.append(person)
        person.posts.append(post)
        if post.end:
            heappush(ending, (post.end, number))
    return people


def _person(key: str, city: str, names: Names, chance: random.Random) -> Invented:
    surname, given = names.surname(), names.given()
    phone = f"1990{int(key[1:]):07d}" if chance.random() < PHONES else ""
    aliases: tuple[str, ...] = ()
    if chance.random() < ALIASES:
        aliases = (surname + names.given(),) if chance.random() < 0.6 else ("小" + given[-1],)
    return Invented(
        id=key,
        name=surname + given,
        surname=surname,
        gender="女" if chance.random() < WOMEN else "男",
        city=city,
        aliases=aliases,
        phone=phone,
    )


def write_registries(people: Sequence[Invented], folder: Path, seed: int = 1) -> None:
    """Writes the four files into `folder`; three in a hundred officials have a relative who is a lawyer."""
    chance = random.Random(seed)  # noqa: S311 - invented people, no secret
    rows = (
        (p.id, p.name, ";".join(p.aliases), p.gender, t.org, t.position, "", t.start, t.end or "", p.phone)
        for p in people
        for t in p.posts
    )
    _write(folder / "officials.csv", OFFICIALS.columns, rows)
    _write(folder / "lawyer_relatives.csv", LAWYERS.columns, _lawyers(people, chance))
    _write(folder / "cases.csv", CASES.columns, ())
    _write(folder / "filed_records.csv", FILED.columns, ())


def _lawyers(people: Sequence[Invented], chance: random.Random) -> Iterator[tuple[str, ...]]:
    names = Names(chance)
    for number, person in enumerate(person for person in people if chance.random() < LAWYERS_SHARE):
        relation = chance.choice(("配偶", "子女", "兄弟姐妹"))
        surname = names.surname() if relation == "配偶" else person.surname
        firm, post = f"{person.city}正明律师事务所", person.posts[-1]
        told = (person.id, person.name, post.org, post.position, "")
        yield (f"L{number:06d}", surname + names.given(), f"1{number:016d}", firm, "", relation, *told)


def _write(path: Path, columns: Sequence[str], rows: Any) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows(rows)

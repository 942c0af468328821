"""The stress set as files: registries as `load_registries` reads them, and tables that other matchers start from."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

from bench.matching_stress import Invented, country, write_registries
from bench.matching_stress_queries import Query, queries
from matching import names, orgs

PEOPLE = ("id", "name", "surname", "given", "sounds", "aliases", "org", "title", "area")
DERIVED = ("surname", "given", "sounds", "area")
QUERIES = "asked.csv"


def write_stress(folder: Path, rows: int, asked: int, seed: int = 1) -> None:
    """Fills `folder`: registries, `asked.csv` with the queries and their answers, `people.csv` and `queries.csv` for
    other matchers, without the answers."""
    folder.mkdir(parents=True, exist_ok=True)
    people = country(rows, seed)
    write_registries(people, folder, seed)
    wanted = queries(people, asked, seed)
    _write(folder / QUERIES, [field.name for field in fields(Query)], (asdict(query) for query in wanted))
    _write(folder / "people.csv", PEOPLE, _posts(people))
    columns = ("number", "words", "org", "title", "day", *DERIVED)
    by_id = {person.id: person for person in people}
    _write(folder / "queries.csv", columns, (_question(query, by_id) for query in wanted))


def read_queries(folder: Path) -> list[Query]:
    """The queries of a folder that `write_stress` filled."""
    with (folder / QUERIES).open(encoding="utf-8", newline="") as file:
        rows: Iterator[dict[str, Any]] = csv.DictReader(file)
        return [Query(**row | {"number": int(row["number"]), "day": date.fromisoformat(row["day"])}) for row in rows]


def _posts(people: Sequence[Invented]) -> Iterator[dict[str, Any]]:
    for person in people:
        derived = {"surname": person.surname, "given": person.given, "sounds": names.sounds(person.name)}
        same = {"id": person.id, "name": person.name, "aliases": ";".join(person.aliases), **derived}
        for post in person.posts:
            yield same | {"org": post.org, "title": post.position, "area": orgs.area_of(post.org)}


def _question(query: Query, people: dict[str, Invented]) -> dict[str, Any]:
    """What the paper tells, with the parts of the name as guowen reads them and the area it is from."""
    plain = names.plain_name(names.tidy(query.words))
    surname = names.surname_of(plain)
    owner = people.get(query.owner)
    area = orgs.area_of(query.org or _held(owner, query.day)) if query.org or owner else ""
    sounds = names.sounds(plain)
    told = {"number": query.number, "words": plain, "org": query.org, "title": query.title, "day": query.day}
    return told | {"surname": surname, "given": plain[len(surname) :], "sounds": sounds, "area": area}


def _held(person: Invented | None, day: date) -> str:
    held = [post.org for post in person.posts if post.start <= day] if person else []
    return held[-1] if held else ""


def _write(path: Path, columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, tuple(columns), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)

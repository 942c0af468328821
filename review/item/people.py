"""Who somebody is taken for: why, who else it may be, and by which post of the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.desk.rows import Item

ROLES = ("intervener", "recipient")


@dataclass(frozen=True, slots=True)
class Reason:
    """One comparison. `weight` is what it adds to the score, None where the reader must not see it."""

    words: str
    weight: float | None


@dataclass(frozen=True, slots=True)
class Person:
    """A registry entry that was considered. `score` 0..1 is None where the reader must not see it. `is_chosen`: the
    machine took this one."""

    registry: str
    id: str
    name: str
    org: str
    position: str
    score: float | None
    reasons: tuple[Reason, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Tenure:
    """A post by the registry; ISO days, None when open. `decided`: the post that holds for the day of the matter."""

    org: str
    position: str
    valid_from: str | None
    valid_to: str | None
    decided: bool


@dataclass(frozen=True, slots=True)
class ShownLink:
    """Who plays a role. `id` None: nobody fits, or several fit too nearly; `people` are those considered, the chosen
    one first; `name` and `reasons` are for a link whose entry is not among them."""

    role: str
    registry: str | None
    id: str | None
    name: str | None
    reasons: tuple[Reason, ...]
    people: tuple[Person, ...]
    tenures: tuple[Tenure, ...]

    @property
    def chosen(self) -> Person | None:
        """The registry entry the machine took, None when none or when its entry is not listed."""
        return next((person for person in self.people if person.is_chosen), None)

    @property
    def rivals(self) -> tuple[Person, ...]:
        """Those it may be as well."""
        return tuple(person for person in self.people if not person.is_chosen)


def links(item: Item) -> tuple[ShownLink, ...]:
    """Intervener and recipient; a recipient of whom nothing is known is left out."""
    return tuple(_links(item))


def _links(item: Item) -> Iterator[ShownLink]:
    for role in ROLES:
        link = item.row.body["links"].get(role)
        if link and (link["id"] or link["reasons"] or link["candidates"] or role == "intervener"):
            yield _link(role, link, item)


def _link(role: str, link: Mapping[str, Any], item: Item) -> ShownLink:
    blind = item.blind
    people = [_person(row, link["id"], blind) for row in link["candidates"]]
    if blind:  # the order of the candidates tells their scores
        people.sort(key=lambda person: (person.registry, person.id))
    people.sort(key=lambda person: not person.is_chosen)
    return ShownLink(
        role=role,
        registry=link["registry"],
        id=link["id"],
        name=_name(item.details, link["id"]),
        reasons=_reasons(link["reasons"], blind),
        people=tuple(people),
        tenures=_tenures(item.details, role),
    )


def _name(details: Mapping[str, Any], id_: str | None) -> str | None:
    """What the registry calls a person whom the papers name; None when it is not told."""
    named = (row["name"] for row in details.get("people") or () if id_ and row.get("id") == id_)
    return next(named, None)


def _person(row: Mapping[str, Any], chosen: str | None, blind: bool) -> Person:
    return Person(
        registry=row["registry"],
        id=row["id"],
        name=row["name"],
        org=row["org"] or "",
        position=row["position"] or "",
        score=None if blind else row["score"],
        reasons=_reasons(row["reasons"], blind),
        is_chosen=bool(chosen) and row["id"] == chosen,
    )


def _reasons(rows: Sequence[Mapping[str, Any]], blind: bool) -> tuple[Reason, ...]:
    return tuple(Reason(row["words"], None if blind else row["weight"] or None) for row in rows)


def _tenures(details: Mapping[str, Any], role: str) -> tuple[Tenure, ...]:
    rows = (details.get("tenures") or {}).get(role) or ()
    names = Tenure.__dataclass_fields__
    return tuple(Tenure(**{name: row.get(name) for name in names}) for row in rows)

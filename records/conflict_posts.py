"""Where the official of a lawyers' entry serves or served: by his id, else by name and organisation, else as told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from data.lexicon import words
from data.normalize import key
from data.registry import LawyerRelative, Official, Tenure
from records.conflict_types import Certainty, Ground, Period, Post
from records.conflict_words import say


@dataclass(frozen=True, slots=True)
class Service:
    """The posts of one official in one organisation, earliest first; none where no registry has their days."""

    official: Official | None
    name: str
    org: str
    position: str
    tenures: tuple[Tenure, ...]
    ground: Ground

    def post_on(self, day: date | None) -> Post:
        """The post held on `day`, else the last begun before it; the entry's own words where no tenure is known."""
        held = [t for t in self.tenures if day is None or t.covers(day)]
        begun = held or [t for t in self.tenures if t.valid_from is None or (day and t.valid_from <= day)]
        position = begun[-1].position if begun else self.position
        return Post(self.official.person_id if self.official else None, self.name, self.org, position)

    def periods(self) -> list[Period]:
        """The days of service; posts that follow each other without a gap are one period. Open when not known."""
        if not self.tenures:
            return [Period()]
        spans = sorted((t.valid_from or date.min, t.valid_to or date.max) for t in self.tenures)
        merged = [spans[0]]
        for first, last in spans[1:]:
            low, high = merged[-1]
            if first <= (high if high == date.max else high + timedelta(days=1)):
                merged[-1] = (low, max(high, last))
            else:
                merged.append((first, last))
        return [Period(None if low == date.min else low, None if high == date.max else high) for low, high in merged]


def is_departed(entry: LawyerRelative) -> bool:
    """Whether the lawyer is the former official himself."""
    return entry.relation in words("registry_relations", "relation", kind="departed")


class Posts:
    """The officials by name, indexed once."""

    def __init__(self, officials: Iterable[Official]) -> None:
        self._ids: dict[str, Official] = {}
        self._names: dict[str, list[Official]] = defaultdict(list)
        for official in officials:
            self._ids[official.person_id] = official
            self._names[key(official.name)].append(official)

    def serving(self, entry: LawyerRelative) -> list[Service]:
        """Where the relative of the lawyer has served, one service an organisation."""
        official, by_id = self._official(entry)
        services = [*_services(entry, official, by_id)] if official else []
        return services or [_as_told(entry, Ground(Certainty.POSSIBLE, _untold(entry)))]

    def served(self, entry: LawyerRelative) -> list[Service]:
        """The organisations a departed official has left: the one of his entry, then others he served in before."""
        org, position = entry.official_org, entry.official_position
        found = [_as_told(entry, Ground(Certainty.SURE, say("post", "former", org=org, position=position)))]
        official, by_id = self._official(entry)
        if official is None:
            return found
        for service in _services(entry, official, by_id):
            ended = [t for t in service.tenures if t.valid_to and (not entry.left_on or t.valid_to <= entry.left_on)]
            if key(service.org) == key(org) or not ended:
                continue
            told = say(
                "post",
                "former_by_tenure",
                id=official.person_id,
                org=org,
                former=service.org,
                position=ended[-1].position,
            )
            ground = Ground(Certainty.SURE if by_id else Certainty.LIKELY, told)
            found.append(Service(official, entry.lawyer_name, service.org, ended[-1].position, tuple(ended), ground))
        return found

    def _official(self, entry: LawyerRelative) -> tuple[Official | None, bool]:
        """(the entry's official, whether by id); by name only when one of that name alone has served in that unit."""
        if entry.official_id and entry.official_id in self._ids:
            return self._ids[entry.official_id], True
        same = [
            official
            for official in self._names.get(key(entry.official_name), ())
            if any(key(t.org) == key(entry.official_org) for t in official.tenures)
        ]
        return (same[0], False) if len(same) == 1 else (None, False)


def _services(entry: LawyerRelative, official: Official, by_id: bool) -> Iterator[Service]:
    by_org: dict[str, list[Tenure]] = defaultdict(list)
    for tenure in official.tenures:
        by_org[tenure.org].append(tenure)
    how, certainty = ("by_id", Certainty.SURE) if by_id else ("by_name", Certainty.LIKELY)
    for org, tenures in by_org.items():
        position = "、".join(dict.fromkeys(t.position for t in tenures))
        told = say("post", how, id=official.person_id, name=official.name, org=org, position=position)
        yield Service(official, official.name, org, tenures[-1].position, tuple(tenures), Ground(certainty, told))


def _as_told(entry: LawyerRelative, ground: Ground) -> Service:
    name = entry.official_name or (entry.lawyer_name if is_departed(entry) else "")
    return Service(None, name, entry.official_org, entry.official_position, (), ground)


def _untold(entry: LawyerRelative) -> str:
    return say("post", "untold", org=entry.official_org, position=entry.official_position)

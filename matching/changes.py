"""What one version of the registries has that another has not: entries added, removed and changed.

Of every entry the last complete run leaves a digest and the handles by which papers can be found that the entry may
touch: names, numbers, organisations, days. Content, channel, gender and the like are in the digest alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from data.casenumber import normalise
from data.codec import digest, from_text, to_text
from data.normalize import fold
from data.registry import Agent, Case, FiledRecord, LawyerRelative, Official, Registries, Tenure

RegistryEntry = Official | LawyerRelative | Case | FiledRecord


class How(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Footprint:
    """One entry as a run leaves it behind. `kind` is a field of `Registries`; `handles` is JSON, see `_spared`."""

    kind: str
    entry_id: str
    position: int
    digest: str
    handles: str


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One entry that is not what it was."""

    kind: str
    entry_id: str
    how: How

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id} {self.how.value}"


@dataclass(frozen=True, slots=True)
class Changes:
    """Two versions of the registries and the entries in which they differ, in order.

    `before` holds the handles of its entries alone: what no paper is found by is empty in it.
    """

    before: Registries
    after: Registries
    entries: tuple[Change, ...]

    def versions_of(self, change: Change) -> tuple[RegistryEntry, ...]:
        """The entry before and after, each where it was there."""
        sides = (getattr(registries, change.kind) for registries in (self.before, self.after))
        return tuple(side[change.entry_id] for side in sides if change.entry_id in side)


KINDS: dict[str, type[Any]] = {
    "officials": Official,
    "lawyers": LawyerRelative,
    "cases": Case,
    "filed": FiledRecord,
}


def footprints_of(registries: Registries) -> Iterator[Footprint]:
    """A footprint for every entry, registry by registry, in their order."""
    for kind in KINDS:
        seen: Counter[str] = Counter()
        for position, (entry_id, entry) in enumerate(getattr(registries, kind).items()):
            row = _plain(entry)
            if isinstance(entry, Case):
                # Of two cases of one number the last is found: which of them comes first is a part of what they are.
                number = normalise(entry.case_no) or fold(entry.case_no)
                row["again"] = seen[number]
                seen[number] += 1
            yield Footprint(kind, entry_id, position, digest(row)[:32], to_text(_plain(_spared(entry))))


def changes_between(before: Iterable[Footprint], after: Registries) -> Changes:
    """The changes from the version that left the footprints `before` to the registries `after`."""
    known = sorted(before, key=lambda left: (left.kind, left.position))
    old = {(left.kind, left.entry_id): left.digest for left in known}
    new = {(left.kind, left.entry_id): left.digest for left in footprints_of(after)}
    found = [Change(*key, How.REMOVED) for key in old if key not in new]
    found += [Change(*key, How.ADDED) for key in new if key not in old]
    found += [Change(*key, How.CHANGED) for key in new if key in old and old[key] != new[key]]
    return Changes(registries_of(known), after, tuple(sorted(found)))


def registries_of(footprints: Iterable[Footprint]) -> Registries:
    """Registries of entries that have nothing but their handles."""
    sides: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for left in footprints:
        sides[left.kind][left.entry_id] = _entry(KINDS[left.kind], from_text(left.handles))
    return Registries(sides["officials"], sides["lawyers"], sides["cases"], sides["filed"])


def _spared(entry: RegistryEntry) -> RegistryEntry:
    """The entry with nothing in it but what papers are found by."""
    match entry:
        case Official():
            orgs = dict.fromkeys(tenure.org for tenure in entry.tenures)
            return replace(entry, gender="", tenures=tuple(Tenure(org, "", "", None, None) for org in orgs))
        case LawyerRelative():
            return replace(entry, relation="", official_position="", left_on=None)
        case FiledRecord():
            told = {name: getattr(entry, name) for name in ("intervener_id", "intervener", "case_no", "occurred_on")}
            empty = dict.fromkeys(("recorder", "intervener_org", "intervener_position", "channel", "content"), "")
            return FiledRecord(record_id=entry.record_id, recorder_id=None, filed_on=None, **(told | empty))
    return entry


def _plain(entry: RegistryEntry) -> dict[str, Any]:
    return {name: _value(value) for name, value in asdict(entry).items()}


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_value(part) for part in value]
    return {name: _value(part) for name, part in value.items()} if isinstance(value, dict) else value


def _entry(kind: type[Any], row: dict[str, Any]) -> Any:
    """The entry that `_plain` wrote."""
    parts: dict[str, type[Any]] = {"tenures": Tenure, "agents": Agent}
    values: dict[str, Any] = {}
    for name, value in row.items():
        if name in parts:
            values[name] = tuple(_entry(parts[name], part) for part in value)
        elif value is not None and name in _days(kind.__name__):
            values[name] = date.fromisoformat(value)
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)


@cache
def _days(kind: str) -> frozenset[str]:
    types = {entry.__name__: entry for entry in (*KINDS.values(), Tenure, Agent)}
    return frozenset(field.name for field in fields(types[kind]) if "date" in str(field.type))

"""What the registries hold, as gold is checked against them: ids, case numbers, filed records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.registry import Registries


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A filed record: who intervened (None: not told, or in no registry), the case, the ISO day (None: not told)."""

    person: str | None
    case_no: str
    day: str | None


@dataclass(frozen=True, slots=True)
class KnownIds:
    """What the registries hold: ids of officials, of lawyers and of filed records, and case numbers.

    `records` tells of the filed records by id; empty where only the ids are wanted.
    """

    people: frozenset[str]
    lawyers: frozenset[str]
    cases: frozenset[str]
    filed: frozenset[str]
    records: Mapping[str, KnownRecord] = field(default_factory=dict)


def known_of(registries: Registries) -> KnownIds:
    """What loaded registries hold."""
    records = {
        record.record_id: KnownRecord(
            record.intervener_id, record.case_no, record.occurred_on.isoformat() if record.occurred_on else None
        )
        for record in registries.filed.values()
    }
    return KnownIds(
        people=frozenset(registries.officials),
        lawyers=frozenset(registries.lawyers),
        cases=frozenset(registries.cases),
        filed=frozenset(registries.filed),
        records=records,
    )


def known_in(folder: Path) -> tuple[KnownIds, int]:
    """What the registries of a folder hold, and how many faults their own reader found in them.

    Raises RegistryError when officials or cases cannot be used at all.
    """
    from data.registries import load_registries

    registries, faults = load_registries(folder)
    return known_of(registries), len(faults)

"""Entries of the four registries: officials, lawyers related to staff, cases, records already filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Tenure:
    """One post of one official. `valid_to` is the last day in office, None while it lasts; `field` is the sector."""

    org: str
    position: str
    field: str
    valid_from: date | None
    valid_to: date | None

    def covers(self, day: date) -> bool:
        """Whether the post was held on `day`; an open end is open."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Official:
    """A person of the officials registry with all posts over time, earliest first."""

    person_id: str
    name: str
    aliases: tuple[str, ...]
    gender: str
    phones: tuple[str, ...]
    tenures: tuple[Tenure, ...]

    def posts_on(self, day: date | None) -> tuple[Tenure, ...]:
        """The posts held on `day`; all posts when the day is not known."""
        return self.tenures if day is None else tuple(t for t in self.tenures if t.covers(day))


@dataclass(frozen=True, slots=True)
class LawyerRelative:
    """A lawyer who is a relative of an official, or a departed official who practises (`left_on` set)."""

    entry_id: str
    lawyer_name: str
    license_no: str
    law_firm: str
    phone: str
    relation: str
    official_id: str | None
    official_name: str
    official_org: str
    official_position: str
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Agent:
    """A lawyer who acts in a case, as the case list writes `name|firm|licence number`."""

    name: str
    firm: str
    license_no: str


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the case list. `handlers` are person_ids of the officials registry."""

    case_no: str
    unit: str
    cause: str
    parties: tuple[str, ...]
    handlers: tuple[str, ...]
    agents: tuple[Agent, ...]
    filed_on: date | None
    closed_on: date | None

    def open_on(self, day: date) -> bool:
        """Whether the case was pending on `day`; open ends are open."""
        return (self.filed_on is None or self.filed_on <= day) and (self.closed_on is None or day <= self.closed_on)


@dataclass(frozen=True, slots=True)
class FiledRecord:
    """A record already filed. Texts are as the registry has them, empty when not told."""

    record_id: str
    recorder_id: str | None
    recorder: str
    intervener: str
    intervener_id: str | None
    intervener_org: str
    intervener_position: str
    case_no: str
    occurred_on: date | None
    channel: str
    content: str
    filed_on: date | None


@dataclass(frozen=True, slots=True)
class Registries:
    """The four registries of one run; iteration order is the order of the files.

    `sha256` hashes the bytes of the four files in the fixed order of their names.
    """

    officials: Mapping[str, Official] = field(default_factory=dict)
    lawyers: Mapping[str, LawyerRelative] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    filed: Mapping[str, FiledRecord] = field(default_factory=dict)
    sha256: str = ""

    def cases_of(self, person_id: str) -> Iterable[Case]:
        """The cases that list `person_id` among their handlers."""
        return (case for case in self.cases.values() if person_id in case.handlers)

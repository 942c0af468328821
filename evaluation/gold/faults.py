"""Named faults of gold: a stable code, where it is, and what to do about it. Never a word of the document.

The codes, their severity, meaning and way out stand in `faults.toml`.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any


class Severity(StrEnum):
    """An error makes scores wrong or impossible; a warning is a likely slip for a person to look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says, and how to mend it."""

    severity: Severity
    meaning: str
    way_out: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds of warnings; days and code points."""

    record_near_days: int
    date_after_days: int
    name_least: int
    value_most: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands: `file`, 1-based `line` (0: the file as a whole), and its id, empty when it has none."""

    file: str
    line: int = 0
    document: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `item` is the id of a mention or event, or offsets `12:15`; `value` is a code, id or number.

    Every part but the code and the place may be empty.
    """

    code: str
    place: Place
    item: str = ""
    field: str = ""
    value: str = ""

    @property
    def meaning(self) -> Meaning:
        """The catalogue's entry of the code."""
        return catalogue()[self.code]

    @property
    def is_error(self) -> bool:
        """Whether it breaks scoring."""
        return self.meaning.severity is Severity.ERROR

    def __str__(self) -> str:
        where = " ".join(one_line(part) for part in (self.place.document, self.item, self.field) if part)
        value = f" = {self.value}" if self.value else ""
        told = self.meaning
        shown = f" [{where}{value}]" if where or value else ""
        return f"{self.place}: {told.severity.value} {self.code}{shown}: {told.meaning}; {told.way_out}"

    def as_row(self) -> dict[str, Any]:
        """The fault for machines."""
        return {
            "code": self.code,
            "severity": self.meaning.severity.value,
            "file": self.place.file,
            "line": self.place.line,
            "document": self.place.document,
            "item": self.item,
            "field": self.field,
            "value": self.value,
            "meaning": self.meaning.meaning,
            "way_out": self.meaning.way_out,
        }


@lru_cache(maxsize=1)
def _loaded() -> Mapping[str, Any]:
    text = resources.files("evaluation").joinpath("gold/faults.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Meaning]:
    """Every code with its meaning, in the order of the file."""
    return {
        code: Meaning(Severity(entry["severity"]), entry["meaning"], entry["way_out"])
        for code, entry in _loaded()["faults"].items()
    }


@lru_cache(maxsize=1)
def limits() -> Limits:
    """The thresholds of the file."""
    return Limits(**_loaded()["limits"])


def shown(value: object) -> str:
    """A value of a field as messages show it: one line, cut at `value_most` code points; safe for any output."""
    words = one_line("null" if value is None else str(value)[: limits().value_most + 1])
    return words if len(words) <= limits().value_most else words[: limits().value_most] + "…"


def one_line(words: str) -> str:
    """`words`, such as a document's id, whole and safe for any output; an ideographic space stays."""
    return "".join(letter if letter.isprintable() or letter == "\u3000" else "?" for letter in words)


def counted(faults: Iterable[Fault]) -> dict[str, int]:
    """How many of each code, in the order of the catalogue; codes that are not met are left out."""
    counts = Counter(fault.code for fault in faults)
    return {code: counts[code] for code in catalogue() if counts[code]}

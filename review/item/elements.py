"""The ten items with their words, their certainty, and what the reader changed; and the two things editable beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from records.types import ITEMS
from review.item.marks import DIGITS
from store.desk.outcomes import INTERVENER, SITUATIONS, machine_value
from store.desk.rows import Item

SHOWN_QUOTES, SHOWN_OF_CONTENT = 1, 2
SURE, LIKELY = 0.85, 0.6
"""Certainty from which it is called high, and from which middling; below it is low."""
FURTHER_KEYS = {SITUATIONS: "s", INTERVENER: "p"}
"""The second key, after `e`, of what is editable beside the ten items."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that support an item; `number` is that of the evidence, `paper` the file's name where there are several."""

    number: int
    words: str
    paper: str
    location: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure the machine is of an item: 0..1, and `high`, `middle` or `low`."""

    value: float
    level: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One of the ten items. `machine` is what the papers tell by the machine, None when they do not; `draft` what the
    reader put in its place, when `edited`. `certainty` is None when it is not known or must not be seen."""

    code: str
    digit: str
    machine: Any
    draft: Any
    edited: bool
    quotes: tuple[Quote, ...]
    certainty: Certainty | None

    @property
    def value(self) -> Any:
        """What stands now."""
        return self.draft if self.edited else self.machine

    @property
    def shown(self) -> tuple[Quote, ...]:
        """The quotes below the value: those that are no part of it, the others are lit in the papers."""
        said = self.machine if isinstance(self.machine, str) else ""
        return tuple(quote for quote in self.quotes if quote.words not in said)[
            : SHOWN_OF_CONTENT if self.code == "content" else SHOWN_QUOTES
        ]

    @property
    def more(self) -> int:
        """How many further places there are."""
        return len(self.quotes) - len(self.shown)


@dataclass(frozen=True, slots=True)
class Further:
    """Situations or intervener: what the machine says and what the reader put in its place, when `edited`."""

    code: str
    key: str
    machine: Any
    draft: Any
    edited: bool

    @property
    def value(self) -> Any:
        """What stands now."""
        return self.draft if self.edited else self.machine


def elements(item: Item) -> tuple[ShownItem, ...]:
    """The ten items in the order of the form."""
    return tuple(element(item, code) for code in ITEMS)


def element(item: Item, code: str) -> ShownItem:
    """One of the ten items."""
    evidence = item.row.body["evidence"]
    several = len({row["doc_id"] for row in evidence}) > 1
    return ShownItem(
        code=code,
        digit=DIGITS[code],
        machine=machine_value(item.row.body, code),
        draft=item.drafts.get(code),
        edited=code in item.drafts,
        quotes=_quotes(evidence, code, several),
        certainty=None if item.blind else _certainty(item.details, code),
    )


def further(item: Item, code: str) -> Further:
    """Situations or intervener."""
    machine = machine_value(item.row.body, code)
    return Further(code, FURTHER_KEYS[code], machine, item.drafts.get(code), code in item.drafts)


def _quotes(evidence: Sequence[Mapping[str, Any]], code: str, several: bool) -> tuple[Quote, ...]:
    return tuple(
        Quote(number, row["quote"], row["doc_id"].rsplit("/", 1)[-1] if several else "", row["location"])
        for number, row in enumerate(evidence, 1)
        if row["item"] == code
    )


def _certainty(details: Mapping[str, Any], code: str) -> Certainty | None:
    value = (details.get("certainty") or {}).get(code)
    if value is None:
        return None
    return Certainty(value, "high" if value >= SURE else "middle" if value >= LIKELY else "low")

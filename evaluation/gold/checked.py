"""One document as the checks of meaning see it: a line of the shape of gold, its mentions by id, the registries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.gold.faults import Fault, Place, shown
from evaluation.gold.known import KnownIds

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """`known` None: nothing is held against registries."""

    row: Row
    place: Place
    known: KnownIds | None

    @property
    def mentions(self) -> Sequence[Row]:
        """The mentions in the order of the line."""
        return self.row["mentions"]  # type: ignore[no-any-return]

    @property
    def events(self) -> Sequence[Row]:
        """The events in the order of the line."""
        return self.row["events"]  # type: ignore[no-any-return]

    @property
    def by_id(self) -> dict[str, Row]:
        """The mentions by id; of two with one id the last."""
        return {mention["id"]: mention for mention in self.mentions}

    def fault(self, code: str, item: Row | str = "", field: str = "", value: object = "") -> Fault:
        """A fault of this document; `item` a mention, an event or a name."""
        name = item if isinstance(item, str) else shown(item["id"])
        return Fault(code, self.place, name, field, "" if value == "" else shown(value))


def placed(mention: Row, checked: Checked) -> bool:
    """Whether the mention lies within the text and has a length."""
    start, end = int(mention["start"]), int(mention["end"])
    return 0 <= start < end <= len(checked.row["text"])


def place_of(mention: Row) -> str:
    """Its offsets as faults show them."""
    return f"{mention['start']}:{mention['end']}"

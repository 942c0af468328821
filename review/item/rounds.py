"""The decisions that stand, for whom may see them; two that differ side by side, without names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from store.desk.outcomes import EDITABLE, value_of
from store.desk.rows import FINAL, Decision, DeskState, Item

SIDES = ("甲", "乙")


@dataclass(frozen=True, slots=True)
class Differing:
    """One of the editable items as the two say it is."""

    code: str
    values: tuple[Any, Any]
    differs: bool


@dataclass(frozen=True, slots=True)
class Disputed:
    """Two decisions that differ: what each decided, and item by item what each says the record is."""

    first: Decision
    second: Decision
    rows: tuple[Differing, ...]

    @property
    def kinds_differ(self) -> bool:
        """Whether they differ in the verdict itself or in its reason."""
        return (self.first.kind, self.first.reason) != (self.second.kind, self.second.reason)


def disputed(item: Item) -> Disputed | None:
    """The two decisions an approver has to choose between, None when the item is not disputed, or not shown so."""
    if item.desk is not DeskState.DISPUTED:
        return None
    final = [one for one in item.decisions if one.kind in FINAL and one.undone_at is None and one.round < 3]
    if len(final) < 2:
        return None
    first, second = final[-2:]
    return Disputed(first, second, tuple(_row(first, second, code) for code in EDITABLE))


def _row(first: Decision, second: Decision, code: str) -> Differing:
    values = tuple(value_of(one.outcome, code) if one.outcome else None for one in (first, second))
    return Differing(code, (values[0], values[1]), values[0] != values[1])

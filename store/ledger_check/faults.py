"""What can be wrong with the ledger, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class FaultKind(StrEnum):
    """What is wrong. The value is the key of its words on the page for auditors."""

    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    REPLACED = "replaced"
    PUT_IN = "put_in"
    FOREIGN = "foreign"
    UNSEALED = "unsealed"
    WRONG_SEAL = "wrong_seal"
    UNKNOWN_KEY = "unknown_key"
    CUT_OFF = "cut_off"
    PUT_ON = "put_on"
    NOT_AS_NOTED = "not_as_noted"
    VALUE_CHANGED = "value_changed"
    VALUE_GONE = "value_gone"
    VALUE_PUT_IN = "value_put_in"
    TELLS_OTHERWISE = "tells_otherwise"
    THING_GONE = "thing_gone"
    NOT_ON_RECORD = "not_on_record"


_WORDS: Mapping[FaultKind, str] = {
    FaultKind.CHANGED: "the content is not what was hashed when it was written",
    FaultKind.MISSING: "gone from the middle of the chain",
    FaultKind.MOVED: "stands under another number; it was written as row {about}",
    FaultKind.REPLACED: "put in the place of another row; the row behind it does not follow it",
    FaultKind.PUT_IN: "put in from outside; it does not follow the row before it",
    FaultKind.FOREIGN: "does not follow the id of this store; the chain is another store's, or the id was replaced",
    FaultKind.UNSEALED: "without a seal; it was written without the key, or the chain was written anew without it",
    FaultKind.WRONG_SEAL: "the seal was not made with the key",
    FaultKind.UNKNOWN_KEY: "sealed with the key {about}, which GUOWEN_LEDGER_KEY does not hold",
    FaultKind.CUT_OFF: "gone; the end of the chain was cut off",
    FaultKind.PUT_ON: "put on the end from outside; the store itself ended at row {about}",
    FaultKind.NOT_AS_NOTED: "not the row that was noted; the chain was written anew here or before",
    FaultKind.VALUE_CHANGED: "the {about} value beside it is not the one that it commits to",
    FaultKind.VALUE_GONE: "the {about} value beside it is gone, and no later row tells that it was erased",
    FaultKind.VALUE_PUT_IN: "a value stands beside it ({about}) that it does not tell of",
    FaultKind.TELLS_OTHERWISE: "tells otherwise than the store itself: {about}",
    FaultKind.THING_GONE: "tells of what the store no longer has: {about}",
    FaultKind.NOT_ON_RECORD: "no row tells of it: {about}",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold. `sequence` is the number of the row, None for what has no row at all; `through` the
    last of several rows with the same fault.

    `about` has ids, codes and numbers only: one of them, or several as `name:value` with blanks between, the names
    being those of `_THINGS`.
    """

    kind: FaultKind
    sequence: int | None
    about: str = ""
    through: int | None = None

    @property
    def last(self) -> int | None:
        """The last row that has the fault."""
        return self.sequence if self.through is None else self.through

    def things(self) -> list[tuple[str, str]]:
        """What it is about, as names and values; the name is empty for a bare value."""
        told = [word.partition(":") for word in self.about.split()]
        return [(name, value) if value else ("", name) for name, _, value in told]

    def __str__(self) -> str:
        about = ", ".join(f"{_THINGS[name]} {value}" if name else value for name, value in self.things())
        words = _WORDS[self.kind].format(about=about)
        if self.sequence is None:
            return words
        if self.through is None:
            return f"row {self.sequence}: {words}"
        return f"rows {self.sequence} to {self.through}: {words}"


_THINGS: Mapping[str, str] = {
    "field": "field",
    "state": "state",
    "run": "run",
    "end_of_run": "end of run",
    "account": "account",
    "proposal": "proposal",
    "decision": "decision",
    "undoing": "undoing of decision",
    "row": "row",
}


def joined(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults, those of the same kind on neighbouring rows as one."""
    waiting: dict[tuple[FaultKind, str], Fault] = {}
    for fault in faults:
        if fault.sequence is None:
            yield fault
            continue
        key = (fault.kind, _told_once(fault))
        before = waiting.get(key)
        if before is not None and before.last is not None and fault.sequence == before.last + 1:
            waiting[key] = replace(before, through=fault.last)
            continue
        if len(waiting) >= _WAITING or before is not None:
            yield waiting.pop(key if before is not None else next(iter(waiting)))
        waiting[key] = fault
    yield from sorted(waiting.values(), key=lambda fault: fault.sequence or 0)


_WAITING = 64


def _told_once(fault: Fault) -> str:
    """What neighbours must share to be told of together: for rows that moved, by how much."""
    if fault.kind is FaultKind.MOVED and fault.sequence is not None:
        return str(int(fault.about) - fault.sequence)
    return fault.about

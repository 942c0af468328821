"""Walking along the chain: each row against its own hash, the row before, the seal and what was noted elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from store.chain import Anchor, genesis, row_hash
from store.ledger_check.faults import Fault, FaultKind
from store.seal import Seal

_REACH = 64
"""How far from its place a row is looked for that hashes right under another number."""
_TRIES = 100_000
"""Hashes spent on that in one walk: a chain that is broken throughout must not take for ever."""
_REMEMBERED = 4 * _REACH


class Walk:
    """One walk along the chain, in the order of the numbers. Remembers a few rows only."""

    def __init__(self, store_id: str, seal: Seal | None, anchors: Sequence[Anchor] = ()) -> None:
        self._seal = seal
        self._noted = {anchor.sequence: anchor.hash for anchor in anchors}
        self._due = 1
        self._genesis = genesis(store_id)
        self._hashes = {0: self._genesis}  # of the last rows, by the number they were written under
        self._last = (0, self._genesis)
        self._loose = False  # the last row is whole but does not follow the one before it: one of the two is false
        self._excused = False  # the last row is known to be false, so that the next need not follow it
        self._shift = 0
        self._tries = _TRIES
        self._sealed = False

    def step(self, row: Mapping[str, Any]) -> Iterator[Fault]:
        """What is wrong with the next row, and what it shows of those before it."""
        number = row["sequence"]
        if number < self._due:
            yield Fault(FaultKind.PUT_IN, number)
            return
        gap = number > self._due
        yield from self._settle_loose(None if gap else row["previous"])
        if gap:
            yield from _range(FaultKind.MISSING, self._due, number - 1)
        written_as = number if row_hash(row) == row["hash"] else self._written_as(row)
        if written_as is None:
            yield Fault(FaultKind.CHANGED, number)
        elif written_as != number:
            yield Fault(FaultKind.MOVED, number, str(written_as))
        elif not (gap or self._excused or row["previous"] == self._hashes.get(number - 1)):
            if number == 1:
                yield Fault(FaultKind.FOREIGN, number)
            else:
                self._loose = True
        self._remember(number, written_as or number, str(row["hash"]))
        self._excused = written_as is None
        yield from self._seal_of(row)
        if self._noted.pop(number, row["hash"]) != row["hash"]:
            yield Fault(FaultKind.NOT_AS_NOTED, number)

    def end(self, noted: Anchor | None) -> Iterator[Fault]:
        """What shows when there are no more rows; `noted` is the end of the chain as the store keeps it elsewhere."""
        yield from self._settle_loose(None)
        number, last = self._last
        if self._seal and number and not self._sealed:
            yield Fault(FaultKind.UNSEALED, number)
        furthest = max([noted.sequence if noted else 0, *self._noted])
        if furthest > number:
            yield from _range(FaultKind.CUT_OFF, number + 1, furthest)
        elif noted is None:
            yield Fault(FaultKind.PUT_ON, number, "0")
        elif noted.sequence < number:
            yield from _range(FaultKind.PUT_ON, noted.sequence + 1, number, str(noted.sequence))
        elif noted.hash != last:
            yield Fault(FaultKind.NOT_AS_NOTED, number)
        if self._noted.get(0, self._genesis) != self._genesis:
            yield Fault(FaultKind.FOREIGN, 1)

    def _settle_loose(self, previous: str | None) -> Iterator[Fault]:
        """Tells which of two rows that do not follow each other is false: the chain goes on from the true one."""
        if not self._loose:
            return
        self._loose = False
        number, last = self._last
        if previous == last:
            yield Fault(FaultKind.REPLACED, number - 1)
        else:
            yield Fault(FaultKind.PUT_IN, number)
            self._excused = True

    def _written_as(self, row: Mapping[str, Any]) -> int | None:
        """The number under which the row hashes to its hash, None when there is none near."""
        around = [self._shift, *(sign * step for step in range(1, _REACH + 1) for sign in (1, -1))]
        for shift in around[: max(1, self._tries)]:
            self._tries -= 1
            if row_hash({**row, "sequence": row["sequence"] + shift}) == row["hash"]:
                self._shift = shift
                return int(row["sequence"] + shift)
        return None

    def _remember(self, number: int, written_as: int, row_hash: str) -> None:
        self._hashes[written_as] = row_hash
        while len(self._hashes) > _REMEMBERED:
            del self._hashes[next(iter(self._hashes))]
        self._last = (number, row_hash)
        self._due = number + 1

    def _seal_of(self, row: Mapping[str, Any]) -> Iterator[Fault]:
        number, name, signed = row["sequence"], row["sealed_by"], row["seal"]
        if name is None or signed is None:
            if self._sealed or name is not None or signed is not None:
                yield Fault(FaultKind.UNSEALED, number)
            return
        self._sealed = True
        if self._seal is None:
            return
        if not self._seal.knows(name):
            yield Fault(FaultKind.UNKNOWN_KEY, number, str(name))
        elif not self._seal.fits(name, str(row["hash"]), str(signed)):
            yield Fault(FaultKind.WRONG_SEAL, number)


def _range(kind: FaultKind, first: int, last: int, about: str = "") -> Iterator[Fault]:
    yield Fault(kind, first, about, last if last > first else None)

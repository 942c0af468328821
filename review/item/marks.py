"""Words cut into pieces wherever evidence begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from records.types import ITEMS

DIGITS = {item: str(number % 10) for number, item in enumerate(ITEMS, 1)}
"""The key of each of the ten items: 1 to 9, then 0."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of evidence: its number on the page from 1, the digit of its item, code points of its document."""

    number: int
    digit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words. `digits` are those of the items it supports, empty for plain words; `first` the numbers of the
    evidence that begins here, `begins` their items' digits."""

    text: str
    digits: tuple[str, ...] = ()
    first: tuple[int, ...] = ()
    begins: tuple[str, ...] = ()


def marks_of(evidence: Sequence[Mapping[str, Any]], doc_id: str) -> tuple[Mark, ...]:
    """The evidence in one document; numbers count all of the proposal's evidence in its own order."""
    return tuple(
        Mark(number, DIGITS.get(row["item"], ""), row["start"], row["end"])
        for number, row in enumerate(evidence, 1)
        if row["doc_id"] == doc_id
    )


def pieces(text: str, base: int, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """`text`, which begins at the document's offset `base`, cut wherever evidence begins or ends; none for no text."""
    inside = [m for m in marks if m.start < base + len(text) and base < m.end]
    cuts = {0, len(text)}
    for mark in inside:
        cuts |= {max(mark.start - base, 0), min(mark.end - base, len(text))}
    return tuple(_piece(text[a:b], base + a, inside) for a, b in pairwise(sorted(cuts)))


def _piece(text: str, start: int, marks: Sequence[Mark]) -> Piece:
    over = [m for m in marks if m.start < start + len(text) and start < m.end]
    first = [m for m in over if m.start == start]
    return Piece(
        text,
        tuple(dict.fromkeys(m.digit for m in over)),
        tuple(m.number for m in first),
        tuple(dict.fromkeys(m.digit for m in first)),
    )

"""How rows of the ledger hang together: what a row hashes to, what the first one follows, what a commitment is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.codec import digest
from data.errors import ConfigError

_BESIDE = frozenset({"hash", "seal"})
_HASH_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row as it was noted outside of the store: its number and hash. Sequence 0 stands for a chain without rows."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


def anchor_of(text: str) -> Anchor:
    """The anchor of `SEQUENCE:HASH`, as `guowen ledger head` prints it.

    Raises ConfigError for anything else.
    """
    number, _, told = text.strip().partition(":")
    told = told.strip().lower()
    digits = set("0123456789abcdef")
    if not (number.isascii() and number.isdigit()) or len(told) != _HASH_DIGITS or not set(told) <= digits:
        raise ConfigError("head: not SEQUENCE:HASH with 64 hex digits; give the line that `guowen ledger head` printed")
    return Anchor(int(number), told)


def genesis(store_id: str) -> str:
    """What the first row of a store's chain follows."""
    return hashlib.sha256(store_id.encode("utf-8", errors="surrogatepass")).hexdigest()


def row_hash(row: Mapping[str, Any]) -> str | None:
    """The hash of a row's columns, but for `hash` and `seal`; those that are NULL are left out, as rows of older
    stores have them. None when a column holds something that no row can hold."""
    try:
        return digest({name: value for name, value in row.items() if value is not None and name not in _BESIDE})
    except (TypeError, ValueError):  # a database changed from outside may hold bytes, or a number that is none
        return None


def commitment(salt: str, value: str) -> str:
    """What the chain holds of a value: nothing can be learnt from it once salt and value are erased."""
    return digest([salt, value])

"""Sketches of texts: enough to see that two are nearly the same, too little to read either.

A sketch is a b-bit minwise hash (Li and König 2010, WWW, "b-Bit minwise hashing"): of HASHES permutations of the text's
shingles the lowest 8 bits of the smallest value. Its standard error at a likeness of 0.7 is 0.04.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

HASHES = 128
BITS = 8
SHINGLE = 5
"""Code points of a normalised text that make one shingle."""
BLOCK = 1 << 14
"""Shingles permuted at once."""


def sketch_of(normal: str) -> bytes:
    """The sketch of a normalised text (`near_duplicates.normalised`), HASHES bytes; the same on every machine."""
    shingles = np.unique(_shingles(normal))
    factors, terms = _permutations()
    smallest = np.full(HASHES, np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(shingles), BLOCK):
        values = factors[:, None] * shingles[None, start : start + BLOCK] + terms[:, None]
        smallest = np.minimum(smallest, _mixed(values).min(axis=1))
    return (smallest & np.uint64((1 << BITS) - 1)).astype(np.uint8).tobytes()


def table_of(sketches: Sequence[bytes]) -> NDArray[np.uint8]:
    """The sketches as an array (texts, HASHES)."""
    return np.frombuffer(b"".join(sketches), np.uint8).reshape(len(sketches), HASHES)


def likeness(sketch: bytes, table: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The estimated share of shingles, 0..1, that a text has in common with each of a table (Jaccard)."""
    equal = (table == np.frombuffer(sketch, np.uint8)).mean(axis=1)
    chance = 1 / (1 << BITS)
    found: NDArray[np.float64] = np.clip((equal - chance) / (1 - chance), 0.0, 1.0)
    return found


def _shingles(normal: str) -> NDArray[np.uint64]:
    signs = np.frombuffer(normal.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    size = min(SHINGLE, len(signs))
    total = np.zeros(len(signs) - size + 1 if size else 1, np.uint64)
    for place in range(size):
        total = total * np.uint64(0x100000001B3) + signs[place : place + len(total)]
    return _mixed(total)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of splitmix64 (Steele, Lea and Flood 2014, OOPSLA): every bit moves every other."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=1)
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Odd factors and terms of the permutations, from SHA-256: no generator's stream decides what a record holds."""
    drawn = [hashlib.sha256(f"guowen sketch {number}".encode()).digest() for number in range(HASHES)]
    factors = np.array([int.from_bytes(one[:8], "little") | 1 for one in drawn], np.uint64)
    terms = np.array([int.from_bytes(one[8:16], "little") for one in drawn], np.uint64)
    return factors, terms

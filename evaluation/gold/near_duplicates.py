"""Which texts of two sets are alike: shingles of characters, weighed by rarity, compared by one sparse product.

Containment (Broder, 1997, On the resemblance and containment of documents, SEQUENCES 97, 21-29) with every shingle
weighed w = 1 - log(d) / log(1 + n), where d is the larger of the numbers of documents of either set that have it and n
the size of the larger set: headings that all papers of a kind share weigh little, words that stand in one paper 1.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROWS_AT_ONCE = 512
"""Test documents compared together; bounds the memory of the product."""
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Matrix = Any
"""A scipy.sparse matrix; scipy ships no types."""


@dataclass(frozen=True, slots=True)
class NearSettings:
    """`shingle` in characters; `refuse`, `alike` are weighed containment 0..1; `least` is shared weight."""

    shingle: int
    refuse: float
    alike: float
    least: float


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts that share passages: `first`, `second` index the two sets; the measures are weighed, 0..1."""

    first: int
    second: int
    containment: float
    jaccard: float


def normalised(text: str) -> str:
    """The letters, digits and characters of `text` in NFKC and small letters: without blanks, signs and line breaks."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def alike(first: Sequence[str], second: Sequence[str], settings: NearSettings) -> list[Alike]:
    """The pairs of a text of `first` and one of `second` from `settings.alike` on, in the order of the sets.

    Both hold normalised texts. A text shorter than a shingle is like none.
    """
    if not first or not second:
        return []
    ours, theirs = _incidence([_shingles(text, settings.shingle) for text in (*first, *second)], len(first))
    weights = _weights(ours, theirs)
    totals = np.asarray(ours @ weights).ravel(), np.asarray(theirs @ weights).ravel()
    other = theirs.T.tocsc()
    found: list[Alike] = []
    for start in range(0, len(first), ROWS_AT_ONCE):
        block = ours[start : start + ROWS_AT_ONCE].multiply(weights[np.newaxis, :]).tocsr()
        found.extend(_pairs((block @ other).tocoo(), start, totals, settings))
    return sorted(found, key=lambda pair: (pair.first, pair.second))


def _pairs(
    shared: Matrix, start: int, totals: tuple[NDArray[np.float64], NDArray[np.float64]], settings: NearSettings
) -> Iterator[Alike]:
    rows, columns, weight = shared.row + start, shared.col, shared.data
    left, right = totals[0][rows], totals[1][columns]
    containment = weight / np.minimum(left, right)
    for place in np.flatnonzero((weight >= settings.least) & (containment >= settings.alike)):
        jaccard = weight[place] / (left[place] + right[place] - weight[place])
        yield Alike(
            int(rows[place]), int(columns[place]), float(min(1.0, containment[place])), float(min(1.0, jaccard))
        )


def _weights(ours: Matrix, theirs: Matrix) -> NDArray[np.float64]:
    documents = np.maximum(np.asarray(ours.sum(axis=0)).ravel(), np.asarray(theirs.sum(axis=0)).ravel())
    weights: NDArray[np.float64] = 1 - np.log(documents) / np.log(1 + max(ours.shape[0], theirs.shape[0]))
    return weights


def _incidence(shingles: Sequence[NDArray[np.uint64]], split: int) -> tuple[Matrix, Matrix]:
    """(documents, shingles) of 0 and 1, the first `split` documents apart from the rest."""
    from scipy.sparse import csr_matrix

    values, columns = np.unique(np.concatenate(shingles), return_inverse=True)
    starts = np.concatenate([[0], np.cumsum([len(one) for one in shingles])])
    shape = (len(shingles), max(1, len(values)))
    whole = csr_matrix((np.ones(len(columns)), columns, starts), shape=shape)
    keep = np.asarray(whole.sum(axis=0)).ravel() > 0  # the one column of sets without any shingle
    return whole[:split][:, keep], whole[split:][:, keep]


def _shingles(text: str, size: int) -> NDArray[np.uint64]:
    """The hashes of the different runs of `size` characters: polynomial, modulo 2^64."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    length = len(codes) - size + 1
    if length < 1:
        return np.empty(0, dtype=np.uint64)
    hashed = np.zeros(length, dtype=np.uint64)
    for offset in range(size):
        hashed = hashed * MULTIPLIER + codes[offset : offset + length]
    return np.unique(hashed)

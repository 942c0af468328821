"""Public sets of Chinese sentences with marked names: reading them, tags for their spans, strict scores."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Spans = frozenset[tuple[int, int, str]]
"""Half-open offsets in code points, and a type."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of a set and what is marked in them."""

    said: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Count:
    """Spans that agree in offsets and type, those predicted, those of gold."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.predicted)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.gold)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.predicted + self.gold)


def read(path: Path) -> list[Sentence]:
    """The sentences of a gzip file: one JSON a line, or a character and a tag a line in B-I-O or B-M-E-S.

    Raises ValueError, with the line's number, for a line that is neither.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return list(_objects(lines) if ".jsonl" in path.name else _columns(lines, str(path)))


def _objects(lines: Iterable[str]) -> Iterator[Sentence]:
    for line in lines:
        row = json.loads(line)
        places = ((one["entity_index"], one["entity_type"]) for one in row["entity_list"])
        yield Sentence(row["text"], frozenset((at["begin"], at["end"], kind) for at, kind in places))


def _columns(lines: Iterable[str], name: str) -> Iterator[Sentence]:
    said: list[str] = []
    tags: list[str] = []
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\n")
        if cells:
            if not cells[1:].strip():
                raise ValueError(f"{name}:{number}: {cells!r} is no character with a tag")
            # Weibo's second edition has the place of a character in its word behind it: no part of the text.
            said.append(cells[0])
            tags.append(cells.split()[-1])
        elif said:
            yield Sentence("".join(said), spans_of(tags))
            said, tags = [], []
    if said:
        yield Sentence("".join(said), spans_of(tags))


def spans_of(tags: Sequence[str]) -> Spans:
    """The spans of tags in B-I-O or B-M-E-S; one that goes on without a beginning begins there."""
    found: set[tuple[int, int, str]] = set()
    start, kind = 0, ""
    for at, tag in enumerate([*tags, "O"]):
        edge, sort = tag[0], tag[2:]
        if kind and (edge in "OBS" or sort != kind):
            found.add((start, at, kind))
            kind = ""
        if sort and not kind:
            start, kind = at, sort
        if kind and edge in "ES":
            found.add((start, at + 1, kind))
            kind = ""
    return frozenset(found)


def scheme(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """All tags of a set: outside, then beginning, middle, end and single of each type in the order of the alphabet."""
    kinds = sorted({kind for sentence in sentences for *_, kind in sentence.spans})
    return ("O", *(f"{edge}-{kind}" for kind in kinds for edge in "BMES"))


def tags_of(sentence: Sentence) -> list[str]:
    """A tag a character; of spans that overlap the first and longest is kept."""
    tags = ["O"] * len(sentence.said)
    for start, end, kind in sorted(sentence.spans, key=lambda span: (span[0], -span[1])):
        if set(tags[start:end]) == {"O"}:
            edges = "S" if end - start == 1 else f"B{'M' * (end - start - 2)}E"
            tags[start:end] = [f"{edge}-{kind}" for edge in edges]
    return tags


def counted(gold: Sequence[Spans], found: Sequence[Spans]) -> dict[str, Count]:
    """Strict counts by type of gold, those of all types under ""; one set of spans a sentence in both."""
    right = Counter(kind for marked, mine in zip(gold, found, strict=True) for *_, kind in marked & mine)
    predicted = Counter(kind for mine in found for *_, kind in mine)
    marked = Counter(kind for spans in gold for *_, kind in spans)
    by = {kind: Count(right[kind], predicted[kind], marked[kind]) for kind in sorted(marked)}
    return {**by, "": Count(right.total(), predicted.total(), marked.total())}


def renamed(found: Iterable[Spans], common: Mapping[str, str]) -> list[Spans]:
    """Spans of the types in `common`, under the names there."""
    return [frozenset((start, end, common[kind]) for start, end, kind in spans if kind in common) for spans in found]

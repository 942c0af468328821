"""Sentences and clauses of a stretch of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

SENTENCE = re.compile(r"[^。！？!?\n；;|]+[。！？!?\n；;|]*[”’」』\"）)]*")
CLAUSE = re.compile(r"[^，,。！？!?\n；;|：:、“”「」\"…—（）()]+")


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(start, end) of every sentence of `text[start:end]`, its end mark included; cells of a row are sentences."""
    for found in SENTENCE.finditer(text, start, end):
        if found[0].strip():
            yield found.start(), found.end()


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(start, end) of every clause of `text[start:end]`, punctuation and white space at its ends left out."""
    for found in CLAUSE.finditer(text, start, end):
        said = found[0]
        if said.strip():
            left = len(said) - len(said.lstrip())
            yield found.start() + left, found.start() + len(said.rstrip())

"""What the neural model is told of a mention besides its words: its label, and for people the sort they look like."""

from __future__ import annotations

from data.types import Label
from extractors.people import People, Sort
from extractors.spans import Span

SIGNS: tuple[str, ...] = (
    "",
    "nobody",
    "owner",
    *(f"PER {sort.value}" for sort in Sort),
    *(label.value for label in (Label.POS, Label.ORG, Label.CASE, Label.TIME, Label.PHONE)),
)
"""Number 0 stands for words that are no mention; the order is part of the weights."""
NOBODY, OWNER = SIGNS.index("nobody"), SIGNS.index("owner")
_NUMBERS = {sign: number for number, sign in enumerate(SIGNS)}


def sign_of(span: Span, said: str, people: People, owner: str | None) -> int:
    """The number of the sign of `span`, which says `said`, in a paper of `owner`."""
    if span.label is Label.PER:
        return _NUMBERS[f"PER {people.sort_of(said, owner).value}"]
    return _NUMBERS.get(span.label.value, 0)

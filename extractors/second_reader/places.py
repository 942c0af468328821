"""Where words that a model quotes stand in the paper: as they are, else but for width, script, blanks and case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from data.normalize import fold
from extractors.second_reader.chunks import Span

QUOTES = "\"'“”‘’「」『』《》"
"""Marks that a model puts around words it quotes."""
MOST_PLACES = 50


@dataclass(frozen=True, slots=True)
class Words:
    """The parts of a text in which quotes are looked for."""

    text: str
    parts: tuple[Span, ...]
    _bare: dict[Span, tuple[str, tuple[int, ...]]] = field(default_factory=dict, repr=False, compare=False)

    def places(self, quote: str) -> tuple[Span, ...]:
        """Every place of a quote in text order, by the first way of looking that finds one; none for blank words."""
        for said in dict.fromkeys((quote.strip(), quote.strip().strip(QUOTES).strip())):
            if said:
                found = tuple(self._exact(said)) or tuple(self._alike(said))
                if found:
                    return found[:MOST_PLACES]
        return ()

    def _exact(self, said: str) -> Iterator[Span]:
        for start, end in self.parts:
            yield from ((at, at + len(said)) for at in _finds(self.text[start:end], said, start))

    def _alike(self, said: str) -> Iterator[Span]:
        wanted, _ = _squeezed(said, 0)
        for part in self.parts if wanted else ():
            if part not in self._bare:
                self._bare[part] = _squeezed(self.text[part[0] : part[1]], part[0])
            bare, offsets = self._bare[part]
            yield from ((offsets[at], offsets[at + len(wanted) - 1] + 1) for at in _finds(bare, wanted, 0))


def nearest(places: Sequence[Span], anchor: Span) -> Span:
    """The place with the fewest code points between it and `anchor`, the earlier one of two equally near."""
    return min(places, key=lambda place: (distance(place, anchor), place))


def distance(place: Span, anchor: Span) -> int:
    """The code points between two spans, 0 when they touch or overlap."""
    return max(0, place[0] - anchor[1], anchor[0] - place[1])


def _squeezed(text: str, base: int) -> tuple[str, tuple[int, ...]]:
    """The text folded, in small letters and without blanks, and the offset of each of its characters."""
    kept = [(sign, base + at) for at, sign in enumerate(fold(text)) if not sign.isspace()]
    return "".join(_small(sign) for sign, _ in kept), tuple(at for _, at in kept)


def _small(sign: str) -> str:
    return sign.lower() if len(sign.lower()) == 1 else sign


def _finds(text: str, wanted: str, base: int) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield base + at
        at = text.find(wanted, at + 1)

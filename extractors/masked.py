"""The text of a document with every name replaced by a sign for its kind, so that what is learnt holds elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from data.types import Label
from extractors.draft import Moment
from extractors.spans import Span

SIGNS = {
    Label.PER: "Ⓟ",
    Label.POS: "Ⓠ",
    Label.ORG: "Ⓞ",
    Label.CASE: "Ⓒ",
    Label.PHONE: "Ⓕ",
}
TIME_SIGN = "Ⓣ"


class Masked:
    """Masked readings of `text` between two offsets. `spans` are settled; moments yield to them."""

    def __init__(self, text: str, spans: Sequence[Span], moments: Sequence[Moment]) -> None:
        signs = [(s.start, s.end, SIGNS[s.label]) for s in spans if s.label in SIGNS]
        covered = {offset for start, end, _ in signs for offset in range(start, end)}
        signs += [(m.start, m.end, TIME_SIGN) for m in moments if covered.isdisjoint(range(m.start, m.end))]
        self._signs = sorted(signs)
        self._starts = [start for start, _, _ in self._signs]
        self._text = text

    def between(self, start: int, end: int) -> str:
        """`text[start:end]` masked; a name that sticks out on one side is masked for the part inside."""
        pieces: list[str] = []
        at = start
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._signs) and self._signs[index][0] < end:
            first, last, sign = self._signs[index]
            index += 1
            if last <= at:
                continue
            pieces.append(self._text[at : max(at, first)])
            pieces.append(sign)
            at = min(end, last)
        pieces.append(self._text[at:end])
        return "".join(pieces)

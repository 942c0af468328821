"""What one request holds: stretches that the gate let through, with time and sender of their lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.types import Document
from extractors.draft import Stretch
from extractors.second_reader.prompt import told

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Parts of one document's text, in text order (half-open code points): nothing else of it is sent."""

    parts: tuple[Span, ...]

    def text_of(self, document: Document) -> str:
        """The parts as the model reads them, a line apart; where something is left out, a line says so."""
        lines: list[str] = []
        before: int | None = None
        for start, end in self.parts:
            if before is not None and document.text[before:start].strip():
                lines.append(str(told()["words"]["gap"]))
            lines.append(document.text[start:end].strip("\n"))
            before = end
        return "\n".join(lines)

    def covers(self, start: int, end: int) -> bool:
        """Whether all of a span is among the parts, or in the breaks between neighbouring ones."""
        return any(low <= start and end <= high for low, high in self.joined())

    def joined(self) -> tuple[Span, ...]:
        """The parts, neighbours made one: words may run over a break between two stretches."""
        found: list[Span] = []
        for start, end in self.parts:
            if found and start - found[-1][1] <= 1:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return tuple(found)

    def halves(self) -> tuple[Chunk, ...]:
        """Two chunks of about half the length each; none when it is one part."""
        if len(self.parts) < 2:
            return ()
        middle = len(self.parts) // 2
        return Chunk(self.parts[:middle]), Chunk(self.parts[middle:])


def chunks_of(document: Document, stretches: Sequence[Stretch], most: int) -> tuple[Chunk, ...]:
    """The chunks of at most `most` code points, in text order; a stretch longer than that is cut."""
    chunks: list[Chunk] = []
    parts: list[Span] = []
    held = 0
    for start, end in _spans(document, stretches, most):
        if parts and held + end - start > most:
            chunks.append(Chunk(tuple(parts)))
            parts, held = [], 0
        parts.append((start, end))
        held += end - start + 1
    return tuple([*chunks, Chunk(tuple(parts))] if parts else chunks)


def _spans(document: Document, stretches: Sequence[Stretch], most: int) -> Iterator[Span]:
    """Stretches with the lead of their turn where they begin it, cut to `most`."""
    for stretch in stretches:
        turn = document.turns[stretch.turn]
        start = turn.start if stretch.start == turn.body else stretch.start
        for cut in range(start, stretch.end, most):
            yield cut, min(stretch.end, cut + most)

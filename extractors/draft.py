"""What the components write on while one document is read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from data.offsets import make_mention, turn_at
from data.types import PREFIX, Document, Label, Mention, Turn, TurnRole
from extractors.clauses import sentences
from extractors.decision import Finding
from extractors.forms import Form
from extractors.neural.told import Reading
from extractors.spans import Span, settle


@dataclass(frozen=True, slots=True)
class Moment:
    """`text[start:end]` names a time; `day` is None when it can't be told; `turn` is the index of its turn."""

    start: int
    end: int
    day: date | None
    turn: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """`text[start:end]` of turn number `turn` shall be read: a whole turn without its lead, or a part of a long one."""

    turn: int
    start: int
    end: int


@dataclass(slots=True)
class Draft:
    """One document on its way through the pipeline. Offsets are code points of `document.text`.

    `reading` holds the stretches that the costly steps look at, in text order; `word_starts` the offsets where their
    words begin; `turn_days` the day each turn was sent or headed with. `findings` are the events as the decider
    saw them, before roles are given; `told` is what the neural reader says, None when none has read. `doubtful` are
    words that may stand for a person: a mention only where they fill a role.
    """

    document: Document
    form: Form = Form.OFFICE
    reading: tuple[Stretch, ...] = ()
    word_starts: frozenset[int] = frozenset()
    spans: list[Span] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    turn_days: list[date | None] = field(default_factory=list)
    told: Reading | None = None
    findings: list[Finding] = field(default_factory=list)
    doubtful: list[Span] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text

    def settled(self, *labels: Label) -> list[Span]:
        """The spans that would survive now, of `labels` only, in text order."""
        return [span for span in settle(self.spans) if span.label in labels]

    def with_doubtful(self, spans: Sequence[Span]) -> list[Span]:
        """`spans`, which are settled, and the doubtful ones that touch none of them, in text order."""
        taken = {offset for span in spans for offset in range(span.start, span.end)}
        free = [span for span in settle(self.doubtful) if taken.isdisjoint(range(span.start, span.end))]
        return sorted([*spans, *free], key=lambda span: span.start)

    def sentences_read(self) -> list[tuple[int, tuple[int, int]]]:
        """(turn, place) of every sentence that is read; headings of chats and registers and mail headers have none."""
        turns = self.document.turns
        return [
            (stretch.turn, place)
            for stretch in self.reading
            if turns[stretch.turn].role is not TurnRole.HEADER
            for place in sentences(self.text, stretch.start, stretch.end)
        ]

    def words_of(self, span: Span) -> str:
        """The text under `span`."""
        return self.text[span.start : span.end]

    def turn_of(self, offset: int) -> Turn | None:
        """The turn at `offset`, None between turns."""
        return turn_at(self.document.turns, offset)

    def turn_number(self, offset: int) -> int | None:
        """The index of the turn at `offset`, None between turns."""
        index = bisect_right(self.document.turns, offset, key=lambda turn: turn.start) - 1
        return index if index >= 0 and offset < self.document.turns[index].end else None

    def is_word_start(self, offset: int) -> bool:
        """Whether a word begins at `offset`; True where the words are not known."""
        index = bisect_right(self.reading, offset, key=lambda stretch: stretch.start) - 1
        return index < 0 or offset >= self.reading[index].end or offset in self.word_starts


def number(document: Document, spans: Iterable[Span]) -> list[Mention]:
    """The mentions of `spans`, which do not overlap, with ids p1, p2 ... by label in text order."""
    counts: dict[Label, int] = {}
    mentions = []
    for span in sorted(spans, key=lambda s: s.start):
        counts[span.label] = counts.get(span.label, 0) + 1
        ident = f"{PREFIX[span.label]}{counts[span.label]}"
        mentions.append(
            make_mention(document, span.start, span.end, span.label, id=ident, score=span.score, by=span.by)
        )
    return mentions

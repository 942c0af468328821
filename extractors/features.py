"""What a linear model sees of a sentence and of its clauses: strings, each present or absent.

The first letters tell where a feature comes from: `c` a clause of the sentence, `s` the whole sentence, `P` and `N` the
sentences before and after it, `t` its turn, `r` the answer to the message, `d` the head of the paper, `x` hits of the
lexicons; of a clause alone: `a` its words, `p` and `n` its neighbours. Names are masked by signs for their kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.types import Label, Turn, TurnRole
from extractors.clauses import clauses
from extractors.draft import Draft
from extractors.lexical_decider import act_patterns, cue
from extractors.masked import Masked
from extractors.people import People
from extractors.registers import column_of
from extractors.spans import Span

BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
TURN_HEAD = 400
"""Code points of a turn that tell what it is about; long paragraphs would drown the sentence."""
PAPER_HEAD = 60
ANSWER_HEAD = 80
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` of turn number `turn`, its clauses, and its features with those of its surroundings."""

    start: int
    end: int
    turn: int
    clauses: tuple[Place, ...]
    features: tuple[str, ...]


def grams(words: str, least: int, most: int) -> Iterator[str]:
    """The character n-grams of `words` from `least` to `most` long, edges marked by ^ and $.

    All white space and every control character count as one blank: a feature is one cell of a table.
    """
    edged = f"^{BLANK.sub(' ', words)}$"
    for size in range(least, most + 1):
        for at in range(len(edged) - size + 1):
            yield edged[at : at + size]


class SentenceReader:
    """Cuts the turns that are read into sentences with their features, for one document."""

    def __init__(self, draft: Draft, people: People, spans: Sequence[Span]) -> None:
        self.draft = draft
        self.people = people
        self.spans = spans
        self.masked = Masked(draft.text, spans, draft.moments)
        self._turns = draft.document.turns
        self._paper = tuple(self._paper_features())

    def read(self) -> list[Sentence]:
        """Sentences in text order; headings of chats and registers and mail headers have none."""
        places = self.draft.sentences_read()
        said = [tuple(grams(self.masked.between(*place), 2, 3)) for _, place in places]
        shared: dict[int, tuple[str, ...]] = {}
        found = []
        for number, (index, place) in enumerate(places):
            if index not in shared:
                shared[index] = tuple(self._turn_features(index, self._turns[index]))
            around = [f"P{gram}" for gram in said[number - 1]] if number else ["opens"]
            around += [f"N{gram}" for gram in said[number + 1]] if number + 1 < len(said) else ["closes"]
            own = [f"s{gram}" for gram in said[number]]
            parts = tuple(clauses(self.draft.text, *place))
            own += self._inner(self._turns[index], place, parts)
            features = tuple(dict.fromkeys((*own, *around, *shared[index], *self._paper)))
            found.append(Sentence(*place, index, parts, features))
        return found

    def clause_features(self, sentence: Sentence, number: int) -> tuple[str, ...]:
        """What parts the clause of that number from the others of its sentence."""
        start, end = sentence.clauses[number]
        said = self.masked.between(start, end)
        found = [f"a{gram}" for gram in grams(said, 1, 4)]
        found += lexical(self.draft.text[start:end], "a")
        found.append(f"length {min(len(said) // 4, 6)}")
        found.append(f"before {BLANK.sub(' ', self.draft.text[max(0, start - 1) : start])}")
        found.append(f"of {min(len(sentence.clauses), 5)} place {min(number, 5)}")
        for place, letter in ((number - 1, "p"), (number + 1, "n")):
            if 0 <= place < len(sentence.clauses):
                found += [f"{letter}{gram}" for gram in grams(self.masked.between(*sentence.clauses[place]), 1, 3)]
            else:
                found.append(f"{letter} none")
        found += self._people_within(start, end)
        return tuple(dict.fromkeys(found))

    def _inner(self, turn: Turn, place: Place, parts: Iterable[Place]) -> Iterator[str]:
        for start, end in parts:
            yield from (f"c{gram}" for gram in grams(self.masked.between(start, end), 1, 4))
        yield from lexical(self.draft.text[slice(*place)], "s")
        yield from self._people_within(*place)
        column = column_of(self.draft, turn, place[0])
        if column:
            yield f"column {BLANK.sub(' ', column)}"

    def _people_within(self, start: int, end: int) -> Iterator[str]:
        for span in self.spans:
            if span.touches(start, end):
                yield f"sort {self._sort(span)}" if span.label is Label.PER else f"label {span.label.value}"

    def _sort(self, span: Span) -> str:
        return self.people.sort_of(self.draft.words_of(span), self.draft.document.owner).value

    def _turn_features(self, index: int, turn: Turn) -> Iterator[str]:
        yield f"k{self.draft.document.kind.value} {turn.role.value}"
        said = self.masked.between(turn.body, min(turn.end, turn.body + TURN_HEAD))
        yield from (f"t{gram}" for gram in grams(said, 2, 2))
        yield from lexical(self.draft.text[turn.body : turn.end][:TURN_HEAD], "t")
        if turn.speaker:
            yield f"speaker {self.people.sort_of(turn.speaker, self.draft.document.owner).value}"
        if turn.role is TurnRole.MESSAGE:
            yield from self._answer(index, turn)

    def _answer(self, index: int, turn: Turn) -> Iterator[str]:
        for other in self._turns[index + 1 : index + 4]:
            if other.role is TurnRole.MESSAGE and other.speaker != turn.speaker:
                end = min(other.end, other.body + ANSWER_HEAD)
                yield from (f"r{gram}" for gram in grams(self.masked.between(other.body, end), 2, 3))
                return

    def _paper_features(self) -> Iterator[str]:
        head = self.masked.between(0, min(PAPER_HEAD, len(self.draft.text)))
        yield from (f"d{gram}" for gram in grams(head, 2, 3))
        paper = cue("paper", self.draft.text[:TURN_HEAD])
        if paper:
            yield f"xd paper {paper}"
        if self.draft.document.owner:
            yield "owned"
        if self.draft.document.folder_case:
            yield "filed under a case"


@lru_cache(maxsize=4_096)
def lexical(said: str, prefix: str) -> tuple[str, ...]:
    """Which acts and cues of the lexicons `said` holds."""
    found = [f"x{prefix} {act.situation.value} {act.weight}" for act in act_patterns() if act.pattern.search(said)]
    for field in ("status", "lawful", "channel"):
        value = cue(field, said)
        if value:
            found.append(f"x{prefix} {field} {value}")
    return tuple(dict.fromkeys(found))

"""What a linear model sees of a mention that might fill a role of an act: strings, each present or absent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from data.lexicon import rows
from data.types import Label, Turn
from extractors.clauses import sentences
from extractors.draft import Draft
from extractors.features import BLANK
from extractors.masked import Masked
from extractors.people import People
from extractors.registers import column_of, is_entry, role_of_column
from extractors.spans import DOUBTFUL, Span

WINDOW = {Label.PER: 260, Label.POS: 260, Label.ORG: 260, Label.CASE: 1200, Label.TIME: 400}
"""Code points before an act within which those who fill its roles are sought; half of it after."""
MOST = 24
"""Candidates looked at, the nearest first: long lists of names (minutes, verdicts) hold nobody more."""
PERSONS = (Label.PER, Label.POS, Label.ORG)
SERIAL = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Act:
    """`start:end` of the words that carry an act, and the situation that weighs most there."""

    start: int
    end: int
    situation: str


class RoleReader:
    """Candidates for the roles of an act and their features, for one document."""

    def __init__(self, draft: Draft, people: People, spans: Sequence[Span]) -> None:
        self.draft = draft
        self.people = people
        self.masked = Masked(draft.text, spans, draft.moments)
        self._spans = [*spans, *(Span(m.start, m.end, Label.TIME, 1.0, "times") for m in draft.moments)]
        self._one_case = len({draft.words_of(s) for s in spans if s.label is Label.CASE}) == 1
        self._speakers = {t.speaker for t in draft.document.turns if t.speaker}

    def candidates(self, act: Act, labels: tuple[Label, ...] = PERSONS) -> list[Span]:
        """The mentions near `act`, in text order; the sender of its turn is always among them.

        Of an entry of a register only its own, or the one case that all of the register is about.
        """
        turn = self.draft.turn_of(act.start)
        near = [s for s in self._spans if s.label in labels and (_near(s, act) or _sends(turn, s))]
        if turn is not None and is_entry(self.draft, turn):
            own = [s for s in near if turn.start <= s.start < turn.end]
            near = own if own or Label.CASE not in labels or not self._one_case else near
        near.sort(key=lambda s: (not _sends(turn, s), s.label in (Label.ORG, Label.POS), _distance(s, act), s.start))
        return sorted(near[:MOST], key=lambda s: s.start)

    def admits(self, role: str, act: Act, span: Span) -> bool:
        """Whether `span` may fill `role`: who stands in the column of those visited did not come, nor the reverse."""
        turn = self.draft.turn_of(act.start)
        if turn is None or not is_entry(self.draft, turn) or not turn.start <= span.start < turn.end:
            return True
        column = role_of_column(column_of(self.draft, turn, span.start))
        return column is None or role not in ("intervener", "recipient") or role == column

    def features(self, act: Act, span: Span, candidates: Sequence[Span]) -> tuple[str, ...]:
        """The features of `span` as one who fills a role of `act`."""
        turn = self.draft.turn_of(act.start)
        kind = self.draft.document.kind.value
        sort = self._sort(span)
        plain = [*self._place(act, span, turn), *self._rank(act, span, candidates)]
        found = [f"sort {sort}", f"label {span.label.value}", f"by {span.by == DOUBTFUL}", *plain, *self._around(span)]
        found += [f"{kind} {one}" for one in plain]
        found += [f"{sort} {one}" for one in plain]
        if turn and turn.speaker:
            speaker = self.people.sort_of(turn.speaker, self.draft.document.owner)
            found += [f"speaker {speaker.value} {one}" for one in plain]
        said = self.draft.words_of(span)
        found += [f"length {min(6, len(said))}", f"ends {said[-1:]}", f"{plain[0]} ends {said[-1:]}"]
        if said in self._speakers:
            found.append("speaks elsewhere")
        column = column_of(self.draft, turn, span.start) if turn else None
        if column and turn and turn.start <= span.start < turn.end:
            found.append(f"column {BLANK.sub(' ', column)}")
            act_column = column_of(self.draft, turn, act.start)
            found.append("same column" if act_column == column else "other column")
        found.append(f"act {act.situation} {plain[0]}")
        if turn and _sends(turn, span):
            told = BLANK.sub(" ", self.masked.between(max(turn.body, act.start - 60), act.start))
            found += [f"sender {told[at : at + 2]}" for at in range(len(told) - 1)]
        elif turn and span.start == turn.body:
            found.append("opens message")
        return tuple(dict.fromkeys(found))

    def _sort(self, span: Span) -> str:
        if span.label is Label.CASE:
            said = self.draft.words_of(span)
            return "number" if "号" in said and len(said) > 9 else "serial" if SERIAL.match(said) else "words"
        if span.by == DOUBTFUL and span.label is Label.POS:
            return _unnamed().get(self.draft.words_of(span), span.label.value)
        if span.label is not Label.PER:
            return span.label.value
        return self.people.sort_of(self.draft.words_of(span), self.draft.document.owner).value

    def _place(self, act: Act, span: Span, turn: Turn | None) -> Iterator[str]:
        if _sends(turn, span):
            yield "sender"
        elif turn is None or not turn.start <= span.start < turn.end:
            yield "earlier turn" if span.start < act.start else "later turn"
        else:
            yield "in turn before" if span.start < act.start else "in turn after"
        if turn:
            parts = list(sentences(self.draft.text, turn.start, turn.end))
            mine = _index(parts, act.start)
            theirs = _index(parts, span.start)
            if mine is not None and theirs is not None:
                yield f"sentences {max(-4, min(2, theirs - mine))}"
                if span.start == parts[theirs][0]:
                    yield "opens sentence"
        gap = self.draft.text[min(span.end, act.end) : max(act.start, span.start)]
        yield f"commas {min(4, sum(gap.count(mark) for mark in '，,、：:'))}"
        if "“" in gap or '"' in gap or "「" in gap:
            yield "quotation between"
        if span.start >= act.start and span.end <= act.end:
            yield "within act"

    def _rank(self, act: Act, span: Span, candidates: Sequence[Span]) -> Iterator[str]:
        before = [s for s in candidates if s.label is span.label and s.start < act.start]
        after = [s for s in candidates if s.label is span.label and s.start >= act.start]
        if span in before:
            yield f"nearest before {min(5, len(before) - 1 - before.index(span))}"
            if before.index(span) == 0:
                yield "first of all"
        elif span in after:
            yield f"nearest after {min(3, after.index(span))}"
        said = self.draft.words_of(span)
        if sum(self.draft.words_of(s) == said for s in candidates) > 1:
            yield "named again"

    def _around(self, span: Span) -> Iterator[str]:
        left = BLANK.sub(" ", self.masked.between(max(0, span.start - 6), span.start))
        right = BLANK.sub(" ", self.masked.between(span.end, min(len(self.draft.text), span.end + 10)))
        for size in (1, 2, 3):
            yield f"left {left[-size:]}"
            yield f"right {right[:size]}"
        yield f"between {left[-1:]} {right[:1]}"
        for at in range(min(6, max(0, len(right) - 1))):
            yield f"soon {right[at : at + 2]}"


@cache
def _unnamed() -> dict[str, str]:
    return {row["word"]: row["sort"] for row in rows("unnamed")}


def _sends(turn: Turn | None, span: Span) -> bool:
    return turn is not None and turn.speaker_span is not None and span.start == turn.speaker_span[0]


def _near(span: Span, act: Act) -> bool:
    reach = WINDOW[span.label]
    return act.start - reach <= span.start <= act.end + reach // 2


def _distance(span: Span, act: Act) -> int:
    return act.start - span.end if span.end <= act.start else span.start - act.start + 30


def _index(parts: Sequence[tuple[int, int]], offset: int) -> int | None:
    return next((i for i, (start, end) in enumerate(parts) if start <= offset < end), None)

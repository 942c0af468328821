"""Acts by lexicon: the decider that needs no training."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from data.lexicon import rows
from data.types import Channel, Lawful, Situation, Status, Turn, TurnRole
from extractors.clauses import sentences
from extractors.decision import Finding
from extractors.draft import Draft

THRESHOLD = 2


@dataclass(frozen=True, slots=True)
class ActPattern:
    """Words of an act, the situation they speak for, and how surely they do."""

    pattern: re.Pattern[str]
    situation: Situation
    weight: int


@lru_cache(maxsize=1)
def act_patterns() -> tuple[ActPattern, ...]:
    """The act patterns of the lexicon, in file order."""
    return tuple(
        ActPattern(re.compile(row["pattern"]), Situation(row["situation"]), int(row["weight"]))
        for row in rows("triggers")
    )


class LexicalDecider:
    """Takes the words of the lexicon at their weight; status, lawful procedure and channel by cue words."""

    version = "lexical-1"

    def decide(self, draft: Draft) -> Iterable[Finding]:
        """One finding a sentence at most: its weightiest act."""
        for stretch in draft.reading:
            turn = draft.document.turns[stretch.turn]
            if turn.role in (TurnRole.HEADER, TurnRole.ASIDE):
                continue
            for start, end in sentences(draft.text, stretch.start, stretch.end):
                finding = self._of_sentence(draft, turn, start, end)
                if finding:
                    yield finding

    def _of_sentence(self, draft: Draft, turn: Turn, start: int, end: int) -> Finding | None:
        said = draft.text[start:end]
        hits = [(act, found) for act in act_patterns() for found in act.pattern.finditer(said)]
        if sum(act.weight for act, _ in hits) < THRESHOLD:
            return None
        hits.sort(key=lambda hit: (-hit[0].weight, hit[1].start()))
        best, found = hits[0]
        situations = tuple(dict.fromkeys(act.situation for act, _ in hits if act.weight == best.weight))[:2]
        status = Status(cue("status", said) or Status.ASSERTED)
        lawful = cue("lawful", draft.text[turn.start : turn.end])
        channel = cue("channel", said) or cue("channel", draft.text[turn.start : turn.end])
        fallback = Channel.MESSAGE if turn.role is TurnRole.MESSAGE else Channel.OTHER
        return Finding(
            start + found.start(),
            start + found.end(),
            situations,
            status,
            Lawful(lawful) if lawful else None,
            Channel(channel) if channel else fallback,
            min(0.9, 0.3 + 0.15 * best.weight),
            (("situations", self.version, found[0]),),
        )


@lru_cache(maxsize=8)
def _cues(field: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["value"]) for row in rows("cues") if row["field"] == field)


def cue(field: str, said: str) -> str | None:
    """The value of `field` (status, lawful, channel) that the first cue in `said` speaks for, None without one."""
    for pattern, value in _cues(field):
        if pattern.search(said):
            return value
    return None

"""Acts by a linear model learnt from marked-up papers; the lexicons serve it as features."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.types import Channel, Label, Lawful, Situation, Status
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.features import Sentence, SentenceReader
from extractors.linear import LinearModel
from extractors.people import People


@dataclass(frozen=True, slots=True)
class LinearSettings:
    """Probabilities above which a sentence tells of an act, a second situation is named beside the
    first, and a further clause counts among the words that carry the act.
    """

    act: float = 0.30
    second: float = 0.40
    clause: float = 0.25
    most_clauses: int = 3
    most_situations: int = 3


@dataclass(frozen=True, slots=True)
class ActModels:
    """`acts`: one output, does the sentence tell of an act; `clauses`: one output, does this clause carry it.

    `sorts`, for a sentence that does: `first X` (the weightiest situation), `situation X`, `status X`, `lawful X` or
    `lawful none`, `channel X`.
    """

    acts: LinearModel
    clauses: LinearModel
    sorts: LinearModel


class LinearDecider:
    """One finding a sentence at most; its words are the clause that carries the act most likely."""

    version = "linear-1"

    def __init__(self, models: ActModels, people: People, settings: LinearSettings | None = None) -> None:
        self.models = models
        self.people = people
        self.settings = settings or LinearSettings()

    def decide(self, draft: Draft) -> Iterable[Finding]:
        """The findings of one document in text order."""
        reader = SentenceReader(draft, self.people, draft.settled(*Label))
        for sentence in reader.read():
            score = self.models.acts.scores(sentence.features)["act"]
            if score >= self.settings.act and sentence.clauses:
                yield self._finding(reader, sentence, score)

    def _finding(self, reader: SentenceReader, sentence: Sentence, score: float) -> Finding:
        chances = [
            self.models.clauses.scores(reader.clause_features(sentence, number))["clause"]
            for number in range(len(sentence.clauses))
        ]
        ranked = sorted(range(len(chances)), key=lambda number: (-chances[number], number))
        best = ranked[0]
        more = [number for number in ranked[1 : self.settings.most_clauses] if chances[number] >= self.settings.clause]
        start, end = sentence.clauses[best]
        said = reader.draft.text[start:end]
        sorts = self.models.sorts.scores((*sentence.features, *reader.clause_features(sentence, best)))
        situations = self._situations(sorts)
        lawful = _best(sorts, "lawful", [*(code.value for code in Lawful), "none"])
        return Finding(
            start,
            end,
            situations,
            Status(_best(sorts, "status", [code.value for code in Status])),
            None if lawful == "none" else Lawful(lawful),
            Channel(_best(sorts, "channel", [code.value for code in Channel])),
            score,
            (("act", self.version, said), ("situations", self.version, said)),
            tuple(sentence.clauses[number] for number in sorted(more)),
        )

    def _situations(self, sorts: dict[str, float]) -> tuple[Situation, ...]:
        first = Situation(_best(sorts, "first", [code.value for code in Situation]))
        ranked = sorted(Situation, key=lambda code: -sorts[f"situation {code.value}"])
        others = [c for c in ranked if c is not first and sorts[f"situation {c.value}"] >= self.settings.second]
        return (first, *others[: self.settings.most_situations - 1])


def _best(sorts: dict[str, float], field: str, codes: Sequence[str]) -> str:
    return max(codes, key=lambda code: sorts.get(f"{field} {code}", 0.0))

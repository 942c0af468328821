"""Acts by linear models learnt from marked-up papers, and by the neural reader where the draft was read by one.

The lexicons serve the linear models as features.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.situations import CATEGORY_OF
from data.types import Category, Channel, Label, Lawful, Situation, Status
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.features import Sentence, SentenceReader
from extractors.forms import Form, is_insider
from extractors.linear import LinearModel
from extractors.neural.told import Told
from extractors.opinions import mixed, mixed_sorts
from extractors.people import People


@dataclass(frozen=True, slots=True)
class LinearSettings:
    """Probabilities that count.

    `act`: a sentence of an office paper tells of an act, `strict`: one of another paper does; `second`: a second
    situation is named beside the first; `clause`: a further clause is among the words that carry the act. `reader` is
    the share of the neural reader's opinion, where there is one, in whether there is an act, `sorts` in of what sort.
    """

    act: float = 0.15
    strict: float = 0.85
    second: float = 0.40
    clause: float = 0.25
    most_clauses: int = 3
    most_situations: int = 3
    reader: float = 0.5
    sorts: float = 0.3


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

    def __init__(self, models: ActModels, people: People, settings: LinearSettings | None = None) -> None:
        self.models = models
        self.people = people
        self.settings = settings or LinearSettings()
        self.version = decider_version(models.acts.digest, models.clauses.digest, models.sorts.digest)

    def decide(self, draft: Draft) -> Iterable[Finding]:
        """The findings of one document in text order."""
        reader = SentenceReader(draft, self.people, draft.settled(*Label))
        for sentence in reader.read():
            told = draft.told.of(sentence.start, sentence.end) if draft.told else None
            scores = {"act.linear": self.models.acts.scores(sentence.features)["act"]}
            score = scores["act.linear"]
            if told:
                scores["act.neural"] = told.act
                score = mixed(score, told.act, self.settings.reader)
            if sentence.clauses and score >= self._bar(draft, sentence):
                yield self._finding(reader, sentence, told, scores | {"act": score})

    def _bar(self, draft: Draft, sentence: Sentence) -> float:
        """What a sentence must score: more in a paper without a tie to the office or of the case itself.

        There the words must speak of the handling of a case as well.
        """
        if draft.form is Form.OFFICE:
            return self.settings.act
        return self.settings.strict if is_insider(draft.text[sentence.start : sentence.end]) else math.inf

    def _finding(
        self, reader: SentenceReader, sentence: Sentence, told: Told | None, scores: dict[str, float]
    ) -> Finding:
        chances = [self._clause(reader, sentence, number, told) for number in range(len(sentence.clauses))]
        ranked = sorted(range(len(chances)), key=lambda number: (-chances[number], number))
        best = ranked[0]
        more = [number for number in ranked[1 : self.settings.most_clauses] if chances[number] >= self.settings.clause]
        start, end = sentence.clauses[best]
        said = reader.draft.text[start:end]
        sorts = self.models.sorts.scores((*sentence.features, *reader.clause_features(sentence, best)))
        sorts = mixed_sorts(sorts, told.sorts if told else {}, self.settings.sorts if told else 0.0)
        lawful = _best(sorts, "lawful", [*(code.value for code in Lawful), "none"])
        return Finding(
            start,
            end,
            self._situations(sorts),
            Status(_best(sorts, "status", [code.value for code in Status])),
            None if lawful == "none" else Lawful(lawful),
            Channel(_best(sorts, "channel", [code.value for code in Channel])),
            scores.pop("act"),
            (("act", "acts", said), ("situations", "acts", said)),
            tuple(sentence.clauses[number] for number in sorted(more)),
            scores | {"asserted": sorts["status asserted"], "unlawful": sorts["lawful none"]},
        )

    def _clause(self, reader: SentenceReader, sentence: Sentence, number: int, told: Told | None) -> float:
        chance = self.models.clauses.scores(reader.clause_features(sentence, number))["clause"]
        return mixed(chance, told.clause(*sentence.clauses[number]), self.settings.reader) if told else chance

    def _first(self, sorts: dict[str, float]) -> Situation:
        """The likeliest situation of the likeliest category: many small chances of one outweigh a larger of another."""
        chances: dict[Category, float] = dict.fromkeys(Category, 0.0)
        for code in Situation:
            chances[CATEGORY_OF[code]] += sorts[f"first {code.value}"]
        best = max(Category, key=lambda category: chances[category])
        return Situation(_best(sorts, "first", [code.value for code in Situation if CATEGORY_OF[code] is best]))

    def _situations(self, sorts: dict[str, float]) -> tuple[Situation, ...]:
        first = self._first(sorts)
        ranked = sorted(Situation, key=lambda code: -sorts[f"situation {code.value}"])
        others = [c for c in ranked if c is not first and sorts[f"situation {c.value}"] >= self.settings.second]
        return (first, *others[: self.settings.most_situations - 1])


def _best(sorts: dict[str, float], field: str, codes: Sequence[str]) -> str:
    return max(codes, key=lambda code: sorts.get(f"{field} {code}", 0.0))


def decider_version(*digests: str) -> str:
    """The version of a linear decider by the digests of its models, in the order acts, clauses, sorts."""
    return "-".join(("linear", *digests)).rstrip("-")

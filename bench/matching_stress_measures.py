"""What the answers to the stress set are worth: recall, false positives, rank, by the way a name was mangled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from bench.matching_stress_queries import Query

Z = 1.959964
"""Of the normal distribution, for 95 %."""
THRESHOLDS = {"rapidfuzz": 0.9, "nomenklatura": 0.7, "splink": 0.95}
"""Score from which a peer is taken to link, as is usual for it: 0.7 is what yente takes."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A query's answer: ids with scores, best first, the id linked ("" for nobody), seconds of the processor."""

    ranked: tuple[tuple[str, float], ...]
    link: str
    seconds: float

    @property
    def ahead(self) -> str:
        """The id that alone has the best score, "" when there is none."""
        best = self.ranked[:2]
        return best[0][0] if len(best) == 1 or (best and best[0][1] - best[1][1] > 1e-9) else ""

    def rank(self, person: str) -> int | None:
        """The place of a person among the ranked, from 1; equal scores share the middle place. None if absent."""
        score = dict(self.ranked).get(person)
        if score is None:
            return None
        above = sum(other > score + 1e-9 for _, other in self.ranked)
        equal = sum(abs(other - score) <= 1e-9 for _, other in self.ranked)
        return above + (equal + 1) // 2


@dataclass(frozen=True, slots=True)
class Share:
    """Right of all, with the Wilson interval (E. B. Wilson, JASA 22, 1927, pp. 209-212)."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """0 of 0 is 0."""
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end at 95 %; 0 to 1 of nothing."""
        if not self.of:
            return 0.0, 1.0
        shrunk = 1 + Z * Z / self.of
        middle = self.value + Z * Z / (2 * self.of)
        half = Z * sqrt(self.value * (1 - self.value) / self.of + Z * Z / (4 * self.of * self.of))
        return max(0.0, (middle - half) / shrunk), min(1.0, (middle + half) / shrunk)


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures over some queries. `wrong` is the share of people of the registry who were linked to another;
    `false_positive` that of people whom the registry lacks; `rank` the mean place where found at all, else None."""

    recall: Share
    wrong: Share
    false_positive: Share
    at_five: Share
    found: Share
    rank: float | None


def read_answers(path: Path, threshold: float | None) -> dict[int, Answered]:
    """Answers by number. With a threshold the one ahead is linked when it reaches it; without, the link is told."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        ranked = tuple((key, score) for key, score in row["ranked"])
        answer = Answered(ranked, row.get("link", ""), row["seconds"])
        found[row["number"]] = answer if threshold is None else linked(answer, threshold)
    return found


def linked(answer: Answered, threshold: float) -> Answered:
    """The answer with the one ahead linked when the score reaches the threshold."""
    link = answer.ahead if answer.ranked and answer.ranked[0][1] >= threshold else ""
    return Answered(answer.ranked, link, answer.seconds)


def measure(queries: Iterable[Query], answers: Mapping[int, Answered]) -> Measured:
    """The figures over those queries that were answered."""
    asked = [(query, answers[query.number]) for query in queries if query.number in answers]
    present = [(query, answer) for query, answer in asked if query.person]
    ranks = [rank for query, answer in present if (rank := answer.rank(query.person)) is not None]
    return Measured(
        recall=Share(sum(answer.link == query.person for query, answer in present), len(present)),
        wrong=Share(sum(answer.link not in ("", query.person) for query, answer in present), len(present)),
        false_positive=Share(sum(a.link != "" for q, a in asked if not q.person), len(asked) - len(present)),
        at_five=Share(sum(rank <= 5 for rank in ranks), len(present)),
        found=Share(len(ranks), len(present)),
        rank=sum(ranks) / len(ranks) if ranks else None,
    )


def at_rate(queries: Sequence[Query], answers: Mapping[int, Answered], rate: float) -> tuple[float | None, Measured]:
    """(threshold, figures) at the lowest threshold with false positives of at most `rate`; None: links nobody."""
    best: tuple[float | None, Measured] = (None, measure(queries, _none(answers)))
    for threshold in sorted({round(a.ranked[0][1], 3) for a in answers.values() if a.ranked}, reverse=True):
        told = measure(queries, {number: linked(answer, threshold) for number, answer in answers.items()})
        if told.false_positive.value > rate:
            break
        best = (threshold, told)
    return best


def _none(answers: Mapping[int, Answered]) -> dict[int, Answered]:
    return {number: Answered(answer.ranked, "", answer.seconds) for number, answer in answers.items()}

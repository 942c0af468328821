"""Document by document: which run made fewer errors, and the sign test over them.

The errors of a measure in a document are what was missed and what was claimed in vain, `predicted + gold - 2 * hits`:
always defined, also where F1 is not, and 0 exactly when the document is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.comparison.significance import Conclusion, Grounds, Settings, concluded, exact_p, holm
from evaluation.measures import Tally
from evaluation.scorer import HEADLINES, DocumentScore

Pairs = Sequence[tuple[DocumentScore, DocumentScore]]


@dataclass(frozen=True, slots=True)
class Standing:
    """One measure: documents in which the second run made fewer errors (`wins`), more (`losses`), as many (`ties`).

    `p` is the two-sided sign test of wins against losses, `corrected` for all measures told (Holm).
    """

    name: str
    wins: int
    losses: int
    ties: int
    p: float
    corrected: float
    conclusion: Conclusion


@dataclass(frozen=True, slots=True)
class Moved:
    """One document whose errors changed: (in the first run, in the second) by headline measure."""

    doc_id: str
    kind: str
    errors: Mapping[str, tuple[float, float]]

    def change(self, name: str) -> float:
        """Errors more (above 0) or fewer in the second run."""
        first, second = self.errors[name]
        return second - first


def errors(one: Tally) -> float:
    """Missed and claimed in vain; 0 or more."""
    return one.predicted + one.gold - 2 * one.hits


def standings(pairs: Pairs, settings: Settings | None = None) -> tuple[Standing, ...]:
    """Wins, losses and ties in every headline measure."""
    settings = settings or Settings()
    counted = []
    for name in HEADLINES:
        changes = [one.change(name) for one in _all(pairs)]
        counted.append((name, sum(c < 0 for c in changes), sum(c > 0 for c in changes), sum(c == 0 for c in changes)))
    values = [exact_p(losses, wins) for _, wins, losses, _ in counted]
    return tuple(
        Standing(name, wins, losses, ties, p, corrected, _conclusion(wins, losses, len(pairs), corrected, settings))
        for (name, wins, losses, ties), p, corrected in zip(counted, values, holm(values), strict=True)
    )


def _conclusion(wins: int, losses: int, documents: int, p: float, settings: Settings) -> Conclusion:
    return concluded(wins - losses, p, Grounds(documents, wins + losses), settings)


def moved(pairs: Pairs) -> tuple[Moved, ...]:
    """The documents whose errors changed in any headline measure, those that changed most first.

    Most is by records, then unfiled events, then strict mentions; equal ones by doc id.
    """

    def order(one: Moved) -> tuple[float, float, float, str]:
        records, events, mentions = (-abs(one.change(name)) for name in ("record", "unfiled_event", "mention_strict"))
        return records, events, mentions, one.doc_id

    return tuple(sorted((one for one in _all(pairs) if any(map(one.change, HEADLINES))), key=order))


def _all(pairs: Pairs) -> list[Moved]:
    none = Tally()
    return [
        Moved(
            first.gold.doc_id,
            first.gold.kind.value,
            {
                name: (errors(first.tallies.get(name, none)), errors(second.tallies.get(name, none)))
                for name in HEADLINES
            },
        )
        for first, second in pairs
    ]

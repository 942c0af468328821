"""What a reader must know before the numbers: what counted as empty, what was learnt from, what is too few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.honesty import ScoredOn
from evaluation.measures import Tally

if TYPE_CHECKING:
    from evaluation.run import Evaluated

LISTED = 200
"""Lines told of one caution; scores.json has all."""


@dataclass(frozen=True, slots=True)
class Few:
    """Fewer documents, unfiled events or sources than these say little."""

    documents: int
    events: int
    sources: int


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to know: `code` is named in the labels; `count` of documents, events, sources or claims; `lines` name
    them, without any words of theirs."""

    code: str
    count: int = 0
    lines: tuple[str, ...] = ()

    @property
    def grave(self) -> bool:
        """Whether the score itself is touched, not only how sure it is."""
        return self.code in ("training_fit", "unscorable", "missing")


def cautions(evaluated: Evaluated, few: Few) -> Iterator[Caution]:
    """The cautions of an evaluation, the gravest first; none when there is nothing to say."""
    if evaluated.scored_on is ScoredOn.TRAINING_FIT:
        lines = [f"{one.doc_id} ({one.how}, {one.likeness:.2f})" for one in evaluated.leaks]
        yield Caution("training_fit", len(lines), tuple(lines[:LISTED]))
    if evaluated.unscorable:
        yield Caution("unscorable", len(evaluated.unscorable), tuple(map(str, evaluated.unscorable[:LISTED])))
    if evaluated.missing:
        yield Caution("missing", len(evaluated.missing), evaluated.missing[:LISTED])
    if evaluated.scored_on is ScoredOn.UNCHECKED:
        yield Caution("unchecked")
    if any((evaluated.shared or {}).values()):
        lines = [f"{sort}: {count}" for sort, count in (evaluated.shared or {}).items() if count]
        yield Caution("shared", max((evaluated.shared or {}).values()), tuple(lines))
    yield from _scarce(evaluated, few)
    if evaluated.ranking.unscored:
        yield Caution("unscored", evaluated.ranking.unscored)


def sources_of(evaluated: Evaluated) -> int:
    """How many sources the documents come from; documents that tell none are one source together."""
    return len({document.gold.source for document in evaluated.scores.documents})


def _scarce(evaluated: Evaluated, few: Few) -> Iterator[Caution]:
    unfiled = evaluated.scores.tallies.get("unfiled_event", Tally()).gold
    counts = {
        "few_documents": (len(evaluated.scores.documents), few.documents),
        "few_events": (unfiled, few.events),
        "few_sources": (sources_of(evaluated), few.sources),
    }
    for code, (count, least) in counts.items():
        if count < least:
            yield Caution(code, count)

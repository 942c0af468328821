"""Two runs over the same gold, compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.errors import GoldError
from data.registry import Registries
from evaluation.comparison.changes import Changed, changes
from evaluation.comparison.differences import Difference, differences
from evaluation.comparison.discordance import Discordance, discordances
from evaluation.comparison.falls import SliceDifference, slice_differences
from evaluation.comparison.significance import Conclusion, Grounds, Settings, concluded, holm
from evaluation.comparison.standings import Moved, Standing, moved, standings
from evaluation.scorer import HEADLINES, DocumentScore, Scores

Pairs = Sequence[tuple[DocumentScore, DocumentScore]]


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the five headline measures in both runs. `corrected` is its p value for all headlines that have one
    (Holm), None where a run has nothing to measure."""

    difference: Difference
    corrected: float | None
    conclusion: Conclusion


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two runs differ in. `measures` are the F1 (of shares: the share) of every measure, the headlines first.

    `slices` are those of `falls`, the greatest loss first; empty when no registries were given to cut them by.
    """

    pairs: Pairs
    settings: Settings
    headlines: tuple[Headline, ...]
    measures: tuple[Difference, ...]
    units: tuple[Discordance, ...]
    standings: tuple[Standing, ...]
    moved: tuple[Moved, ...]
    slices: tuple[SliceDifference, ...]
    changes: tuple[Changed, ...]

    @property
    def few(self) -> bool:
        """Whether there are too few documents to conclude anything at all."""
        return len(self.pairs) < self.settings.least_documents

    @property
    def alike(self) -> bool:
        """Whether no tally of any document differs."""
        return all(first.tallies == second.tallies for first, second in self.pairs)


def compare(
    first: Scores, second: Scores, registries: Registries | None = None, settings: Settings | None = None
) -> Comparison:
    """The comparison of `second` with `first`. Raises GoldError when they were not scored on the same gold."""
    settings = settings or Settings()
    pairs = paired(first, second)
    tallies = [(one.tallies, other.tallies) for one, other in pairs]
    measured = differences(tallies, settings.bootstrap)
    ordered = [*(name for name in HEADLINES if name in measured), *sorted(set(measured) - set(HEADLINES))]
    return Comparison(
        pairs=pairs,
        settings=settings,
        headlines=_headlines([measured[name] for name in HEADLINES if name in measured], len(pairs), settings),
        measures=tuple(measured[name] for name in ordered),
        units=discordances(pairs, settings),
        standings=standings(pairs, settings),
        moved=moved(pairs),
        slices=slice_differences(pairs, registries, settings) if registries else (),
        changes=changes(pairs),
    )


def paired(first: Scores, second: Scores) -> list[tuple[DocumentScore, DocumentScore]]:
    """The documents of both runs, one to one. Raises GoldError naming a document that one lacks or has otherwise."""
    others = {document.gold.doc_id: document for document in second.documents}
    found = []
    for document in first.documents:
        other = others.pop(document.gold.doc_id, None)
        if other is None or other.gold != document.gold:
            raise GoldError(
                f"compare, document {document.gold.doc_id}: the two runs were not scored on the same gold; "
                "score both on one file"
            )
        found.append((document, other))
    if others:
        raise GoldError(f"compare, document {next(iter(others))}: only the second run has it; score both on one file")
    return found


def _headlines(measured: Sequence[Difference], documents: int, settings: Settings) -> tuple[Headline, ...]:
    told = [one.p for one in measured if one.p is not None]
    corrected = dict(zip((one.name for one in measured if one.p is not None), holm(told), strict=True))
    return tuple(
        Headline(one, corrected.get(one.name), _conclusion(one, corrected.get(one.name), documents, settings))
        for one in measured
    )


def _conclusion(one: Difference, corrected: float | None, documents: int, settings: Settings) -> Conclusion:
    """Open, too, when the interval has 0 in it: test and interval have to agree."""
    if one.interval is None or one.interval.low <= 0 <= one.interval.high:
        return Conclusion.OPEN
    return concluded(one.value, corrected, Grounds(documents, one.changed), settings)

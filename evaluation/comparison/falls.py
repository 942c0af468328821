"""The slices of two runs, those in which the second does worse first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data.registry import Registries
from evaluation.comparison.differences import Difference, differences
from evaluation.comparison.significance import Conclusion, Grounds, Settings, concluded, holm
from evaluation.measures import Tally
from evaluation.scorer import DocumentScore
from evaluation.slices import parts

MEASURES = ("record", "unfiled_event")
"""What slices are compared by: every slice has them, those of channel and situation nothing else."""


@dataclass(frozen=True, slots=True)
class SliceDifference:
    """One measure in one slice. `documents` are those in it in either run.

    `corrected` is the p value for all slices with enough documents and enough that differ (Holm), None for the others.
    """

    by: str
    value: str
    documents: int
    difference: Difference
    corrected: float | None = None
    conclusion: Conclusion = Conclusion.OPEN


def slice_differences(
    pairs: Sequence[tuple[DocumentScore, DocumentScore]], registries: Registries, settings: Settings | None = None
) -> tuple[SliceDifference, ...]:
    """Every slice in MEASURES where both runs have something to measure, the greatest loss first."""
    settings = settings or Settings()
    first, second = (parts([pair[side] for pair in pairs], registries) for side in (0, 1))
    found = []
    for by in first:
        for value in dict.fromkeys((*first[by], *second[by])):
            sides = first[by].get(value, {}), second[by].get(value, {})
            found += _of_slice(by, value, sides, settings)
    asked = [one for one in found if _enough(one, settings)]
    corrected = holm([one.difference.p for one in asked if one.difference.p is not None])
    judged = {id(one): p for one, p in zip(asked, corrected, strict=True)}
    told = [_concluded(one, judged.get(id(one)), settings) for one in found]
    return tuple(sorted(told, key=lambda one: (one.difference.value or 0.0, one.by, one.value)))


def _of_slice(
    by: str, value: str, sides: tuple[Mapping[int, Mapping[str, Tally]], ...], settings: Settings
) -> list[SliceDifference]:
    first, second = sides
    places = sorted({*first, *second})
    tallies = [(first.get(place, {}), second.get(place, {})) for place in places]
    compared = differences(tallies, settings.bootstrap, MEASURES)
    return [SliceDifference(by, value, len(places), one) for one in compared.values() if one.value is not None]


def _enough(one: SliceDifference, settings: Settings) -> bool:
    difference = one.difference
    return (
        difference.p is not None
        and one.documents >= settings.least_documents
        and difference.changed >= settings.least_changed
    )


def _concluded(one: SliceDifference, corrected: float | None, settings: Settings) -> SliceDifference:
    grounds = Grounds(one.documents, one.difference.changed)
    conclusion = concluded(one.difference.value, corrected, grounds, settings)
    return replace(one, corrected=corrected, conclusion=conclusion)

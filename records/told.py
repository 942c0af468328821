"""What a finding tells the desk beyond the ten items: how sure each is, who else is named, how the words are marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Likely:
    """An entry of a registry that the words for somebody may mean."""

    registry: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Aside:
    """Somebody named in the act besides intervener and recipient.

    `role` is `via` or `on_behalf_of`, `named` for people whose names stand in the record's own words. `words` are those
    of the document; `id` is None when nobody fits or two fit too nearly, `name` is then None as well.
    """

    role: str
    words: str
    registry: str | None
    id: str | None
    name: str | None
    candidates: tuple[Likely, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """The event as the annotation guidelines write it, with the mentions of the turns that are kept.

    `mentions` and `event` are rows of the gold schema; offsets are half-open code points of the whole document, as
    those of the passages are.
    """

    doc_id: str
    kind: str
    owner: str | None
    folder_case: str | None
    mentions: tuple[Mapping[str, Any], ...]
    event: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What one finding adds to the details of its matter; `certainty` is by item, see records.certainty.

    `disagreements` are rows of what a second reader tells otherwise, see records.details; empty without one.
    """

    certainty: Mapping[str, float | None]
    asides: tuple[Aside, ...]
    annotation: Annotation
    disagreements: tuple[Mapping[str, Any], ...] = ()


def told_of_row(row: Mapping[str, Any]) -> Told:
    """The value of the plain values that `dataclasses.asdict` made of one."""
    asides = tuple(
        Aside(**dict(aside) | {"candidates": tuple(Likely(**likely) for likely in aside["candidates"])})
        for aside in row["asides"]
    )
    annotation = row["annotation"]
    return Told(
        certainty=row["certainty"],
        asides=asides,
        annotation=Annotation(**dict(annotation) | {"mentions": tuple(annotation["mentions"])}),
        disagreements=tuple(row.get("disagreements", ())),
    )

"""The schema of rulebook files. Every entry has a label, a source and how firm that is; unknown keys are refused.

The texts are Chinese and are shown to reviewers; ids and codes are English and stand in data.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from data.types import Category

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Points = Annotated[int, Field(ge=0, le=100)]
SeverityCode = Literal["low", "medium", "high", "critical"]


class Basis(StrEnum):
    """How firm the source of a line is; the labels stand in the header of common.toml."""

    VERIFIED = "verified"
    PARTLY_SEEN = "partly_seen"
    GENERAL_KNOWLEDGE = "general_knowledge"
    ASSEMBLED = "assembled"


class Strict(BaseModel):
    """Frozen, without unknown keys, without silent conversion."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Sourced(Strict):
    """An entry that rests on provisions: `source` are `provision-id article` items, resolved by `Rules.cite`."""

    source: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]
    basis: Annotated[Basis, Field(strict=False)]
    note: str = ""

    @field_validator("source")
    @classmethod
    def _no_addresses(cls, source: tuple[str, ...]) -> tuple[str, ...]:
        if any("://" in item or "www." in item for item in source):
            raise ValueError("names a web address; name the provision, its number and article")
        return source


class Line(Sourced):
    """An entry with a Chinese name and, where it needs one, a definition in our own words."""

    label: Text
    definition: str = ""


class Heading(Strict):
    """What a rulebook file is. `extends` is the file it builds on."""

    version: Text
    effective_from: date
    title: Text
    extends: Literal["common"] | None = None


class Provision(Strict):
    """A provision by its name and number; the number is empty for statutes."""

    name: Text
    number: str


class Units(Sourced):
    """Words in a unit's name that tell its profile."""

    words: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]


class SituationRule(Line):
    category: Annotated[Category, Field(strict=False)]
    weight: Points


class Conditions(Strict):
    """When a rule applies: every condition that is told must hold; an empty one holds always."""

    situations: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    objects: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    severity_from: SeverityCode | None = None


class Act(Line, Conditions):
    """An act that a provision lists, with the situations it covers."""


class ObjectRule(Line):
    weight: Points


class FieldRule(Line):
    words: Annotated[tuple[Text, ...], Field(strict=False)]
    object: Text


class StaffKind(Line):
    words: Annotated[tuple[Text, ...], Field(strict=False)]


class ChannelRule(Line):
    words: Annotated[tuple[Text, ...], Field(strict=False)]


class LawfulRule(Line):
    conditions: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    form: str = ""


class Item(Line):
    hint: Text
    required: bool


class Deadline(Line, Conditions):
    """`working_days`: that many working days after the event; `month`: the count-th working day of the next month;
    `quarter`: day `count` of the month after the quarter, or the working day before it."""

    unit: Literal["working_days", "month", "quarter"]
    count: Annotated[int, Field(ge=1, le=31)]


class Route(Line):
    level: Annotated[int, Field(ge=0, le=5)]


class Reporting(Line, Conditions):
    to: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]


class Scoring(Sourced):
    extra_situation: Points


class Severity(Line):
    from_: Annotated[int, Field(ge=0, le=100, alias="from")]


class Classing(Sourced):
    """A rule that tells the object by flags, by the object of the registry's field or of a word in the organisation's
    name, or by words in organisation or post; every condition that is told must hold."""

    object: Text
    flags: Annotated[tuple[Literal["lawyer", "departed", "party"], ...], Field(strict=False)] = ()
    field_object: str = ""
    org_object: str = ""
    words: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    unless: Annotated[tuple[Text, ...], Field(strict=False)] = ()


class ConflictRule(Line):
    """What keeps a lawyer from a case, or an official from a post or case, for who the lawyer is; see common.toml.

    `years` counts from the day of leaving, None: without end. `posts` and `posts_unless` are looked for in relation
    and post together, `numbers` in the case number; empty ones hold always. `in_force_from` None: not told apart.
    """

    subject: Literal["departed", "relative"]
    scope: Literal["handled", "own_unit", "area", "jurisdiction", "anywhere"]
    effect: Literal["no_acting", "no_firm", "post", "withdraw", "report"]
    group: Text
    relations: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    posts: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    posts_unless: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    numbers: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    years: Annotated[int, Field(ge=1, le=20)] | None = None
    in_force_from: date | None = None
    ceiling: Literal["sure", "likely", "possible"] = "sure"
    exception: str = ""
    checks: Annotated[tuple[Text, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _fits_its_subject(self) -> Self:
        if self.subject == "departed" and (self.relations or self.scope == "handled"):
            raise ValueError("relations and scope handled are for subject relative")
        if self.subject == "relative" and (self.years or self.scope == "anywhere"):
            raise ValueError("years and scope anywhere are for subject departed")
        return self


class Rules(Strict):
    """A whole rulebook after the profile was laid over the common part. Tables keep the order of the files."""

    rulebook: Heading
    units: Units | None = None
    provisions: dict[str, Provision]
    categories: dict[str, Line]
    situations: dict[str, SituationRule]
    acts: dict[str, Act]
    objects: dict[str, ObjectRule]
    fields: dict[str, FieldRule]
    staff_kinds: dict[str, StaffKind]
    channels: dict[str, ChannelRule]
    lawful: dict[str, LawfulRule]
    items: dict[str, Item]
    deadlines: dict[str, Deadline]
    routes: dict[str, Route]
    reporting: dict[str, Reporting]
    transfers: dict[str, Reporting]
    disposals: dict[str, Line]
    scoring: Scoring
    severities: dict[str, Severity]
    classing: dict[str, Classing]
    duties: dict[str, Line]
    conflicts: dict[str, ConflictRule]

    def cite(self, entry: Sourced) -> str:
        """The entry's sources as they are read: number, name and article of each provision, `；` between them."""
        return "；".join(self._cite(item) for item in entry.source)

    def _cite(self, item: str) -> str:
        id_, _, article = item.partition(" ")
        provision = self.provisions[id_]
        name = provision.name if id_ == "assembled" else f"{provision.number}《{provision.name}》"
        return f"{name}{article}" if article else name

"""The JSON of the filing platform: typed, versioned, with a schema file beside it; see docs/api.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from records.types import ITEMS
from review.exports.sheet import Coded, Completed, Person, Sheet, Step, Verdict
from review.exports.stamp import Stamp

FORMAT: Literal["guowen-filing/1.1"] = "guowen-filing/1.1"
Text = str | None


class Told(BaseModel):
    """A frozen part of the JSON; no other keys than those named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CodedValue(Told):
    """A code of the data's own lists, with its Chinese name."""

    code: str
    label: str


class FiledCase(Told):
    """The case as far as it is known; null: not told."""

    case_no: Text
    unit: Text
    cause: Text
    parties: list[str] | None
    stage: Text


class FiledRecord(Told):
    """The ten items of the record; null: not told. `occurred_on` is an ISO day."""

    name: Text
    org: Text
    position: Text
    occurred_on: Text
    place: Text
    channel: Text
    content: Text
    case: FiledCase | None
    relation: Text
    handling: Text


class FiledPerson(Told):
    """Who somebody is; `registry` and `id` are null for who stands in none."""

    name: Text
    registry: Text
    id: Text


class FiledPeople(Told):
    """Who asked, and who was asked (whose duty it is to record it)."""

    intervener: FiledPerson
    recipient: FiledPerson


class FiledRule(Told):
    """A rule the matter falls under, and the provision it comes from."""

    name: str
    source: str


class FiledStep(Told):
    """How the record came about, in order. `at` is ISO 8601 in UTC; `changed` names the items that differ from what
    the machine proposed."""

    step: Literal["proposed", "first", "second", "third"]
    verdict: str = Field(description="code of the decision; empty for the machine's proposal")
    by: str = Field(description="name of who decided; empty for the machine")
    at: str
    changed: list[str]


class FiledEvidence(Told):
    """Words that support an item: `start` and `end` are code points of the document, half-open."""

    number: int
    item: str
    doc_id: str
    path: str
    location: dict[str, Any]
    start: int
    end: int
    quote: str


class FiledFault(Told):
    """What a filed record lacks: `items`, `situations`, `principal`, `other_case`, or `late`."""

    code: str
    words: str


class FiledBefore(Told):
    """The filed record that this one completes. `missing` are items of the record that it leaves empty; `late_by` the
    working days between its deadline and its filing, null for what was filed in time."""

    record_id: str
    filed_on: Text
    due_on: Text
    missing: list[str]
    late_by: int | None
    faults: list[FiledFault]


class FiledForm(Told):
    """The form of the organ that the record is for."""

    profile: str
    title: str


class FiledMatter(Told):
    """One confirmed record. `verdict`: nothing was on file, or the record that `completes` names is incomplete or
    late."""

    record_id: str
    verdict: Verdict
    completes: FiledBefore | None
    form: FiledForm
    unit: Text
    record: FiledRecord
    category: CodedValue
    severity: CodedValue
    situations: list[CodedValue]
    rules: list[FiledRule]
    due_on: Text
    report_to: list[str]
    people: FiledPeople
    decision: list[FiledStep]
    evidence: list[FiledEvidence]
    merged: list[str]
    versions: dict[str, str]


class ExportedBy(Told):
    """Who took the records out and when (ISO 8601, UTC), whether other people are masked, for which wishes."""

    by: str
    login: str
    at: str
    masked: bool
    wishes: dict[str, str]
    count: int


class Filing(Told):
    """A batch of confirmed records."""

    format: Literal["guowen-filing/1.1"]
    exported: ExportedBy
    records: list[FiledMatter]


def filing(sheets: Sequence[Sheet], stamp: Stamp) -> Filing:
    """The batch of these sheets."""
    exported = ExportedBy(
        by=stamp.who,
        login=stamp.login,
        at=stamp.at,
        masked=stamp.masked,
        wishes=dict(stamp.wishes),
        count=len(sheets),
    )
    return Filing(format=FORMAT, exported=exported, records=[_matter(sheet) for sheet in sheets])


def filing_json(sheets: Sequence[Sheet], stamp: Stamp) -> bytes:
    """The batch as UTF-8 text."""
    told = filing(sheets, stamp).model_dump(mode="json")
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _matter(sheet: Sheet) -> FiledMatter:
    parts = {name: value for name, value in sheet.case.items() if name != "parties"}
    case = FiledCase(**parts, parties=list(sheet.parties) if sheet.parties else None)
    items = {name: sheet.items[name] for name in ITEMS if name != "case"}
    return FiledMatter(
        record_id=sheet.item_id,
        verdict=sheet.verdict,
        completes=_completes(sheet.completes) if sheet.completes else None,
        form=FiledForm(profile=sheet.title.profile, title=sheet.title.title),
        unit=sheet.unit,
        record=FiledRecord(**items, case=case if sheet.items["case"] else None),
        category=_coded(sheet.category),
        severity=_coded(sheet.severity),
        situations=[_coded(one) for one in sheet.situations],
        rules=[FiledRule(name=name, source=source) for name, source in sheet.rules],
        due_on=sheet.due_on,
        report_to=list(sheet.report_to),
        people=FiledPeople(intervener=_person(sheet.intervener), recipient=_person(sheet.recipient)),
        decision=[_step(step) for step in sheet.steps],
        evidence=[
            FiledEvidence(
                number=one.number,
                item=one.item,
                doc_id=one.doc_id,
                path=one.path,
                location=dict(one.location),
                start=one.start,
                end=one.end,
                quote=one.words,
            )
            for one in sheet.evidence
        ],
        merged=list(sheet.merged),
        versions=dict(sheet.versions),
    )


def _completes(told: Completed) -> FiledBefore:
    return FiledBefore(
        record_id=told.record_id,
        filed_on=told.filed_on,
        due_on=told.due_on,
        missing=list(told.missing),
        late_by=told.late_by,
        faults=[FiledFault(code=code, words=words) for code, words in told.faults],
    )


def _coded(one: Coded) -> CodedValue:
    return CodedValue(code=one.code, label=one.label)


def _person(one: Person) -> FiledPerson:
    return FiledPerson(name=one.name, registry=one.registry, id=one.id)


def _step(one: Step) -> FiledStep:
    return FiledStep(step=one.code, verdict=one.kind, by=one.who, at=one.when, changed=list(one.changed))

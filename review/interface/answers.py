"""The answers of /api/v1, one model each; null is "not told" or "not to be seen", see each field."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from review.exports.filing import FiledEvidence, FiledRecord, FiledRule
from store.desk.rows import DecisionKind, DeskState, RejectReason

Text = str | None


class Answer(BaseModel):
    """A frozen part of an answer; no other keys than those named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fault(Answer):
    """Why a request is refused, and what to do about it."""

    code: str
    message: str
    way_out: str


class Refusal(Answer):
    """What every refusal looks like."""

    error: Fault


class QueueItem(Answer):
    """A line of the queue. `score` is null in a blind second look; `claimed` is `own`, `other` or null."""

    proposal_id: str
    state: DeskState
    verdict: str
    severity: str
    category: str
    situations: list[str]
    intervener: Text
    case_no: Text
    unit: Text
    occurred_on: Text
    due_on: Text
    score: float | None
    claimed: Text
    news: bool
    blind: bool


class Queue(Answer):
    """A page of the queue; `total` counts all that fits."""

    total: int
    limit: int
    offset: int
    items: list[QueueItem]


class QueueCounts(Answer):
    """How many items fit; the maps count what would fit if that one wish were another.

    `passed_on` tells that something went to others because the asker is recused, and no more.
    """

    total: int
    states: dict[str, int]
    severities: dict[str, int]
    categories: dict[str, int]
    situations: dict[str, int]
    units: dict[str, int]
    passed_on: bool


class Reason(Answer):
    """One comparison behind a link."""

    comparison: str
    weight: float
    words: str


class Candidate(Answer):
    """A registry entry that was considered; `score` is null in a blind second look."""

    registry: str
    id: str
    name: str
    org: str
    position: str
    score: float | None
    reasons: list[Reason]


class Link(Answer):
    """Who somebody is by the registries; `id` is null when nobody fits or two fit too nearly. Scores are 0 to 1, and
    null in a blind second look."""

    registry: Text
    id: Text
    score: float | None
    reasons: list[Reason]
    candidates: list[Candidate]


class Made(Answer):
    """A decision. `by` is null where the asker must not know who made it; `at` is ISO 8601 in UTC."""

    round: int
    kind: DecisionKind
    reason: RejectReason | None
    note: str
    by: Text
    at: str
    changed: list[str]


class Shortfall(Answer):
    """How a filed record falls short: `items`, `situations`, `principal`, `other_case` or `late`, and what is read."""

    code: str
    words: str


class FiledShort(Answer):
    """The filed record that answers an item whose verdict is `incomplete` or `late`; days are ISO, `missing` names
    items of the form, `late_by` is in working days."""

    record_id: str
    content: Text
    filed_on: Text
    due_on: Text
    missing: list[str] = []
    late_by: int | None = None
    faults: list[Shortfall]


class ItemAnswer(Answer):
    """One item. `record` is what people settled, else what the machine proposes; `score` and `certainty` (0 to 1 by
    item, null: not reckoned) are left out in a blind second look."""

    proposal_id: str
    state: DeskState
    blind: bool
    news: bool
    verdict: str
    filed: FiledShort | None
    severity: str
    category: str
    situations: list[str]
    score: float | None
    certainty: dict[str, float | None]
    record: FiledRecord
    links: dict[str, Link]
    rules: list[FiledRule]
    due_on: Text
    report_to: list[str]
    evidence: list[FiledEvidence]
    decisions: list[Made]
    drafts: dict[str, Any] = Field(description="the asker's own edits that are not decided yet, by item")
    may: list[DecisionKind]
    claimed: Text
    merged: list[str]
    merged_into: Text
    versions: dict[str, Any]

"""What the store gives and takes: frozen rows without a database behind them.

Days are ISO text (`2026-11-23`), times ISO 8601 in UTC; None is "not told".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from data.errors import FileStatus
from records.types import Finding

READ = frozenset({FileStatus.OK, FileStatus.PARTIAL})
"""How a file was read when it gave documents; every other status is a quarantine."""


class RunState(StrEnum):
    """Where a run stands. Only RUNNING can be resumed."""

    RUNNING = "running"
    FINISHED = "finished"
    ABANDONED = "abandoned"


class ProposalState(StrEnum):
    """Whether the machine still proposes it. WITHDRAWN rows are kept: someone may have read or decided on them."""

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Run:
    """One screening of one inbox. `versions` names what the results depend on, `versions_key` is its digest."""

    run_id: str
    inbox_id: int
    state: RunState
    started_at: str
    finished_at: str | None
    versions_key: str
    versions: Mapping[str, str]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to be screened: where it lies, what its bytes were when the run was planned, whose and what it is.

    `work_key` is the digest of everything else that its result depends on, registries aside: versions, limits, manifest
    row. `known` is set where only the registries have changed since it was read: `events` or `quiet`, as the last run
    found some or none. The rest is as in `data.inbox.InboxFile`.
    """

    path: str
    sha256: str
    work_key: str
    size: int = 0
    kind: str | None = None
    owner: str | None = None
    case_no: str | None = None
    stored_as: str | None = None
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that are committed together. `key` is the digest of their contents and work keys."""

    run_id: str
    key: str
    position: int
    files: tuple[PlannedFile, ...]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What screening one file came to. `reason` is empty only when all of it was read (status OK).

    `sha256` is that of the bytes that were read. `turns` and `characters` count what was read from it; `passed_over`
    the events that are not to be proposed, by cause (see records.passed). `reopened` names the entries of registries
    for which it was read again, "" for none. `kept`: what the store knows of the file still holds, and nothing else is
    told here.
    """

    path: str
    sha256: str
    work_key: str
    status: FileStatus
    reason: str = ""
    kind: str | None = None
    documents: int = 0
    turns: int = 0
    characters: int = 0
    passed_over: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    reopened: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class FileRow:
    """What the store knows of one file of an inbox.

    `run_id` is the run that screened it last; `gone_in` the run that no longer found it, None while it is there.
    `registries` is the digest of those that its result holds for, `reopened` as in `FileOutcome`.
    """

    path: str
    run_id: str
    sha256: str
    work_key: str
    status: FileStatus
    reason: str
    kind: str | None
    documents: int
    turns: int
    characters: int
    passed_over: Mapping[str, int]
    gone_in: str | None
    registries: str = ""
    reopened: str = ""

    @property
    def quarantined(self) -> bool:
        """Whether the file gave no documents."""
        return self.status not in READ


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as it stands. `body` is the line of proposals.jsonl; the other columns are drawn from it.

    `first_run` first proposed it, `last_run` confirmed it last. `score` is None only for a reader who must not be led.
    """

    proposal_id: str
    state: ProposalState
    first_run: str
    last_run: str
    severity: str
    due_on: str | None
    score: float | None
    category: str
    occurred_on: str | None
    unit: str | None
    case_no: str | None
    intervener: str | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PassageRow:
    """Words around evidence of a proposal, for a reviewer to read it in its place."""

    proposal_id: str
    position: int
    doc_id: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run did to the proposals of its inbox, as counts; `new` counts those this run was the first to propose."""

    proposals: int = 0
    new: int = 0
    created: int = 0
    updated: int = 0
    withdrawn: int = 0
    restored: int = 0


@dataclass(frozen=True, slots=True)
class Moves:
    """Files that left their place since the last run: `gone` for good, or `moved` (the same bytes stand elsewhere)."""

    gone: tuple[str, ...] = field(default=())
    moved: tuple[str, ...] = field(default=())

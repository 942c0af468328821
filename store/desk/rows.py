"""What the desk gives and takes: frozen rows without a database behind them.

Days are ISO text, times ISO 8601 in UTC; None is "not told".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from store.rows import PassageRow, ProposalRow


class DeskState(StrEnum):
    """What people have made of a proposal so far: the value of `proposals.desk`."""

    OPEN = "open"
    INFO = "info"  # somebody has to find something out first; can be decided any time
    REMINDED = "reminded"  # the one approached was asked to file; can be decided any time
    SECOND = "second"  # severe and decided once: waits for a blind second decision by somebody else
    DISPUTED = "disputed"  # the two decisions differ: waits for an approver
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"  # the same matter as `merged_into`
    ERASED = "erased"  # its words are gone by the rules of retention; id and verdict stay


WORK = (DeskState.OPEN, DeskState.INFO, DeskState.REMINDED)
"""Where a first decision can be made."""
DECIDED = (DeskState.CONFIRMED, DeskState.REJECTED, DeskState.MERGED)
PENDING = (*WORK, DeskState.SECOND, DeskState.DISPUTED)
"""Where somebody has yet to decide."""


class DecisionKind(StrEnum):
    """What a person says of a proposal. There is no default among them."""

    CONFIRM = "confirm"
    AMEND = "amend"  # confirmed, with at least one item changed
    REJECT = "reject"  # with a RejectReason
    REMIND = "remind"  # ask the one approached to file (提醒填报)
    INFO = "info"  # needs information; the note says which
    MERGE = "merge"  # the same matter as another proposal
    SPLIT = "split"  # some papers tell of another matter
    NOT_PERSON = "not_person"  # the person linked is not the person meant: another candidate, or nobody
    REOPEN = "reopen"  # a decided item goes back to the queue


FINAL = frozenset({DecisionKind.CONFIRM, DecisionKind.AMEND, DecisionKind.REJECT})
"""What ends a round."""


class RejectReason(StrEnum):
    """Why a proposal is no record to be filed. The order is that of the keys 1 to 7."""

    NOT_INQUIRY = "not_inquiry"  # nobody asked about or interfered in a case
    LAWFUL = "lawful"  # a lawful procedure covers it
    FILED = "filed"  # it is on file already
    NOT_HAPPENED = "not_happened"  # negated, a plan, a rule, a training example, somebody else's published case
    OWN_DUTY = "own_duty"  # within the person's own duties
    NOT_OURS = "not_ours"  # another organ's to record
    UNREADABLE = "unreadable"  # the words do not carry it


@dataclass(frozen=True, slots=True)
class Outcome:
    """The record as a person says it is. `record` has the ten items as in proposals.jsonl; `intervener` is
    `{registry, id}` or None for nobody in a registry; `changed` names the items that differ from the machine's."""

    record: Mapping[str, Any]
    situations: tuple[str, ...]
    intervener: Mapping[str, Any] | None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision as it comes from the screen. `target` is the other proposal of a merge; `papers` the doc_ids that a
    split takes away; `person` `{registry, id}` of the right candidate, None for nobody, with NOT_PERSON. `seen` is the
    digest of what was on the screen (`Item.digest`): when the machine has replaced it meanwhile, nothing is decided;
    empty asks for no such care."""

    kind: DecisionKind
    reason: RejectReason | None = None
    note: str = ""
    target: str | None = None
    papers: tuple[str, ...] = ()
    person: Mapping[str, Any] | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on file. `round` is 1 for the first, 2 for the second look, 3 for the approver's.

    `outcome` stands with CONFIRM, AMEND and REJECT; `target` with MERGE, `papers` and `created` (the new proposal) with
    SPLIT, `person` with NOT_PERSON. `account_id` is empty where the reader must not know whose decision it is.
    """

    decision_id: int
    proposal_id: str
    round: int
    kind: DecisionKind
    reason: RejectReason | None
    note: str
    outcome: Outcome | None
    account_id: str
    decided_at: str
    undone_at: str | None = None
    target: str | None = None
    papers: tuple[str, ...] = ()
    created: str | None = None
    person: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person narrows the queue to; empty text is no wish.

    `state` is a DeskState, or `mine` (decided by the viewer), `news` (decided, and the machine has new material),
    `withdrawn`. `since` and `until` are ISO days of the occasion. `words` are of names or case numbers; `order` is
    `due`, `severity` or `score`.
    """

    state: str = DeskState.OPEN.value
    unit: str = ""
    case_no: str = ""
    situation: str = ""
    category: str = ""
    severity: str = ""
    verdict: str = ""  # of records.proposals.VERDICTS
    person: str = ""  # a registry id
    since: str = ""
    until: str = ""
    words: str = ""
    order: str = "due"

    def told(self) -> list[tuple[str, str]]:
        """The wishes that differ from the default, as query parameters."""
        return [(f.name, value) for f in fields(self) if (value := getattr(self, f.name)) != f.default]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the queue. `score` is None where the viewer must not see it (second look)."""

    row: ProposalRow
    desk: DeskState
    claimed_by: str | None
    news: bool
    blind: bool

    @property
    def score(self) -> float | None:
        """The machine's certainty, None in a blind look."""
        return self.row.score


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items fit the wishes; `states`, `units`, ... count what fits if that one wish is changed.

    `passed_on` tells that something went to others because the viewer is recused: no more than that may be shown.
    """

    total: int
    states: Mapping[str, int]
    severities: Mapping[str, int]
    categories: Mapping[str, int]
    situations: Mapping[str, int]
    units: Mapping[str, int]
    passed_on: bool


@dataclass(frozen=True, slots=True)
class Item:
    """All of one proposal that the viewer may see. `blind`: a second look, so neither score nor decisions are there.

    `row.body` is the line of proposals.jsonl as the machine wrote it, `details` what else it knows (see
    records.details); `drafts` are the viewer's own edits by item. `merged` are ids of proposals merged into this one,
    `related` lines of the same person or case; `versions` those of the run that proposed it last. `may` are the kinds
    of decision open to the viewer now (none while somebody else holds the claim); `outcome` is the record as decided,
    None while it is not; `away` names the papers that were split off: body and passages no longer hold them. `digest`
    marks what the machine says, see `Verdict.seen`.
    """

    row: ProposalRow
    desk: DeskState
    origin: str
    blind: bool
    news: bool
    details: Mapping[str, Any]
    passages: tuple[PassageRow, ...]
    drafts: Mapping[str, Any] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    claimed_by: str | None = None
    claimed_until: str | None = None
    merged: tuple[str, ...] = ()
    merged_into: str | None = None
    related: tuple[Line, ...] = ()
    inbox: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    may: tuple[DecisionKind, ...] = ()
    outcome: Outcome | None = None
    away: tuple[str, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A narrowing that a person keeps under a name; `query` is the query string of the queue's address."""

    name: str
    query: str
    saved_at: str

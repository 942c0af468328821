"""What a person narrows the queue to, as conditions on `proposals`, and the order of work.

Counts by facet leave one wish out at a time, so each wish is one condition of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from data.casenumber import normalise
from data.errors import Unfit
from records.proposals import SEVERITIES, UNFILED
from store.desk.rows import DECIDED, FINAL, PENDING, DecisionKind, DeskState, Wishes
from store.desk_tables import DECISIONS, TERMS
from store.rows import ProposalState
from store.tables import PROPOSALS
from store.terms import VERDICT
from store.viewer import Role, Viewer

MINE, NEWS, WITHDRAWN = "mine", "news", "withdrawn"
STATES = (*(state.value for state in DeskState), MINE, NEWS, WITHDRAWN)
"""What `Wishes.state` may be; empty text asks for all that stands."""
LAST = "\U0010ffff"
"""Sorts behind every character, so that `prefix` up to `prefix + LAST` is all that begins with it."""

_PROPOSED = PROPOSALS.c.state == ProposalState.PROPOSED.value
_SECOND = PROPOSALS.c.desk == DeskState.SECOND.value


def in_state(viewer: Viewer, state: str) -> ColumnElement[bool]:
    """The condition that a row stands in a state of the queue, for this viewer.

    Who made the first decision does not meet the item again for the second, nor an approver who made one of two for the
    third. Raises Unfit for a state that is none.
    """
    if state not in ("", *STATES):
        raise Unfit("there is no such state; choose one of the list", code="no_state")
    if state == MINE:
        return PROPOSALS.c.proposal_id.in_(decided_by(viewer.account_id))
    if state == NEWS:
        return and_(PROPOSALS.c.news == 1, PROPOSALS.c.desk.in_(DECIDED))
    if state == WITHDRAWN:
        return and_(~_PROPOSED, PROPOSALS.c.desk.in_(PENDING))
    if state == "":
        return or_(_PROPOSED, PROPOSALS.c.desk.not_in(PENDING))
    standing = PROPOSALS.c.desk == state
    if state in PENDING:
        standing = and_(standing, _PROPOSED)
    return and_(standing, ~met_before(viewer, state))


def met_before(viewer: Viewer, state: str) -> ColumnElement[bool]:
    """The condition that the viewer may not make the decision that a row in `state` waits for, having made one."""
    if state == DeskState.SECOND or (state == DeskState.DISPUTED and viewer.has(Role.APPROVER)):
        return has_decided(viewer.account_id)
    return false()


def has_decided(account_id: str) -> ColumnElement[bool]:
    """The condition that the account made a final decision on a row which stands and which no reopening put aside."""
    later = DECISIONS.alias("later")
    reopened = exists().where(
        later.c.proposal_id == DECISIONS.c.proposal_id,
        later.c.kind == DecisionKind.REOPEN.value,
        later.c.undone_at.is_(None),
        later.c.decision_id > DECISIONS.c.decision_id,
    )
    return exists().where(
        DECISIONS.c.proposal_id == PROPOSALS.c.proposal_id,
        DECISIONS.c.account_id == account_id,
        DECISIONS.c.kind.in_(sorted(FINAL)),
        DECISIONS.c.undone_at.is_(None),
        ~reopened,
    )


def decided_by(account_id: str) -> Select[tuple[str]]:
    """The ids of proposals with a standing decision of the account."""
    return select(DECISIONS.c.proposal_id).where(DECISIONS.c.account_id == account_id, DECISIONS.c.undone_at.is_(None))


def blind(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a row is a second look for the viewer, who must see neither score nor first decision."""
    return and_(_SECOND, ~has_decided(viewer.account_id))


def facets(wishes: Wishes) -> dict[str, ColumnElement[bool]]:
    """The conditions of the wishes that counts are broken down by, state aside; those without a wish are left out."""
    found: dict[str, ColumnElement[bool]] = {}
    if wishes.severity:
        rank = SEVERITIES.index(wishes.severity) if wishes.severity in SEVERITIES else -1
        found["severity"] = PROPOSALS.c.severity_rank == rank
    if wishes.category:
        found["category"] = PROPOSALS.c.category == wishes.category
    if wishes.unit:
        found["unit"] = PROPOSALS.c.unit == wishes.unit
    if wishes.situation:
        # By the row's own column: half of all terms of situations are those of one, too long a list to look rows up in.
        found["situation"] = (" " + PROPOSALS.c.situations + " ").contains(f" {wishes.situation} ", autoescape=True)
    return found


def others(wishes: Wishes) -> Iterator[ColumnElement[bool]]:
    """The conditions of all other wishes: verdict, case, person, days, words."""
    if wishes.verdict:
        told = _among(TERMS.c.kind == VERDICT, *([] if wishes.verdict == UNFILED else [TERMS.c.term == wishes.verdict]))
        yield ~told if wishes.verdict == UNFILED else told
    if wishes.case_no:
        number = normalise(wishes.case_no) or wishes.case_no
        yield _ids(PROPOSALS.alias("cases"), "case_no", number)
    if wishes.person:
        yield _ids(PROPOSALS.alias("people"), "intervener_id", wishes.person)
    if wishes.since:
        yield PROPOSALS.c.occurred_on >= wishes.since
    if wishes.until:
        yield PROPOSALS.c.occurred_on <= wishes.until
    if wishes.words.strip():
        yield from _words(wishes.words)


def narrowed(viewer: Viewer, wishes: Wishes) -> ColumnElement[bool]:
    """All wishes together; sight (`store.viewer.visible`) is not among them."""
    return and_(true(), in_state(viewer, wishes.state), *facets(wishes).values(), *others(wishes))


def order_of(wishes: Wishes) -> tuple[ColumnElement[object], ...]:
    """The order of work. Where blind looks are among the rows the score orders nothing: a place would tell it."""
    due, severity, score, id_ = (PROPOSALS.c[name] for name in ("due_key", "severity_rank", "score_key", "proposal_id"))
    if wishes.order not in ("due", "severity", "score"):
        raise Unfit("there is no such order; choose due, severity or score", code="no_order")
    if wishes.state in ("", DeskState.SECOND, WITHDRAWN):
        return (severity, due, id_) if wishes.order == "severity" else (due, severity, id_)
    orders = {"due": (due, severity, score, id_), "severity": (severity, due, score, id_), "score": (score, due, id_)}
    return orders[wishes.order]


def _words(words: str) -> Iterator[ColumnElement[bool]]:
    from store.terms import wanted

    found = wanted(words)
    if not found:
        yield false()
    for kind, prefix in found:
        yield _among(TERMS.c.kind == kind, TERMS.c.term >= prefix, TERMS.c.term < prefix + LAST)


def _among(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return PROPOSALS.c.proposal_id.in_(select(TERMS.c.proposal_id).where(*conditions))


def _ids(table: object, column: str, value: str) -> ColumnElement[bool]:
    """By an inner select, so that the narrow index of the queue answers all else."""
    inner = table.c  # type: ignore[attr-defined]
    return PROPOSALS.c.proposal_id.in_(select(inner.proposal_id).where(inner[column] == value))

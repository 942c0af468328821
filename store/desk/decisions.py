"""Making a decision: checked by the table of verdicts, written with its ledger rows in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update

from data.codec import to_text
from data.errors import Unfit
from store.desk import claims, drafts, history, matters, sharing
from store.desk.edits import LONGEST, candidate
from store.desk.items import Standing, standing
from store.desk.outcomes import INTERVENER, machine_value, outcome_of, outcome_row
from store.desk.rows import FINAL, Decision, DecisionKind, DeskState, Outcome, Verdict
from store.desk.seat import Seat
from store.desk.verdicts import Rule, after, after_second, rule_for
from store.desk_tables import CONSENTS, DECISIONS
from store.ledger import Action, Entry, append
from store.tables import PROPOSALS


@dataclass(frozen=True, slots=True)
class _Step:
    """What a verdict comes to: where the item stands then, what is kept with the decision, what else the ledger tells.

    `old` has what stood there of the items that the decision changed; None when it changed none.
    """

    kind: DecisionKind
    to: DeskState
    kept: Mapping[str, Any] | None = None
    entries: tuple[Entry, ...] = ()
    old: Mapping[str, Any] | None = None


def decide(seat: Seat, proposal_id: str, verdict: Verdict) -> Decision:
    """The decision as it is on file. The same verdict of the same account sent twice is one decision.

    Raises NotThere, Taken when somebody else holds the item or has decided it, Unfit when the verdict does not do.
    """
    there = standing(seat, proposal_id)
    made = _made_already(there, verdict, seat.me)
    if made:
        return made
    claims.check_free(seat, proposal_id)
    rule = rule_for(seat.viewer, verdict.kind, there.desk, met=there.met)
    if verdict.seen and verdict.seen != there.digest:
        raise Unfit("the machine has new material on this item; look at it again", code="new_material")
    _check_words(verdict)
    step = _STEPS.get(verdict.kind, _finish)(seat, there, verdict, rule)
    decision_id = _write(seat, there, verdict, (rule, step))
    return history.get(seat.connection, decision_id)


def _made_already(there: Standing, verdict: Verdict, account_id: str) -> Decision | None:
    """The last decision on the item, when it is this very verdict of this very account."""
    last = there.decisions[-1] if there.decisions else None
    if last is None or last.account_id != account_id:
        return None
    kinds = {last.kind, DecisionKind.CONFIRM} if last.kind is DecisionKind.AMEND else {last.kind}
    same = (last.reason, last.note, last.person) == (verdict.reason, verdict.note.strip(), verdict.person)
    papers = set(last.papers) == set(verdict.papers)
    target = last.kind is not DecisionKind.MERGE or last.target == verdict.target
    return last if verdict.kind in kinds and same and papers and target else None


def _check_words(verdict: Verdict) -> None:
    if len(verdict.note) > LONGEST:
        raise Unfit(
            f"the note has {len(verdict.note)} characters; {LONGEST} are the most",
            code="note_long",
            n=len(verdict.note),
            most=LONGEST,
        )
    if verdict.kind is DecisionKind.REJECT and verdict.reason is None:
        raise Unfit("a rejection needs a reason of the list", code="reason_wanted")
    if verdict.kind is not DecisionKind.REJECT and verdict.reason is not None:
        raise Unfit("a reason of the list goes with a rejection only", code="reason_only")
    if verdict.kind in (DecisionKind.INFO, DecisionKind.REOPEN) and not verdict.note.strip():
        raise Unfit("say in the note what is wanted or why", code="note_wanted")


def _finish(seat: Seat, there: Standing, verdict: Verdict, rule: Rule) -> _Step:
    """A final decision: confirm, amend, reject."""
    outcome = outcome_of(there.body, drafts.of(seat, there.proposal_id))
    kind = verdict.kind
    if kind is DecisionKind.AMEND and not outcome.changed:
        raise Unfit("no item was changed; change one, or confirm", code="nothing_changed")
    if kind is DecisionKind.CONFIRM and outcome.changed:
        kind = DecisionKind.AMEND
    bars = sharing.add(seat, there.proposal_id, sharing.named_by(outcome))
    return _Step(
        kind=kind,
        to=_to(seat, there, (kind, outcome), rule),
        kept=outcome_row(outcome) | {"bars": bars},
        old={item: machine_value(there.body, item) for item in outcome.changed} or None,
    )


def _to(seat: Seat, there: Standing, said: tuple[DecisionKind, Outcome], rule: Rule) -> DeskState:
    if rule.round == 2:
        first = next(one for one in reversed(history.current(there.decisions)) if one.kind in FINAL)
        if first.outcome is None:
            raise Unfit("the first decision has been erased; reopen the item", code="first_erased")
        return after_second((first.kind, first.outcome), said, there.unit)
    severe = rule.round == 1 and there.severity in seat.rules.second_look
    return after(said[0], severe)


def _leave(_seat: Seat, _there: Standing, verdict: Verdict, rule: Rule) -> _Step:
    """Somebody is asked to file, or something to be found out."""
    return _Step(verdict.kind, rule.to or _there.desk)


def _merge(seat: Seat, there: Standing, verdict: Verdict, rule: Rule) -> _Step:
    kept = matters.merge(seat, there, verdict.target)
    entry = Entry(Action.MERGED, kept["target"], {"from": there.proposal_id, "moved": kept["moved"]})
    return _Step(verdict.kind, rule.to or there.desk, kept, (entry,))


def _split(seat: Seat, there: Standing, verdict: Verdict, _rule: Rule) -> _Step:
    kept = matters.split(seat, there, verdict.papers)
    entry = Entry(Action.SPLIT, kept["created"], {"from": there.proposal_id, "papers": len(kept["papers"])})
    return _Step(verdict.kind, there.desk, kept, (entry,))


def _not_person(seat: Seat, there: Standing, verdict: Verdict, _rule: Rule) -> _Step:
    """Another of the candidates, or nobody; the item stays where it is, with the link as a draft."""
    before = drafts.of(seat, there.proposal_id)
    present = before.get(INTERVENER, machine_value(there.body, INTERVENER))
    person = candidate(there.body, verdict.person)
    if person == present:
        raise Unfit("this is who stands there already; choose another candidate, or nobody", code="same_person")
    values = {INTERVENER: person} | _as_registered(there, person)
    drafts.write(seat, there, values, noted=False)
    bars = sharing.add(seat, there.proposal_id, sharing.named_by(Outcome({}, (), person)))
    kept: dict[str, Any] = {
        "person": person,
        "drafts": {item: before[item] for item in values if item in before},
    }
    kept |= {"items": list(values), "bars": bars}
    return _Step(verdict.kind, there.desk, kept, old={INTERVENER: present})


def _as_registered(there: Standing, person: Mapping[str, Any] | None) -> dict[str, str]:
    """Name, organisation and position of a candidate, where the registry tells them."""
    for one in there.body["links"]["intervener"]["candidates"]:
        if person and (one["registry"], one["id"]) == (person["registry"], person["id"]):
            return {item: one[item] for item in ("name", "org", "position") if one.get(item)}
    return {}


def _reopen(seat: Seat, there: Standing, verdict: Verdict, rule: Rule) -> _Step:
    """Back to the queue; leave to use the item as gold was given for what no longer stands."""
    seat.connection.execute(CONSENTS.delete().where(CONSENTS.c.proposal_id == there.proposal_id))
    kept = None
    if there.desk is DeskState.MERGED:
        merged = next(one for one in reversed(there.decisions) if one.kind is DecisionKind.MERGE)
        kept = {"merged": history.kept(seat.connection, merged.decision_id)}
        matters.unmerge(seat, there.proposal_id, kept["merged"])
    return _Step(verdict.kind, rule.to or there.desk, kept)


_STEPS = {
    DecisionKind.REMIND: _leave,
    DecisionKind.INFO: _leave,
    DecisionKind.MERGE: _merge,
    DecisionKind.SPLIT: _split,
    DecisionKind.NOT_PERSON: _not_person,
    DecisionKind.REOPEN: _reopen,
}


def _write(seat: Seat, there: Standing, verdict: Verdict, made: tuple[Rule, _Step]) -> int:
    """Puts the decision, the item's new state and the ledger rows in place; returns the decision's id."""
    rule, step = made
    reason = verdict.reason.value if verdict.reason else None
    note = verdict.note.strip()
    told = {
        "kind": step.kind.value,
        "round": rule.round,
        "reason": reason,
        "desk_before": there.desk.value,
        "desk": step.to.value,
        "machine_digest": there.digest,
    }
    new = {"outcome": step.kept, "note": note or None}
    entry = Entry(Action.DECIDED, there.proposal_id, told, old=step.old, new=new)
    sequence = append(seat.connection, [*step.entries, entry], seat.source(there.versions_text), at=seat.at)
    row = {
        "proposal_id": there.proposal_id,
        "round": rule.round,
        "kind": step.kind.value,
        "reason": reason,
        "note": note or None,
        "outcome": to_text(step.kept) if step.kept is not None else None,
        "machine_digest": there.digest,
        "desk_before": there.desk.value,
        "account_id": seat.me,
        "decided_at": seat.at,
        "sequence": sequence,
    }
    decision_id = seat.connection.execute(insert(DECISIONS).values(row)).inserted_primary_key
    values = {"desk": step.to.value, "decided_at": seat.at, "decided_digest": there.digest, "news": 0}
    seat.connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == there.proposal_id).values(values))
    if step.kind not in (DecisionKind.SPLIT, DecisionKind.NOT_PERSON):
        claims.end(seat, there.proposal_id)
    if step.kind in FINAL:
        drafts.clear(seat, there.proposal_id)
    return int(decision_id[0]) if decision_id else 0

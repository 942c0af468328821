"""The record as a person says it is: the person's drafts laid over what the machine says.

A proposal some of whose papers were split off is read without them: `without` keeps what the papers left still carry.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from records.types import ITEMS
from store.desk.rows import Decision, DecisionKind, Outcome

SITUATIONS, INTERVENER = "situations", "intervener"
EDITABLE = (*ITEMS, SITUATIONS, INTERVENER)
"""What a person can edit: the ten items of the form, what kind of act it was, and who it was."""

Body = Mapping[str, Any]
"""A line of proposals.jsonl."""


def machine_value(body: Body, item: str) -> Any:
    """What the machine says of one of EDITABLE; None is "not told", for the intervener "nobody of a registry"."""
    if item == SITUATIONS:
        return list(body["situations"])
    if item == INTERVENER:
        return person_of(body["links"]["intervener"])
    return body["record"].get(item)


def person_of(link: Mapping[str, Any]) -> dict[str, Any] | None:
    """`{registry, id}` of a link or a candidate, None when it names nobody."""
    return {"registry": link["registry"], "id": link["id"]} if link.get("id") else None


def outcome_of(body: Body, drafts: Mapping[str, Any]) -> Outcome:
    """The machine's record with `drafts` laid over it; `changed` names the items whose value is another one then."""
    values = {item: drafts.get(item, machine_value(body, item)) for item in EDITABLE}
    return Outcome(
        record={item: values[item] for item in ITEMS},
        situations=tuple(values[SITUATIONS]),
        intervener=values[INTERVENER],
        changed=tuple(item for item in EDITABLE if values[item] != machine_value(body, item)),
    )


def value_of(outcome: Outcome, item: str) -> Any:
    """What an outcome says of one of EDITABLE."""
    if item == SITUATIONS:
        return list(outcome.situations)
    return outcome.intervener if item == INTERVENER else outcome.record.get(item)


def settled(decisions: Sequence[Decision]) -> Outcome | None:
    """The record that standing decisions come to, oldest first; None while nobody confirmed or rejected.

    An approver's word stands alone. Of two that agree the second stands, with what only the first has changed.
    """
    last = -1
    for place, decision in enumerate(decisions):
        if decision.kind is DecisionKind.REOPEN:
            last = place
    final = [decision for decision in decisions[last + 1 :] if decision.outcome]
    if not final:
        return None
    first, final_one = final[0].outcome, final[-1].outcome
    if len(final) != 2 or first is None or final_one is None:
        return final_one
    return _joined(first, final_one)


def _joined(first: Outcome, second: Outcome) -> Outcome:
    kept = [item for item in first.changed if item not in second.changed]
    values = {item: value_of(first if item in kept else second, item) for item in EDITABLE}
    changed = set(first.changed) | set(second.changed)
    return Outcome(
        record={item: values[item] for item in ITEMS},
        situations=tuple(values[SITUATIONS]),
        intervener=values[INTERVENER],
        changed=tuple(item for item in EDITABLE if item in changed),
    )


def without(body: Body, away: Collection[str]) -> Body:
    """The line without the papers `away` (doc_ids): without their evidence, and without items only they told."""
    return body if not away else _restricted(body, lambda doc_id: doc_id not in away)


def only(body: Body, papers: Collection[str]) -> Body:
    """The line with the papers `papers` (doc_ids) alone."""
    return _restricted(body, lambda doc_id: doc_id in papers)


def _restricted(body: Body, keeps: Any) -> dict[str, Any]:
    evidence = [piece for piece in body["evidence"] if keeps(piece["doc_id"])]
    told = {piece["item"] for piece in evidence}
    lost = {piece["item"] for piece in body["evidence"]} - told
    record = {item: None if item in lost else value for item, value in body["record"].items()}
    return {**body, "record": record, "evidence": evidence}


def outcome_row(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON holds it."""
    return {
        "record": dict(outcome.record),
        "situations": list(outcome.situations),
        "intervener": outcome.intervener,
        "changed": list(outcome.changed),
    }


def outcome_from(row: Mapping[str, Any]) -> Outcome:
    """The outcome that `outcome_row` wrote."""
    return Outcome(row["record"], tuple(row["situations"]), row["intervener"], tuple(row["changed"]))

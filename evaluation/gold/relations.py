"""Relations between spans, as tools draw them, followed to events: from a trigger to who and what plays a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.types import OWNER, Label
from evaluation.gold.drafts import ROLES, TRIGGER_ROLE, Draft, DraftEvent, DraftSpan, Row


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation as drawn: keys of two spans and its name."""

    start: str
    end: str
    name: str


def relations_of(event: Row, anchor: str, keys: Mapping[str, str]) -> list[Relation]:
    """The relations that say what `event` says of mentions, drawn from `anchor`; `keys` are spans' by mention id."""
    further = [Relation(anchor, keys[trigger], TRIGGER_ROLE) for trigger in event["triggers"][1:] if trigger in keys]
    roles = [Relation(anchor, keys[event[role]], role) for role in ROLES if event[role] in keys]
    return further + roles


def anchors(events: Sequence[Row]) -> list[tuple[Row, str, bool]]:
    """(event, its first trigger, whether another event stands on that trigger already); events without one left out."""
    found = []
    taken: set[str] = set()
    for event in events:
        if event["triggers"]:
            found.append((event, event["triggers"][0], event["triggers"][0] in taken))
            taken.add(event["triggers"][0])
    return found


def owner_roles(event: Row) -> list[str]:
    """The roles that the document's owner plays."""
    return [role for role in ROLES if event[role] == OWNER]


def follow(draft: Draft, relations: Iterable[Relation]) -> dict[str, DraftEvent]:
    """The events by the key of their first trigger, from `relations` between the spans of `draft`.

    A role drawn towards the trigger is taken as drawn from it. What leads nowhere is a fault of the draft.
    """
    spans = {span.key: span for span in draft.spans}
    events: dict[str, DraftEvent] = {}
    for relation in relations:
        name = f"{relation.start}>{relation.end}"
        if relation.start not in spans or relation.end not in spans:
            draft.fault("import-reference", name, relation.name)
            continue
        ends = _directed(relation, spans)
        if ends is None:
            draft.fault("import-relation", name, "", relation.name)
            continue
        event = events.setdefault(ends[0], DraftEvent(triggers=[ends[0]]))
        if relation.name == TRIGGER_ROLE:
            event.triggers.append(ends[1])
        elif relation.name in event.roles and event.roles[relation.name] != ends[1]:
            draft.fault("import-role-twice", name, relation.name)
        else:
            event.roles[relation.name] = ends[1]
    return events


def _directed(relation: Relation, spans: Mapping[str, DraftSpan]) -> tuple[str, str] | None:
    """(trigger, other end); None when the relation joins no trigger or has no known name."""
    triggers = [spans[key].label == Label.TRIGGER for key in (relation.start, relation.end)]
    if relation.name == TRIGGER_ROLE:
        return (relation.start, relation.end) if all(triggers) else None
    if relation.name not in ROLES or not any(triggers):
        return None
    return (relation.start, relation.end) if triggers[0] else (relation.end, relation.start)

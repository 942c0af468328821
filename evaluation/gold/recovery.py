"""What a tool's format cannot hold, taken again from the gold line it came from: ids, links, fields of events.

A span is the mention that it was when place and label are the same, or else when it overlaps a mention of its label
that is gone. Events follow their mentions; where the tool drew relations those decide the roles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.types import OWNER
from evaluation.gold.drafts import (
    EVENT_FIELDS,
    MENTION_FIELDS,
    ROLES,
    VALUES,
    Draft,
    DraftEvent,
    DraftSpan,
    Row,
    extra_of,
    key_orders,
)
from evaluation.gold.relations import Relation, follow


def recover(draft: Draft, base: Row, relations: Sequence[Relation] | None) -> None:
    """Gives the spans of `draft` the ids and links of `base`, and the draft its events.

    `relations` None: the format has none; events are then those of `base` as far as their mentions are left.
    """
    for name, order in key_orders(base).items():
        setattr(draft, name, order)
    keys = _matched(draft.spans, base["mentions"])
    places = {mention["id"]: number for number, mention in enumerate(base["mentions"])}
    draft.spans.sort(key=lambda span: places.get(span.id, len(places)))
    if relations is None:
        draft.events = [_based(event, _resolved(event, keys)) for event in base["events"]]
        return
    linked = follow(draft, relations)
    draft.events = []
    for event in base["events"]:
        anchor = _anchor(event, keys, linked)
        if anchor is None:
            draft.fault("import-event", event["id"])
            continue
        drawn = linked.pop(anchor, DraftEvent(triggers=[anchor]))
        owner = {role: OWNER for role in ROLES if event[role] == OWNER and role not in drawn.roles}
        draft.events.append(_based(event, DraftEvent(triggers=drawn.triggers, roles={**drawn.roles, **owner})))
    draft.events.extend(linked.values())


def _matched(spans: Sequence[DraftSpan], mentions: Sequence[Row]) -> dict[str, list[str]]:
    """Keys of spans by the id of the mention that they are; the spans get id, link and further fields of it."""
    keys: dict[str, list[str]] = {}
    for mention in mentions:
        place = (mention["start"], mention["end"], mention["type"])
        same = [span for span in spans if (span.start, span.end, span.label) == place and not span.id]
        for span in same:
            _become(span, mention)
            keys.setdefault(mention["id"], []).append(span.key)
    for mention in (mention for mention in mentions if mention["id"] not in keys):
        near = [span for span in spans if not span.id and span.label == mention["type"] and _shared(span, mention) > 0]
        if near:
            span = max(near, key=lambda one: _shared(one, mention))
            _become(span, mention)
            keys[mention["id"]] = [span.key]
    return keys


def _shared(span: DraftSpan, mention: Row) -> int:
    return min(span.end, int(mention["end"])) - max(span.start, int(mention["start"]))


def _become(span: DraftSpan, mention: Row) -> None:
    span.id = mention["id"]
    span.registry_id = mention.get("registry_id")
    span.linked = bool(mention.get("linked", span.registry_id is not None))
    span.extra = extra_of(mention, MENTION_FIELDS)


def _resolved(event: Row, keys: Mapping[str, Sequence[str]]) -> DraftEvent:
    """The references of `event` as keys of spans; what is gone keeps its id, which then names the fault."""

    def key(name: str) -> str:
        return name if name == OWNER else keys.get(name, [f"gone:{name}"])[0]

    roles = {role: key(event[role]) for role in ROLES if event[role] is not None}
    return DraftEvent(triggers=[key(trigger) for trigger in event["triggers"]], roles=roles)


def _based(event: Row, drawn: DraftEvent) -> DraftEvent:
    drawn.id = event["id"]
    drawn.values = {name: event[name] for name in VALUES}
    drawn.extra = extra_of(event, EVENT_FIELDS)
    return drawn


def _anchor(event: Row, keys: Mapping[str, Sequence[str]], linked: Mapping[str, DraftEvent]) -> str | None:
    """The span on which `event` stands: of those of its first trigger the one whose roles agree best."""
    for trigger in event["triggers"]:
        found = keys.get(trigger, [])
        if found:
            wanted = _resolved(event, keys)
            return max(found, key=lambda key: (_agreement(linked.get(key), wanted), -found.index(key)))
    return None


def _agreement(drawn: DraftEvent | None, wanted: DraftEvent) -> int:
    """How many roles are drawn as wanted, less those drawn otherwise; a span without relations comes last."""
    if drawn is None:
        return -1 - len(ROLES)
    return sum(1 if wanted.roles.get(role) == key else -1 for role, key in drawn.roles.items())

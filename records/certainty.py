"""How sure the machine is of each item: the score of whatever decided it.

These are the scores of components of different kinds, 0..1, and are not calibrated: 0.9 does not mean that nine in ten
are right. They tell a reviewer where to look first, and are comparable within one item only.
"""

from __future__ import annotations

from collections.abc import Mapping

from records.filled import Filled, intervener_of
from records.types import ITEMS
from records.view import View

OF_THE_PERSON = ("name", "org", "position")
"""Items that the registry gives once somebody is linked."""


def certainty_of(view: View, filled: Mapping[str, Filled]) -> dict[str, float | None]:
    """The certainty of each of the ten items, None for one that the document does not tell.

    Name, organisation and position: the link's score when a registry gave them, else that of the mention they were
    read from. Case: the score of its link, else of its mention. Content: the surest of its triggers, but no more than
    the event. Day: the mention of the time, but no more than the event. A tie given by the lawyers' registry: the link.
    All else was read by rules off the words of the act and stands or falls with the event.
    """
    return {item: round(_certainty(view, item, filled[item]), 4) if item in filled else None for item in ITEMS}


def _certainty(view: View, item: str, value: Filled) -> float:
    event = view.item.event
    if item in OF_THE_PERSON or (item == "relation" and view.intervener and view.intervener.lawyer):
        return _of_person(view, value)
    if item == "case":
        named = view.mention(event.case)
        return view.item.case.score if view.item.case.case_no or named is None else named.score
    if item == "content":
        return min(event.score, max((trigger.score for trigger in view.triggers()), default=event.score))
    if item == "occurred_on":
        time = view.mention(event.time)
        return min(event.score, time.score) if time else event.score
    return event.score


def _of_person(view: View, value: Filled) -> float:
    link = view.links.get(view.item.event.intervener or "")
    if link and link.registry_id:
        return link.score
    spans = set(value.spans)
    read = [mention.score for mention in view.mentions.values() if (mention.start, mention.end) in spans]
    mention = intervener_of(view)
    return max(read, default=mention.score if mention else view.item.event.score)

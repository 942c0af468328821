"""A person's word over the machine's reading of one paper, in the terms of the gold schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from data.lexicon import rows
from data.normalize import key
from data.types import OWNER, Channel, Label, Lawful, Status, VerdictKind

Row = Mapping[str, Any]

JURISDICTIONAL = "not_ours"
"""The act took place; it is another organ's to record. No paper tells that, so nothing is learnt from it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rejection says of the event: status and verdict, and the lawful procedure where the reason names it."""

    verdict: VerdictKind
    status: Status = Status.ASSERTED
    lawful: Lawful | None = None


REJECTED: Mapping[str, Reading | None] = MappingProxyType(
    {
        "not_inquiry": None,
        "lawful": Reading(VerdictKind.LAWFUL),
        "filed": Reading(VerdictKind.FILED),
        # A plan, a rule, training, somebody else's published case: of the five kinds only a denial is `negated`.
        "not_happened": Reading(VerdictKind.NOT_EVENT, Status.HYPOTHETICAL),
        "own_duty": Reading(VerdictKind.LAWFUL, lawful=Lawful.SUPERVISION),
        "unreadable": None,
    }
)
"""By reason of a rejection; None: there is no event in the words."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a person said of an item. `reason` with a rejection only.

    `outcome` has `record`, `situations`, `intervener` and `changed` as the desk keeps them, None when nothing was
    changed; `filed` is the filed record that fits, `lawful` the lawful procedure, where they are known.
    `short`: that record answers the item but is incomplete or late, so what is confirmed is on file.
    """

    proposal_id: str
    confirmed: bool
    reason: str | None = None
    outcome: Row | None = None
    filed: str | None = None
    lawful: str | None = None
    short: bool = False

    @property
    def jurisdictional(self) -> bool:
        """Whether the verdict rests on whose the act is to record."""
        return not self.confirmed and self.reason == JURISDICTIONAL


def laid_over(annotation: Row, ruled: Ruled, *, alone: bool) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Mentions and event as the person says they are; no event where by his word there is none.

    When the item rests on this paper `alone`, all that the record tells is this paper's, also where the machine reads
    the paper otherwise by now; of several papers each keeps its own reading, but for what the person changed.
    """
    mentions = [dict(mention) for mention in annotation["mentions"]]
    confirmed = Reading(VerdictKind.FILED if ruled.short else VerdictKind.UNFILED)
    reading = confirmed if ruled.confirmed else REJECTED[str(ruled.reason)]
    if reading is None:
        return mentions, None
    event = dict(annotation["event"]) | {
        "proposal_id": ruled.proposal_id,
        "status": reading.status.value,
        "lawful": ruled.lawful or (reading.lawful.value if reading.lawful else None),
        "verdict": _verdict(reading, ruled),
    }
    if reading.verdict is not VerdictKind.LAWFUL:
        event["lawful"] = None
    if ruled.outcome:
        _say(event, mentions, ruled.outcome, alone=alone)
    return mentions, event


def _verdict(reading: Reading, ruled: Ruled) -> str:
    known = reading.verdict is VerdictKind.FILED and ruled.filed
    return f"{reading.verdict.value}:{ruled.filed}" if known else reading.verdict.value


def _say(event: dict[str, Any], mentions: list[dict[str, Any]], outcome: Row, *, alone: bool) -> None:
    """Puts the outcome's values into the event: what was changed, and of a lone paper all that is told."""
    record = outcome["record"]
    case_no, person = (record.get("case") or {}).get("case_no"), (outcome["intervener"] or {}).get("id")

    def said(item: str, value: object) -> bool:
        return item in outcome["changed"] or (alone and bool(value))

    if outcome["situations"] and said("situations", True):
        event["situations"] = list(outcome["situations"])
    if said("channel", record.get("channel")):
        event["channel"] = channel_code(record.get("channel")) or event["channel"]
    if said("occurred_on", record.get("occurred_on")):
        _say_day(event, record.get("occurred_on"))
    if said("case", case_no):
        _say_case(event, mentions, case_no)
    if said("intervener", person):
        _say_person(event, mentions, person)


def channel_code(words: str | None) -> str | None:
    """The channel that a label of the screens, or its code, stands for; None for other words."""
    codes = {row["label"]: row["code"] for row in rows("labels") if row["field"] == "channel"}
    if words in {channel.value for channel in Channel}:
        return words
    return codes.get(words or "")


def _say_day(event: dict[str, Any], day: str | None) -> None:
    if event["date"] != day:
        event |= {"date": day, "time": None}  # the words marked for the time told another day


def _say_case(event: dict[str, Any], mentions: Sequence[Row], case_no: str | None) -> None:
    """Another number; the words for the case go with it where they are that number, or were the other one."""
    if event["case_no"] == case_no:
        return
    before, event["case_no"] = event["case_no"], case_no
    named = [m for m in mentions if m["type"] == Label.CASE.value and case_no and key(m["text"]) == key(case_no)]
    old = next((m for m in mentions if m["id"] == event["case"]), None)
    if named:
        event["case"] = named[0]["id"]
    elif old and before and key(old["text"]) == key(before):
        event["case"] = None


def _say_person(event: dict[str, Any], mentions: Sequence[dict[str, Any]], person: str | None) -> None:
    """Another person: the words already linked to him, when the paper has some, are the intervener's; else the words
    for the intervener, wherever they stand, mean him."""
    key_of = event["intervener"]
    if any(m["id"] == key_of and m["registry_id"] == person for m in mentions):
        return
    named = [m for m in mentions if person and m["registry_id"] == person and m["type"] == Label.PER.value]
    if named:
        near = next((m["start"] for m in mentions if m["id"] in event["triggers"]), 0)
        event["intervener"] = min(named, key=lambda m: (abs(m["start"] - near), m["start"]))["id"]
        return
    words = next((m["text"] for m in mentions if m["id"] == key_of and key_of != OWNER), None)
    for mention in mentions:
        if words is not None and mention["text"] == words and mention["type"] != Label.TRIGGER.value:
            mention |= {"registry_id": person, "linked": True, "corrected": True}

"""Checks of a document's events: their references, their codes, their verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data.types import OWNER, Channel, Label, Lawful, Situation, Status, VerdictKind
from evaluation.gold.checked import Checked, Row
from evaluation.gold.drafts import ROLES
from evaluation.gold.faults import Fault

ISO_DAY = 10
"""Length of `2024-03-05`; week dates and compact forms are no ISO day of the schema."""
FILLERS = {"case": frozenset({Label.CASE}), "time": frozenset({Label.TIME})}
ACTORS = frozenset({Label.PER, Label.POS, Label.ORG, Label.PHONE})


def check_triggers(checked: Checked) -> Iterator[Fault]:
    """Every event has triggers that are trigger mentions, and every trigger mention is in an event."""
    by_id = checked.by_id
    used: set[str] = set()
    for event in checked.events:
        if not event["triggers"]:
            yield checked.fault("trigger-missing", event, "triggers")
        for trigger in event["triggers"]:
            used.add(trigger)
            if trigger not in by_id:
                yield checked.fault("trigger-unknown", event, "triggers", trigger)
            elif by_id[trigger]["type"] != Label.TRIGGER:
                yield checked.fault("trigger-type", event, "triggers", trigger)
    for mention in checked.mentions:
        if mention["type"] == Label.TRIGGER and mention["id"] not in used:
            yield checked.fault("trigger-unused", mention)


def check_roles(checked: Checked) -> Iterator[Fault]:
    """A role is a mention that can play it, the document's owner, or nobody."""
    by_id = checked.by_id
    for event in checked.events:
        for role in ROLES:
            filler = event[role]
            if filler == OWNER:
                if not checked.row.get("owner"):
                    yield checked.fault("owner-unknown", event, role)
            elif filler is not None and filler not in by_id:
                yield checked.fault("role-unknown", event, role, filler)
            elif filler is not None and by_id[filler]["type"] not in FILLERS.get(role, ACTORS):
                yield checked.fault("role-type", event, role, f"{filler} {by_id[filler]['type']}")


def check_codes(checked: Checked) -> Iterator[Fault]:
    """Situations, channel, status, lawful procedure, case number and date are of the schema."""
    for event in checked.events:
        if not event["situations"]:
            yield checked.fault("situation-missing", event, "situations")
        for number, code in enumerate(event["situations"]):
            if code not in set(Situation):
                yield checked.fault("unknown-situation", event, "situations", code)
            elif code in event["situations"][:number]:
                yield checked.fault("situation-twice", event, "situations", code)
        for name, codes in (("channel", Channel), ("status", Status), ("lawful", Lawful)):
            if event[name] not in set(codes) and (name != "lawful" or event[name]):
                yield checked.fault(f"unknown-{name}", event, name, event[name])
        if checked.known and event["case_no"] and event["case_no"] not in checked.known.cases:
            yield checked.fault("unknown-case", event, "case_no", event["case_no"])
        if event["date"] and not is_day(event["date"]):
            yield checked.fault("date-format", event, "date", event["date"])


def is_day(words: str) -> bool:
    """Whether `words` are a day of the calendar as YYYY-MM-DD."""
    try:
        return date.fromisoformat(words).isoformat() == words and len(words) == ISO_DAY
    except ValueError:
        return False


def check_verdicts(checked: Checked) -> Iterator[Fault]:
    """The verdict is one of the four and agrees with status, procedure, intervener and the filed records."""
    for event in checked.events:
        kind, colon, record = str(event["verdict"]).partition(":")
        if kind not in set(VerdictKind) or (colon and kind != VerdictKind.FILED):
            yield checked.fault("unknown-verdict", event, "verdict", event["verdict"])
            continue
        yield from (checked.fault(code, event, "verdict", event["verdict"]) for code in _contradicted(event, kind))
        if kind == VerdictKind.FILED and (not record or (checked.known and record not in checked.known.filed)):
            yield checked.fault("unknown-record", event, "verdict", event["verdict"])


def _contradicted(event: Row, kind: str) -> Iterator[str]:
    asserted, lawful = event["status"] == Status.ASSERTED, bool(event["lawful"])
    rules = {
        VerdictKind.LAWFUL: {"verdict-without-lawful": not lawful, "lawful-not-asserted": not asserted},
        VerdictKind.NOT_EVENT: {"not-event-asserted": asserted},
        VerdictKind.FILED: {"filed-not-asserted": not asserted or lawful},
        VerdictKind.UNFILED: {
            "unfiled-not-asserted": not asserted,
            "unfiled-lawful": lawful,
            "unfiled-without-intervener": not event["intervener"],
        },
    }
    return (code for code, broken in rules[VerdictKind(kind)].items() if broken)

"""Checks for likely slips: sound by the schema, but a person should look once more. All are warnings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from data.casenumber import normalise, same_case_number
from data.stamps import STAMP, parse_stamp
from data.types import OWNER, Label, Status, VerdictKind
from evaluation.gold.checked import Checked, Row, place_of, placed
from evaluation.gold.checks_events import is_day
from evaluation.gold.faults import Fault, limits

YEARLESS = re.compile(r"(?<![\d年])(\d{1,2})[月./-](\d{1,2})(?!\d)")


def check_names(checked: Checked) -> Iterator[Fault]:
    """Words marked as a person stand nowhere unmarked."""
    text = checked.row["text"]
    covered = bytearray(len(text))
    spans = [mention for mention in checked.mentions if placed(mention, checked)]
    for mention in spans:
        covered[mention["start"] : mention["end"]] = b"\1" * (mention["end"] - mention["start"])
    names = {mention["text"]: mention for mention in spans if mention["type"] == Label.PER}
    for name, mention in names.items():
        at = text.find(name) if len(name) >= limits().name_least else -1
        while at >= 0:
            if not any(covered[at : at + len(name)]):
                yield checked.fault("name-unmarked", mention, "text", f"{at}:{at + len(name)}")
            at = text.find(name, at + len(name))


def check_linking(checked: Checked) -> Iterator[Fault]:
    """The same words are linked to one entry, on every line or on none; who intervenes is linked."""
    by_words: dict[str, list[Row]] = {}
    for mention in checked.mentions:
        if mention["type"] == Label.PER:
            by_words.setdefault(mention["text"], []).append(mention)
    for mentions in by_words.values():
        linked = [mention for mention in mentions if linked_of(mention)]
        entries = list(dict.fromkeys(mention.get("registry_id") for mention in linked))
        if len(entries) > 1:
            other = next(mention for mention in linked if mention.get("registry_id") != entries[0])
            pair = " and ".join("null" if entry is None else str(entry) for entry in entries[:2])
            yield checked.fault("link-split", other, "registry_id", pair)
        if linked and len(linked) < len(mentions):
            bare = next(mention for mention in mentions if not linked_of(mention))
            yield checked.fault("link-partial", bare, "linked", place_of(bare))
    by_id = checked.by_id
    for event in checked.events:
        who = by_id.get(event["intervener"] or "")
        if who and who["type"] == Label.PER and not linked_of(who):
            yield checked.fault("intervener-unlinked", event, "intervener", who["id"])


def linked_of(mention: Row) -> bool:
    """Whether the mention says whom it means, or that it is nobody of the registries."""
    return bool(mention.get("linked", mention.get("registry_id") is not None))


def check_dates(checked: Checked) -> Iterator[Fault]:
    """What happened did not happen after the last date that its document writes.

    Dates without a year (10月11日) are taken to be of the event's year: they can only silence the warning.
    """
    stamps = (parse_stamp(found[0]) for found in STAMP.finditer(checked.row["text"]))
    last = max((stamp.date() for stamp in stamps if stamp), default=None)
    for event in checked.events:
        if not last or event["status"] != Status.ASSERTED or not is_day(event["date"] or ""):
            continue
        day = date.fromisoformat(event["date"])
        latest = max([last, *_days_of(checked.row["text"], day.year)])
        if (day - latest).days > limits().date_after_days:
            yield checked.fault("date-after-document", event, "date", f"{event['date']} after {latest.isoformat()}")


def _days_of(text: str, year: int) -> Iterator[date]:
    """The days that dates without a year come to in `year`."""
    for found in YEARLESS.finditer(text):
        try:
            yield date(year, int(found[1]), int(found[2]))
        except ValueError:
            continue


def check_cases(checked: Checked) -> Iterator[Fault]:
    """The folder's case is that of an event; a case number in words is the event's."""
    folder = checked.row.get("folder_case")
    if folder and checked.events and not any(_same_case(event["case_no"], folder) for event in checked.events):
        yield checked.fault("folder-case-unused", "", "folder_case", folder)
    by_id = checked.by_id
    for event in checked.events:
        mention = by_id.get(event["case"] or "")
        written = normalise(mention["text"]) if mention else None
        if mention and written and event["case_no"] and not _same_case(written, event["case_no"]):
            yield checked.fault("case-differs", event, "case_no", f"{event['case_no']}, {mention['id']} {written}")


def _same_case(one: str | None, other: str | None) -> bool:
    return one == other or bool(one and other and same_case_number(one, other))


def check_twice(checked: Checked) -> Iterator[Fault]:
    """One occasion is one event."""
    told: list[tuple[tuple[object, ...], set[str], str]] = []
    for event in checked.events:
        same = (event["intervener"], event["case_no"], event["date"], tuple(sorted(event["situations"])))
        for other, triggers, name in told:
            if other == same and triggers & set(event["triggers"]):
                yield checked.fault("event-twice", event, "triggers", name)
                break
        told.append((same, set(event["triggers"]), event["id"]))


def check_records(checked: Checked) -> Iterator[Fault]:
    """A filed record of the same person and case within days makes an event filed; the one that is named fits."""
    if not checked.known:
        return
    for event in checked.events:
        person = person_of(event, checked)
        kind, _, name = str(event["verdict"]).partition(":")
        record = checked.known.records.get(name)
        if kind == VerdictKind.FILED and record:
            other_person = person and record.person and person != record.person
            if other_person or (event["case_no"] and not _same_case(event["case_no"], record.case_no)):
                yield checked.fault("record-differs", event, "verdict", name)
        if kind == VerdictKind.UNFILED and person and event["case_no"] and is_day(event["date"] or ""):
            yield from (checked.fault("record-near", event, "verdict", near) for near in _near(event, person, checked))


def person_of(event: Row, checked: Checked) -> str | None:
    """The registry id of the intervener, None when in no registry or not told."""
    who = event["intervener"]
    if who == OWNER:
        return checked.row.get("owner") or None
    mention = checked.by_id.get(who or "")
    return (mention.get("registry_id") or None) if mention else None


def _near(event: Row, person: str, checked: Checked) -> Iterator[str]:
    day = date.fromisoformat(event["date"])
    for name, record in checked.known.records.items() if checked.known else ():
        if record.person != person or not record.day or not _same_case(event["case_no"], record.case_no):
            continue
        if abs((date.fromisoformat(record.day) - day).days) <= limits().record_near_days:
            yield name

"""Marked-up sources of gold: parsed, checked as the annotation guidelines demand, turned into gold lines.

A source file holds many documents, each `=== id`, a YAML head, `---`, the text with marks `⟦id|words⟧`, `---` and YAML
with `events` and `links`. The first letter of a mark's id is the prefix of its label. Whoever marks by hand errs, so
every fault is collected with file, document and place; none stops the reading of the others.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.types import OWNER, PREFIX, Channel, Kind, Lawful, Situation, Status, VerdictKind

MARK = re.compile(r"⟦([a-z]\d+)\|([^⟦⟧]*)⟧")
HEAD = re.compile(r"^=== ", re.M)
RULE = re.compile(r"^---[ \t]*\n", re.M)
LABELS = {prefix: label for label, prefix in PREFIX.items()}
ROLES = ("intervener", "recipient", "case", "time", "on_behalf_of", "via")
EVENT_FIELDS = ("id", "triggers", "situations", *ROLES, "case_no", "date", "channel", "status", "lawful", "verdict")


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """One document of a source file. `spans` are gold mentions without links, in text order.

    `head` holds what stands above the text, unknown keys included, for the builder of raw files.
    """

    id: str
    source: str
    head: Mapping[str, Any]
    text: str
    spans: Mapping[str, Mapping[str, Any]]
    events: Sequence[Mapping[str, Any]]
    links: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class KnownIds:
    """What the registries hold: ids of officials, of lawyers and of filed records, and case numbers."""

    people: frozenset[str]
    lawyers: frozenset[str]
    cases: frozenset[str]
    filed: frozenset[str]


@dataclass(slots=True)
class MarkedSources:
    """All documents of a folder in the order of files and of place in them, and every fault found."""

    documents: list[MarkedDocument] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def known_ids(registries: Path) -> KnownIds:
    """The ids of the four CSV registries of a folder; other checks of them are the registry loader's.

    Raises GoldError when a file or its id column is missing.
    """

    def column(name: str, column_name: str) -> frozenset[str]:
        try:
            with (registries / name).open(encoding="utf-8-sig", newline="") as rows:
                return frozenset(row[column_name] for row in csv.DictReader(rows))
        except (FileNotFoundError, KeyError):
            raise GoldError(f"{registries / name}: missing, or without column {column_name}; gold needs it") from None

    return KnownIds(
        people=column("officials.csv", "person_id"),
        lawyers=column("lawyer_relatives.csv", "entry_id"),
        cases=column("cases.csv", "case_no"),
        filed=column("filed_records.csv", "record_id"),
    )


def read_sources(folder: Path, known: KnownIds) -> MarkedSources:
    """Every document of the `.txt` files of `folder`, checked."""
    found = MarkedSources()
    seen: set[str] = set()
    for path in sorted(folder.glob("*.txt")):
        for block in HEAD.split(path.read_text("utf-8"))[1:]:
            name = block.partition("\n")[0].strip()
            where = f"{path.name} {name}"
            if name in seen:
                found.faults.append(f"{where}: the id is used twice")
            seen.add(name)
            try:
                document = parse(block, path.name)
            except GoldError as error:
                found.faults.append(f"{where}: {error}")
                continue
            found.documents.append(document)
            found.faults.extend(f"{where}: {fault}" for fault in check(document, known))
    return found


def parse(block: str, source: str) -> MarkedDocument:
    """The document of one block, from its id to the next `===`. Raises GoldError for what is no such block."""
    import yaml  # only those who build gold have it

    name, _, rest = block.partition("\n")
    parts = RULE.split(rest + "\n", maxsplit=2)
    if len(parts) != 3:
        raise GoldError("needs two lines '---', around the text")
    try:
        head, notes = yaml.safe_load(parts[0]) or {}, yaml.safe_load(parts[2]) or {}
    except yaml.YAMLError as error:
        raise GoldError(f"no YAML above or below the text ({type(error).__name__}); mend its brackets") from None
    if not isinstance(head, dict) or not isinstance(notes, dict):
        raise GoldError("the parts above and below the text must be YAML mappings")
    text, spans = strip(parts[1].rstrip("\n"))
    return MarkedDocument(
        id=name.strip(),
        source=Path(source).stem,
        head=head,
        text=text,
        spans=spans,
        events=[_event(event) for event in notes.get("events") or []],
        links=notes.get("links") or {},
    )


def strip(marked: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """(text without marks, spans by id with half-open offsets). Raises GoldError for stray, empty or repeated marks."""
    pieces: list[str] = []
    spans: dict[str, dict[str, Any]] = {}
    last, length = 0, 0
    for mark in MARK.finditer(marked):
        name, words = mark[1], mark[2]
        if name in spans or not words or name[0] not in LABELS:
            raise GoldError(f"mark {name} stands twice, is empty, or begins with no known prefix")
        pieces += [marked[last : mark.start()], words]
        length += mark.start() - last
        spans[name] = {"start": length, "end": length + len(words), "type": LABELS[name[0]].value, "text": words}
        length += len(words)
        last = mark.end()
    text = "".join([*pieces, marked[last:]])
    if "⟦" in text or "⟧" in text:
        raise GoldError("a stray or nested mark bracket is left in the text")
    return text, spans


def _event(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with every field of the schema, days as ISO words."""
    full = {name: event.get(name) for name in EVENT_FIELDS}
    full["triggers"], full["situations"] = list(event.get("triggers") or []), list(event.get("situations") or [])
    full["date"] = event["date"].isoformat() if isinstance(event.get("date"), date) else event.get("date")
    return full


def check(document: MarkedDocument, known: KnownIds) -> Iterator[str]:
    """What breaks the annotation schema in `document`, place first; nothing when it is sound."""
    yield from _check_head(document, known)
    for mention, entry in document.links.items():
        if mention not in document.spans:
            yield f"link of unknown mention {mention}"
        if entry is not None and entry not in known.people and entry not in known.lawyers:
            yield f"link {mention}: {entry} is in no registry"
    for event in document.events:
        yield from (f"{event['id']}: {fault}" for fault in _check_event(event, document, known))
    used = {trigger for event in document.events for trigger in event["triggers"]}
    for mention in document.spans:
        if mention[0] == "x" and mention not in used:
            yield f"trigger {mention} is in no event"


def _check_head(document: MarkedDocument, known: KnownIds) -> Iterator[str]:
    head = document.head
    if head.get("kind") not in set(Kind):
        yield f"kind {head.get('kind')} is unknown"
    if head.get("owner") and head["owner"] not in known.people:
        yield f"owner {head['owner']} is not in the registry"
    if head.get("folder_case") and head["folder_case"] not in known.cases:
        yield f"folder_case {head['folder_case']} is not in the case list"


def _check_event(event: Mapping[str, Any], document: MarkedDocument, known: KnownIds) -> Iterator[str]:
    if not event["triggers"]:
        yield "no trigger"
    for trigger in event["triggers"]:
        if trigger not in document.spans or trigger[0] != "x":
            yield f"trigger {trigger} is no trigger mention"
    for situation in event["situations"] or [None]:
        if situation not in set(Situation):
            yield f"situation {situation} is unknown"
    for role in ROLES:
        if event[role] not in (None, OWNER) and event[role] not in document.spans:
            yield f"{role} {event[role]} is no mention"
    if event["case_no"] and event["case_no"] not in known.cases:
        yield f"case_no {event['case_no']} is not in the case list"
    if event["date"] is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(event["date"])):
        yield f"date {event['date']} is no ISO day"
    for name, codes in (("channel", set(Channel)), ("status", set(Status)), ("lawful", {None, *Lawful})):
        if event[name] not in codes:
            yield f"{name} {event[name]} is unknown"
    yield from _check_verdict(event, known)


def _check_verdict(event: Mapping[str, Any], known: KnownIds) -> Iterator[str]:
    kind, _, record = str(event["verdict"]).partition(":")
    if (
        kind not in set(VerdictKind)
        or (kind == VerdictKind.FILED) != (record in known.filed)
        or (record and kind != "filed")
    ):
        yield f"verdict {event['verdict']} is unknown, or names no filed record"
    if kind == VerdictKind.LAWFUL and not event["lawful"]:
        yield "verdict lawful without the code of a procedure"
    if kind == VerdictKind.NOT_EVENT and event["status"] == Status.ASSERTED:
        yield "verdict not_event of an asserted event"
    if kind == VerdictKind.UNFILED and (
        event["status"] != Status.ASSERTED or event["lawful"] or not event["intervener"]
    ):
        yield "verdict unfiled needs an intervener, status asserted and no lawful procedure"


def gold_row(document: MarkedDocument, doc_id: str) -> dict[str, Any]:
    """The gold line of the document under the name `doc_id`."""
    head, links = document.head, document.links
    mentions = [
        {"id": name, **span, "registry_id": links.get(name), "linked": name in links}
        for name, span in document.spans.items()
    ]
    return {
        "doc_id": doc_id,
        "source": document.source,
        "kind": head["kind"],
        "format": head.get("format"),
        "owner": head.get("owner"),
        "folder_case": head.get("folder_case"),
        "text": document.text,
        "mentions": mentions,
        "events": [dict(event) for event in document.events],
    }

"""Marked-up sources of gold: parsed, checked as the annotation guidelines demand, turned into gold lines.

A source file holds many documents, each `=== id`, a YAML head, `---`, the text with marks `⟦id|words⟧`, `---` and YAML
with `events` and `links`. The first letter of a mark's id is the prefix of its label. Whoever marks by hand errs, so
every fault is collected with file, line and document; none stops the reading of the others. What a document means is
checked as its gold line is: see `evaluation.gold.validation`.
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
from data.types import PREFIX
from evaluation.gold.checks_events import is_day
from evaluation.gold.drafts import ROLES
from evaluation.gold.faults import Fault, Place, one_line, shown
from evaluation.gold.known import KnownIds, KnownRecord
from evaluation.gold.validation import check_row

MARK = re.compile(r"⟦([a-z]\d+)\|([^⟦⟧]*)⟧")
HEAD = re.compile(r"^=== ", re.M)
RULE = re.compile(r"^---[ \t]*\n", re.M)
LABELS = {prefix: label for label, prefix in PREFIX.items()}
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


@dataclass(slots=True)
class MarkedSources:
    """All documents of a folder in the order of files and of place in them, and every fault found."""

    documents: list[MarkedDocument] = field(default_factory=list)
    found: list[Fault] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """What keeps the sources from being gold, as a person reads it; likely slips are no part of it."""
        return [str(fault) for fault in self.found if fault.is_error]


def known_ids(registries: Path) -> KnownIds:
    """The ids of the four CSV registries of a folder; other checks of them are the registry loader's.

    Raises GoldError when a file or its id column is missing.
    """

    def rows(name: str, column: str) -> list[dict[str, str]]:
        try:
            with (registries / name).open(encoding="utf-8-sig", newline="") as lines:
                found = list(csv.DictReader(lines))
                return [row for row in found if row[column]]
        except (FileNotFoundError, KeyError):
            raise GoldError(f"{registries / name}: missing, or without column {column}; gold needs it") from None

    officials, filed = rows("officials.csv", "person_id"), rows("filed_records.csv", "record_id")
    return KnownIds(
        people=frozenset(row["person_id"] for row in officials),
        lawyers=frozenset(row["entry_id"] for row in rows("lawyer_relatives.csv", "entry_id")),
        cases=frozenset(row["case_no"] for row in rows("cases.csv", "case_no")),
        filed=frozenset(row["record_id"] for row in filed),
        records={row["record_id"]: _record(row) for row in filed},
    )


def _record(row: Mapping[str, str]) -> KnownRecord:
    day = row.get("occurred_on") or None
    return KnownRecord(row.get("intervener_id") or None, row.get("case_no") or "", day if is_day(day or "") else None)


def read_sources(folder: Path, known: KnownIds | None) -> MarkedSources:
    """Every document of the `.txt` files of `folder`, checked; `known` None: against no registries."""
    found = MarkedSources()
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.txt")):
        for line, block in _blocks(path, found):
            name = block.partition("\n")[0].strip()
            place = Place(path.name, line, one_line(name))
            if name in seen:
                found.found.append(Fault("duplicate-document", place, "", "doc_id", f"also {seen[name]}"))
            seen.setdefault(name, str(place))
            try:
                document = parse(block, path.name)
            except GoldError as error:
                found.found.append(Fault("source-block", place, "", "", str(error)))
                continue
            found.documents.append(document)
            found.found.extend(check(document, known, place))
    return found


def _blocks(path: Path, found: MarkedSources) -> Iterator[tuple[int, str]]:
    """(line, text) of every document of a source file, from its id to the next `===`."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        found.found.append(Fault("source-block", Place(path.name), "", "", f"no UTF-8 file ({type(error).__name__})"))
        return
    heads = [*HEAD.finditer(text)]
    ends = [head.start() for head in heads[1:]] + [len(text)]
    for head, end in zip(heads, ends, strict=True):
        yield text.count("\n", 0, head.start()) + 1, text[head.end() : end]


def parse(block: str, source: str) -> MarkedDocument:
    """The document of one block, from its id to the next `===`. Raises GoldError for what is no such block."""
    import yaml  # only those who build gold have it

    name, _, rest = block.partition("\n")
    parts = RULE.split(rest + "\n", maxsplit=2)
    if len(parts) != 3:
        raise GoldError("needs two lines '---', around the text")
    try:
        head, notes = yaml.safe_load(parts[0]) or {}, yaml.safe_load(parts[2]) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise GoldError(f"no YAML above or below the text ({type(error).__name__}); mend its brackets") from None
    if not isinstance(head, dict) or not isinstance(notes, dict):
        raise GoldError("the parts above and below the text must be YAML mappings")
    events, links = notes.get("events") or [], notes.get("links") or {}
    if not isinstance(links, dict) or not isinstance(events, list) or not all(isinstance(one, dict) for one in events):
        raise GoldError("events must be a list of mappings, links a mapping")
    text, spans = strip(parts[1].rstrip("\n"))
    return MarkedDocument(
        id=name.strip(),
        source=Path(source).stem,
        head=head,
        text=text,
        spans=spans,
        events=[_event(event) for event in events],
        links=links,
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
    for name in ("triggers", "situations"):
        full[name] = [] if full[name] is None else full[name]
    full["date"] = event["date"].isoformat() if isinstance(event.get("date"), date) else event.get("date")
    return full


def check(document: MarkedDocument, known: KnownIds | None, place: Place | None = None) -> Iterator[Fault]:
    """What breaks the annotation schema in `document`, or looks like a slip; nothing when it is sound."""
    here = place or Place(f"{document.source}.txt", 0, one_line(document.id))
    for mention in document.links:
        if mention not in document.spans:
            yield Fault("unknown-link", here, shown(mention), "links")
    yield from check_row(gold_row(document, document.id), here, known)


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
        "kind": head.get("kind"),
        "format": head.get("format"),
        "owner": head.get("owner"),
        "folder_case": head.get("folder_case"),
        "text": document.text,
        "mentions": mentions,
        "events": [dict(event) for event in document.events],
    }


def name_of(document: MarkedDocument) -> str:
    """The doc_id: what a screening calls the paper when the head tells its `path` (and `part`), else the block's id."""
    path, part = document.head.get("path"), document.head.get("part")
    if not path:
        return document.id
    return f"{path}!/{part}" if part else str(path)

"""The shared gold schema: `DOCS.jsonl` in, `PRED.jsonl` out (one line a document, see the annotation guidelines)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.layout import parse_turns
from data.types import (
    Channel,
    Document,
    Event,
    Kind,
    Label,
    Lawful,
    Link,
    Mention,
    Reading,
    ResolvedEvent,
    Situation,
    Status,
)


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a DOCS or gold file, annotations unread, in file order.

    Raises GoldError naming file, line and field for a line that is no such document.
    """
    for number, row in read_rows(path):
        yield document_of(row, f"{path}:{number}")


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of every non-blank line; a byte order mark and CR LF are taken.

    Raises GoldError naming file and line when the file cannot be read or a line is no JSON object in UTF-8.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                if content.strip():
                    yield number, row_in(content, f"{path}:{number}")
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror}); name a file of JSON lines") from None


def row_in(line: bytes, place: str) -> dict[str, Any]:
    """The object of one line. Raises GoldError that begins with `place` and tells no more of the line than a column."""
    try:
        text = line.decode("utf-8")
        row = json.loads(text, parse_constant=_refused)
        if "\\u" in text:
            json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise GoldError(f"{place}: not UTF-8 at byte {error.start + 1} of the line; save the file as UTF-8") from None
    except UnicodeEncodeError:
        raise GoldError(f"{place}: half of a surrogate pair, which UTF-8 cannot hold; write U+FFFD instead") from None
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise GoldError(f"{place}: not JSON ({what}, column {error.colno}); one object a line") from None
    except (ValueError, RecursionError):
        raise GoldError(
            f"{place}: not JSON (nested too deeply, a number too long, or NaN); one object a line"
        ) from None
    if not isinstance(row, dict):
        raise GoldError(f"{place}: expected a JSON object, found {type(row).__name__}; one object a line")
    return row


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def document_of(row: dict[str, Any], place: str) -> Document:
    """The document of one DOCS line. Raises GoldError when a field is missing or has an unknown value."""
    for name in ("doc_id", "kind", "text"):
        if not isinstance(row.get(name), str):
            raise GoldError(f"{place}: field {name!r} is missing or no text; each line needs doc_id, kind and text")
    try:
        kind = Kind(row["kind"])
    except ValueError:
        known = ", ".join(kind.value for kind in Kind)
        raise GoldError(f"{place}: field 'kind' is {row['kind']!r}; known kinds: {known}") from None
    return Document(
        doc_id=row["doc_id"],
        path=row["doc_id"],
        kind=kind,
        text=row["text"],
        turns=parse_turns(row["text"], kind),
        owner=row.get("owner") or None,
        folder_case=row.get("folder_case") or None,
        format=row.get("format") or "",
    )


def mentions_of(row: dict[str, Any]) -> tuple[Mention, ...]:
    """The mentions of a gold or prediction line."""
    return tuple(
        Mention(m["id"], m["start"], m["end"], Label(m["type"]), m["text"], m.get("score", 1.0))
        for m in row["mentions"]
    )


def event_of(row: Mapping[str, Any]) -> Event:
    """The event of a gold row as an extractor gives it: its case number and verdict, which matching tells, unread."""
    return Event(
        id=row["id"],
        triggers=tuple(row["triggers"]),
        situations=tuple(Situation(code) for code in row["situations"]),
        intervener=row["intervener"],
        recipient=row["recipient"],
        case=row["case"],
        case_no=None,
        time=row["time"],
        date=date.fromisoformat(row["date"]) if row["date"] else None,
        channel=Channel(row["channel"]),
        on_behalf_of=row["on_behalf_of"],
        via=row["via"],
        status=Status(row["status"]),
        lawful=Lawful(row["lawful"]) if row["lawful"] else None,
    )


def row_of(reading: Reading) -> dict[str, Any]:
    """The prediction line of a reading: the gold schema with `score` added to mentions and events."""
    document = reading.document
    links = {link.mention_id: link for link in reading.links}
    mentions = [mention_row(mention, links.get(mention.id)) for mention in reading.extraction.mentions]
    return {
        "doc_id": document.doc_id,
        "kind": document.kind.value,
        "format": document.format or None,
        "owner": document.owner,
        "folder_case": document.folder_case,
        "text": document.text,
        "mentions": mentions,
        "events": [event_row(item) for item in reading.events],
    }


def mention_row(mention: Mention, link: Link | None) -> dict[str, Any]:
    """A mention of a prediction line; `link` None: it is of no kind that is linked."""
    return {
        "id": mention.id,
        "start": mention.start,
        "end": mention.end,
        "type": mention.label.value,
        "text": mention.text,
        "registry_id": link.registry_id if link else None,
        "linked": link is not None,
        "score": round(mention.score, 4),
    }


def event_row(item: ResolvedEvent) -> dict[str, Any]:
    """An event of a prediction line."""
    event = item.event
    return {
        "id": event.id,
        "triggers": list(event.triggers),
        "situations": [situation.value for situation in event.situations],
        "intervener": event.intervener,
        "recipient": event.recipient,
        "case": event.case,
        "case_no": item.case.case_no,
        "time": event.time,
        "date": event.date.isoformat() if event.date else None,
        "channel": event.channel.value,
        "on_behalf_of": event.on_behalf_of,
        "via": event.via,
        "status": event.status.value,
        "lawful": event.lawful.value if event.lawful else None,
        "verdict": str(item.verdict),
        "score": round(event.score, 4),
    }

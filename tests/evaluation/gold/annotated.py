"""Small annotated documents, written by the words they mark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.annotation import Annotation, read_annotations

TEXT = "王院长来电打听周大海案，请关照"
"""0-3 王院长, 3-5 来电, 5-7 打听, 7-11 周大海案, 12-15 请关照."""
PREFIX = {"PER": "p", "POS": "q", "ORG": "o", "CASE": "c", "TIME": "t", "PHONE": "f", "TRIGGER": "x"}


def mention(
    mention_id: str, start: int, end: int, kind: str, text: str = TEXT, who: str | None = None
) -> dict[str, Any]:
    """A mention row; people are linked, to nobody in the registries where `who` is None."""
    words = text[start:end]
    linked = kind == "PER"
    return {
        "id": mention_id, "start": start, "end": end, "type": kind, "text": words, "registry_id": who, "linked": linked
    }  # fmt: skip


def event(event_id: str, triggers: Sequence[str], **fields: Any) -> dict[str, Any]:
    """An event row of an unfiled inquiry, but for `fields`."""
    return {
        "id": event_id, "triggers": list(triggers), "situations": ["ask_progress"], "intervener": None,
        "recipient": None, "case": None, "case_no": None, "time": None, "date": None, "channel": "phone",
        "on_behalf_of": None, "via": None, "status": "asserted", "lawful": None, "verdict": "unfiled", **fields,
    }  # fmt: skip


def document(
    mentions: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]], doc_id: str = "d1", **fields: Any
) -> dict[str, Any]:
    """A gold row over TEXT, but for `fields`."""
    return {
        "doc_id": doc_id, "source": "s", "kind": "work_note", "format": "txt", "owner": None, "folder_case": None,
        "text": TEXT, "mentions": list(mentions), "events": list(events), **fields,
    }  # fmt: skip


MENTIONS = (
    mention("p1", 0, 3, "PER", who="P0001"),
    mention("x1", 5, 7, "TRIGGER"),
    mention("c1", 7, 11, "CASE"),
    mention("x2", 12, 15, "TRIGGER"),
)
EVENTS = (event("e1", ["x1"], intervener="p1", case="c1"),)


def plain_document(doc_id: str = "d1", **fields: Any) -> dict[str, Any]:
    """MENTIONS and EVENTS over TEXT; `fields` change the event."""
    return document(MENTIONS, [{**EVENTS[0], **fields}], doc_id)


def sets_of(*rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Annotation]]:
    """The annotators ann, ben, cam by their rows."""
    return {name: read_annotations(held, name) for name, held in zip(("ann", "ben", "cam"), rows, strict=False)}


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """The rows as a file of JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path

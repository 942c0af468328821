"""Papers and events by hand for tests: text with marks `⟦p1|任县⟧`, and events over the mentions so marked."""

from __future__ import annotations

import re
from typing import Any

from data.layout import parse_turns
from data.types import PREFIX, Channel, Document, Event, Kind, Mention, Situation, Status

MARK = re.compile(r"⟦([pqoctfx]\d+)\|([^⟦⟧]*)⟧")
LABELS = {prefix: label for label, prefix in PREFIX.items()}


def marked(text: str, kind: Kind = Kind.WORK_NOTE, **fields: Any) -> tuple[Document, tuple[Mention, ...]]:
    """A document and its mentions from marked-up text."""
    plain, mentions, last = "", [], 0
    for found in MARK.finditer(text):
        plain += text[last : found.start()]
        start = len(plain)
        plain += found[2]
        mentions.append(Mention(found[1], start, len(plain), LABELS[found[1][0]], found[2]))
        last = found.end()
    plain += text[last:]
    told = {"doc_id": "note.txt", "path": "note.txt"} | fields
    return Document(kind=kind, text=plain, turns=parse_turns(plain, kind), **told), tuple(mentions)


def event(key: str = "e1", **fields: Any) -> Event:
    """An asserted event; trigger x1, intervener p1 and the owner as recipient unless told otherwise."""
    told = {
        "triggers": ("x1",),
        "situations": (Situation.ASK_PROGRESS,),
        "intervener": "p1",
        "recipient": "owner",
        "case": None,
        "case_no": None,
        "time": None,
        "date": None,
        "channel": Channel.PHONE,
        "on_behalf_of": None,
        "via": None,
        "status": Status.ASSERTED,
        "lawful": None,
    }
    return Event(key, **(told | fields))

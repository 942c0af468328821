"""Gold and prediction rows written by hand, and what a measure comes to over them."""

import re

from data.types import PREFIX
from evaluation.measures import Bootstrap
from evaluation.scorer import score

MARK = re.compile(r"⟦([pqoctfx]\d+)(?:=(\w+))?\|([^⟦⟧]*)⟧")
TYPES = {prefix: label.value for label, prefix in PREFIX.items()}
FEW = Bootstrap(resamples=10)

WANG = "⟦p1=P0001|王建国⟧来电⟦x1|打听案子⟧，后来又⟦x2|打招呼⟧"


def row(marked, *events, doc_id="d1", kind="chat", owner="P0009"):
    """A gold row. `⟦p1=P0001|王建国⟧` marks and links a mention; `⟦p1=nil|老王⟧` says it is in no registry."""
    text, mentions, last = "", [], 0
    for found in MARK.finditer(marked):
        text += marked[last : found.start()]
        mentions.append(mention(found[1], len(text), found[3], found[2]))
        text += found[3]
        last = found.end()
    return {
        "doc_id": doc_id,
        "kind": kind,
        "format": "txt",
        "owner": owner,
        "folder_case": None,
        "text": text + marked[last:],
        "mentions": mentions,
        "events": list(events),
    }


def mention(id, start, text, link=None):
    """A mention of the type of its id's first letter; `link` None: not linked, `nil`: in no registry."""
    return {
        "id": id,
        "start": start,
        "end": start + len(text),
        "type": TYPES[id[0]],
        "text": text,
        "registry_id": None if link in (None, "nil") else link,
        "linked": link is not None,
    }


def spans(text, *places):
    """A row of mentions that may nest and cross: (id, start, end) each."""
    line = row(text)
    line["mentions"] = [mention(id, start, text[start:end]) for id, start, end in places]
    return line


def event(id="e1", triggers=("x1",), intervener="p1", **fields):
    """An asserted unfiled inquiry by phone, of the owner, in a case told by its number."""
    base = {
        "id": id,
        "triggers": list(triggers),
        "situations": ["ask_progress"],
        "intervener": intervener,
        "recipient": "owner",
        "case": None,
        "case_no": "（2024）川97刑终12号",
        "time": None,
        "date": "2024-03-05",
        "channel": "phone",
        "on_behalf_of": None,
        "via": None,
        "status": "asserted",
        "lawful": None,
        "verdict": "unfiled",
    }
    return {**base, **fields}


def counts(gold, predicted, *names):
    """(hits, predicted, gold) by measure; nothing of either where the measure is not there."""
    gold, predicted = ([side] if isinstance(side, dict) else side for side in (gold, predicted))
    tallies = score(gold, predicted, FEW).tallies
    return {name: (t.hits, t.predicted, t.gold) if (t := tallies.get(name)) else (0, 0, 0) for name in names}

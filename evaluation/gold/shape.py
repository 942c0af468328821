"""Whether a line has the shape of gold: every field that is read, of the sort that it has to be.

Only lines without a fault of shape go on to the checks of meaning: those may then trust every type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evaluation.gold.faults import Fault, Place, one_line, shown

DOCUMENT = {"doc_id": "id", "kind": "word", "text": "text", "mentions": "list", "events": "list"}
TOLD = {"source": "told", "format": "told", "owner": "told", "folder_case": "told"}
MENTION = {"id": "id", "start": "number", "end": "number", "type": "word", "text": "text"}
MENTION_TOLD = {"registry_id": "told", "linked": "flag", "score": "score"}
EVENT = {
    "id": "id",
    "triggers": "words",
    "situations": "words",
    **dict.fromkeys(("intervener", "recipient", "case", "case_no", "time", "date", "on_behalf_of", "via"), "told"),
    **dict.fromkeys(("channel", "status", "lawful", "verdict"), "told"),
}
EVENT_TOLD = {"score": "score"}

TYPES: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("word", "text", "told"), (str,)),
    "number": (int,),
    "score": (int, float),
    "flag": (bool,),
    "list": (list,),
}


def shape_faults(row: object, file: str, line: int) -> Iterator[Fault]:
    """Every fault of shape of one line, nothing when it has the shape of gold."""
    if not isinstance(row, dict):
        yield Fault("not-object", Place(file, line), "", "", type(row).__name__)
        return
    name = row.get("doc_id")
    place = Place(file, line, one_line(name) if isinstance(name, str) else "")
    yield from _fields(row, DOCUMENT, TOLD, place, "")
    for kind, wanted, told in (("mentions", MENTION, MENTION_TOLD), ("events", EVENT, EVENT_TOLD)):
        items = row.get(kind)
        for number, item in enumerate(items if isinstance(items, list) else [], 1):
            if not isinstance(item, dict):
                yield Fault("field-type", place, f"{kind}[{number}]", "", type(item).__name__)
                continue
            own = item.get("id")
            yield from _fields(item, wanted, told, place, shown(own) if isinstance(own, str) else f"{kind}[{number}]")


def _fields(
    row: Mapping[str, Any], wanted: Mapping[str, str], told: Mapping[str, str], place: Place, item: str
) -> Iterator[Fault]:
    for name, sort in wanted.items():
        if name not in row:
            yield Fault("field-missing", place, item, name)
        elif not _is(row[name], sort):
            yield Fault("field-type", place, item, name, _sort_of(row[name]))
        elif sort == "text" and _surrogate(row[name]):
            yield Fault("text-surrogate", place, item, name)
    for name, sort in told.items():
        if name in row and not _is(row[name], sort):
            yield Fault("field-type", place, item, name, _sort_of(row[name]))


def _is(value: object, sort: str) -> bool:
    if sort in TYPES:
        told = value is None and sort in ("told", "score")
        return told or (isinstance(value, TYPES[sort]) and (sort == "flag" or not isinstance(value, bool)))
    if sort == "id":
        return isinstance(value, str) and bool(value)
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _sort_of(value: object) -> str:
    """The sort of a value that is wrong; never the value, which may be words of a document."""
    names = {dict: "object", list: "list", str: "words", bool: "true or false", int: "number", float: "number"}
    return "null" if value is None else names.get(type(value), type(value).__name__)


def _surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False

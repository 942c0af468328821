"""Chats in JSON: the 企业微信 session archive, chatlog and others, an array or a record a line; other JSON as lines.

Times come in milliseconds or seconds since 1970, or as ISO with a zone, and are shown as China's time. Messages of
several rooms in one file become documents of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from data.errors import FileStatus, ReadError
from data.layout import Block, parse_stamp
from data.readers.base import Part, Source
from data.readers.message_types import keys, label_of, shape_of
from data.readers.rows import LOCAL, SELF, local_stamp
from data.readers.text import encoding_notes, text_of
from data.types import Kind, Location, TurnRole

Record = Mapping[str, Any]
DEEPEST = 50


def read(source: Source) -> Iterator[Part | Source]:
    """The parts of a JSON file: a chat for each room, else one part with a line for each value.

    Raises ReadError: DAMAGED with line and column where it is no JSON, and as `text_of` does.
    """
    decoded = text_of(source)
    notes = encoding_notes(decoded)
    values = list(_values(source, decoded.text))
    records = [(place, value) for place, value in values if isinstance(value, dict)]
    if records and sum(_is_message(record) for _, record in records) * 2 > len(records):
        yield from _chats(source, records, notes)
        return
    blocks = tuple(Block(line, location=place) for place, value in values for line in _lines_of(value) if line.strip())
    yield Part(source.part, "json", blocks, notes=notes)


def _values(source: Source, text: str) -> Iterator[tuple[Location, Any]]:
    """(place, value) of each record: elements of an array, or one value a line."""
    try:
        whole = _load(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data" and "\n" not in text.strip():
            raise _no_json(source, error) from None
        yield from _line_values(source, text)
        return
    items = whole if isinstance(whole, list) else _listed(whole)
    if items is None:
        yield Location(), whole
        return
    for number, item in enumerate(items, 1):
        yield Location(row=number), item


def _line_values(source: Source, text: str) -> Iterator[tuple[Location, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield Location(line=number), _load(line)
            except json.JSONDecodeError as error:
                raise _no_json(source, error, number) from None


def _load(text: str) -> Any:
    return json.loads(text, parse_constant=lambda _: None)


def _no_json(source: Source, error: json.JSONDecodeError, line: int | None = None) -> ReadError:
    return ReadError(
        FileStatus.DAMAGED,
        source.label,
        f"it is no JSON ({error.msg})",
        place=f"line {line or error.lineno}, column {error.colno}",
        way_out="ask for the export again, or rename it to .txt to have it read as it stands",
    )


def _listed(whole: Any) -> list[Any] | None:
    """The list of records that an object wraps, None when it wraps none."""
    if not isinstance(whole, dict):
        return None
    found = (whole.get(name) for name in keys()["lists"])
    return next((value for value in found if isinstance(value, list) and value), None)


def _first(record: Record, what: str) -> Any:
    """The first field of that meaning which the record fills, None when it fills none."""
    return next((record[name] for name in keys()[what] if record.get(name) not in (None, "", [])), None)


def _is_message(record: Record) -> bool:
    archived = "msgid" in record and ("msgtype" in record or "action" in record)
    plain = _first(record, "time") is not None and _first(record, "sender") is not None
    return archived or (plain and any(name in record for name in keys()["content"]))


def _chats(source: Source, records: Sequence[tuple[Location, Record]], notes: tuple[str, ...]) -> Iterator[Part]:
    rooms: dict[str, list[Block]] = {}
    for place, record in records:
        rooms.setdefault(_room(record), []).extend(_blocks(record, place))
    for room, blocks in rooms.items():
        part = source.part if len(rooms) == 1 else source.inside(room.replace("/", "_") or "chat", b"").part
        yield Part(part, "json", tuple(blocks), Kind.CHAT, notes=notes)
        notes = ()


def _room(record: Record) -> str:
    """What parts one chat from another: the room, or for a single chat the two who are in it."""
    room = _first(record, "room")
    if isinstance(room, str):
        return room
    others = record.get("tolist")
    people = {str(record.get("from", "")), *(map(str, others) if isinstance(others, list) else ())}
    return "-".join(sorted(people - {""}))


def _blocks(record: Record, place: Location) -> Iterator[Block]:
    """The message, then the messages that it forwards."""
    payload = record.get(str(record.get("msgtype", "")))
    items = payload.get("item") if isinstance(payload, dict) and record.get("msgtype") == "chatrecord" else None
    forwarded = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    # Without a sender the words go on below the message that brought them.
    unsigned = [_item_words(item) for item in forwarded if _first(item, "sender") is None]
    yield _message("\n".join(filter(None, [_words(record, payload), *unsigned])), record, place)
    for item in forwarded:
        if _first(item, "sender") is not None:
            yield _message(_item_words(item), item, place)


def _message(words: str, record: Record, place: Location) -> Block:
    stamp = stamp_of(_first(record, "time"))
    sender = _first(record, "sender")
    name = SELF if _first(record, "is_self") in (True, 1, "1") and not isinstance(sender, str) else str(sender or "")
    return Block(words, TurnRole.MESSAGE, name or None, stamp or None, parse_stamp(stamp), place)


def stamp_of(value: Any) -> str:
    """A record's time as China's time, `YYYY-MM-DD HH:MM:SS`; as it stands when it is no time, empty for none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if value > 10**11 else value
        try:
            return datetime.fromtimestamp(seconds, LOCAL).strftime("%Y-%m-%d %H:%M:%S")
        except (ValueError, OverflowError, OSError):
            return str(value)
    words = str(value or "")
    if re.match(r"\d{4}-\d\d-\d\dT", words):
        try:
            at = datetime.fromisoformat(words)
        except ValueError:
            return words
        return (at.astimezone(LOCAL) if at.tzinfo else at).strftime("%Y-%m-%d %H:%M:%S")
    return local_stamp(words)


def _words(record: Record, payload: Any) -> str:
    kind = str(record.get("msgtype", ""))
    if record.get("action") == "recall":
        kind, payload = "revoke", {}
    if kind == "mixed" and isinstance(payload, dict):
        return "\n".join(filter(None, map(_item_words, filter(_is_record, payload.get("item", ())))))
    if isinstance(payload, dict):
        return _shown(kind, payload)
    content = _first(record, "content")
    if isinstance(content, str):
        return content.strip("\n")
    if isinstance(content, dict):
        return "\n".join(_lines_of(content))
    return label_of(str(record.get("type", ""))) or (f"[{kind}]" if kind else "")


def _is_record(value: Any) -> bool:
    return isinstance(value, dict)


def _shown(kind: str, payload: Record) -> str:
    shape = shape_of(kind)
    if shape is None:
        return " ".join([f"[{kind}]", *_lines_of(payload)])
    fields = (payload.get(name) for name in shape["fields"])
    words = [" ".join(map(str, value)) if isinstance(value, list) else str(value) for value in fields if value]
    return " ".join(filter(None, [shape["label"], *words])).strip("\n")


def _item_words(item: Record) -> str:
    """One item of a forwarded bundle or a mixed message; its payload is JSON in a string."""
    kind = re.sub(r"^ChatRecord", "", str(item.get("type", ""))).lower()
    content = item.get("content")
    if isinstance(content, str):
        try:
            payload = _load(content)
        except (json.JSONDecodeError, RecursionError):
            return content
    else:
        payload = content
    return _shown(kind, payload) if isinstance(payload, dict) else str(content or "")


def _lines_of(value: Any) -> Iterator[str]:
    """`key: value` for every value of any JSON, without recursion, in the order it is written."""
    waiting: list[tuple[str, Any, int]] = [("", value, 0)]
    while waiting:
        name, item, depth = waiting.pop()
        if isinstance(item, dict) and depth < DEEPEST:
            waiting.extend((str(key), inner, depth + 1) for key, inner in reversed(item.items()))
        elif isinstance(item, list) and depth < DEEPEST:
            waiting.extend((name, inner, depth + 1) for inner in reversed(item))
        elif item is not None and not isinstance(item, dict | list):
            yield f"{name}: {item}" if name else str(item)

"""Rows of any table to blocks: chats to messages, registers and other tables to rows, one column to paragraphs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib import resources
from typing import Any

from data.layout import CELL, Block, parse_stamp
from data.readers.base import Part, Source
from data.readers.message_types import label_of
from data.types import Kind, Location, TurnRole

LOCAL = timezone(timedelta(hours=8))
HEADING_ROWS = 12
SELF = "我"
TITLE = re.compile(r"<title>(?:<!\[CDATA\[)?([^<\]]*)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row's 1-based number in its file or sheet and its cells, as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet; `name` is None where the format has no sheets. `asides` are comments and text boxes."""

    name: str | None
    rows: tuple[Row, ...]
    asides: tuple[tuple[int | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChatColumns:
    """Which column of a chat table holds what, by index; None: the table has no such column."""

    time: int
    sender: tuple[int, ...]
    content: int
    room: int | None
    is_self: int | None
    type: int | None
    heading: int


def parts_of(source: Source, format_: str, sheets: Sequence[Sheet], notes: tuple[str, ...] = ()) -> Iterator[Part]:
    """One part for all sheets; a chat table of several chats gives a part for each of them."""
    filled = [sheet for sheet in sheets if sheet.rows or sheet.asides]
    rooms: dict[str | None, list[Block]] = {None: []}
    chat = False
    for sheet in filled:
        if len(filled) > 1 and sheet.name:
            rooms[None].append(Block(sheet.name, TurnRole.HEADER, location=Location(sheet=sheet.name)))
        columns = chat_columns(sheet.rows)
        if columns:
            chat = True
            for room, block in _messages(sheet, columns):
                rooms.setdefault(room, []).append(block)
        else:
            rooms[None].extend(_table(sheet))
        rooms[None].extend(
            Block(text, TurnRole.ASIDE, location=Location(sheet=sheet.name, row=row)) for row, text in sheet.asides
        )
    hint = Kind.CHAT if chat else None
    named = {room: blocks for room, blocks in rooms.items() if blocks}
    for room, blocks in named.items():
        alone = len(named) == 1 or room is None
        part = source.part if alone else source.inside(str(room), b"").part
        yield Part(part, format_, tuple(blocks), hint, notes=notes)
        notes = ()


def chat_columns(rows: Sequence[Row]) -> ChatColumns | None:
    """The columns of a chat export, told by its heading row; None when no row near the top is such a heading."""
    names = column_names()
    for index, row in enumerate(rows[:HEADING_ROWS]):
        at = {_plain(cell): column for column, cell in reversed(list(enumerate(row.cells))) if cell}
        first = {what: next((at[name] for name in names[what] if name in at), None) for what in names}
        senders = tuple(at[name] for name in names["sender"] if name in at)
        if first["time"] is not None and first["content"] is not None and senders:
            return ChatColumns(
                first["time"], senders, first["content"], first["room"], first["is_self"], first["type"], index
            )
    return None


def _plain(cell: str) -> str:
    return re.sub(r"[\s:：\ufeff]", "", cell).lower()


@cache
def column_names() -> Mapping[str, Sequence[str]]:
    """Names of chat columns by what they hold, without case and blanks, from the lexicon."""
    loaded: Mapping[str, Any] = tomllib.loads(
        resources.files("data").joinpath("lexicons/columns.toml").read_text("utf-8")
    )
    return {what: tuple(map(_plain, names)) for what, names in loaded["chat"].items()}


def _messages(sheet: Sheet, columns: ChatColumns) -> Iterator[tuple[str | None, Block]]:
    """(chat, message) of every row; lines without time and sender lead the chat or go on with the message before."""
    last: dict[str | None, Block] = {}
    for row in sheet.rows[: columns.heading]:
        text = CELL.join(cell for cell in row.cells if cell)
        yield None, Block(text, TurnRole.HEADER, location=Location(sheet=sheet.name, row=row.number))
    for row in sheet.rows[columns.heading + 1 :]:
        time, content = _cell(row, columns.time), _content(row, columns)
        sender = _sender(row, columns)
        room = _cell(row, columns.room) or None if columns.room is not None else None
        place = Location(sheet=sheet.name, row=row.number)
        if time or sender:
            stamp = local_stamp(time)
            block = Block(content, TurnRole.MESSAGE, sender or None, stamp or None, parse_stamp(stamp), place)
            last[room] = block
            yield room, block
        else:
            text = content or CELL.join(cell for cell in row.cells if cell)
            yield room, Block(text, TurnRole.MESSAGE if room in last else TurnRole.HEADER, location=place)


def _sender(row: Row, columns: ChatColumns) -> str:
    if columns.is_self is not None and _cell(row, columns.is_self).lower() in ("1", "true", "是"):
        return SELF
    return next((name for column in columns.sender if (name := _cell(row, column))), "")


def _content(row: Row, columns: ChatColumns) -> str:
    """The words of a message; of one that is no text its label, with the title that its XML carries."""
    content, kind = _cell(row, columns.content), _cell(row, columns.type)
    if content and not content.startswith("<"):
        return content
    title = TITLE.search(content)
    return " ".join(filter(None, [label_of(kind), title[1].strip() if title else ""])) or content


def _cell(row: Row, column: int | None) -> str:
    return row.cells[column] if column is not None and column < len(row.cells) else ""


def local_stamp(words: str) -> str:
    """The time as it will be shown: as written, but seconds or milliseconds since 1970 as local time."""
    if re.fullmatch(r"\d{10}(?:\d{3})?(?:\.0)?", words):
        seconds = int(words[:10])
        return datetime.fromtimestamp(seconds, LOCAL).strftime("%Y-%m-%d %H:%M:%S")
    return words


def _table(sheet: Sheet) -> Iterator[Block]:
    """Rows as rows, below the first as their heading; rows of one cell as paragraphs.

    Empty cells at the end of a row are kept as far as the heading reaches: those beyond it are padding.
    """
    width = 0
    for row in sheet.rows:
        place = Location(sheet=sheet.name, row=row.number)
        cells = [" ".join(cell.split("\n")) for cell in row.cells]
        filled = max((index for index, cell in enumerate(cells, 1) if cell), default=0)
        if sum(bool(cell) for cell in cells) <= 1 and (len(cells) == 1 or cells[0]):
            for line in "".join(row.cells).split("\n"):
                yield Block(line, location=place)
            continue
        role = TurnRole.ROW if width else TurnRole.HEADER
        width = width or filled
        yield Block(CELL.join(cells[: max(filled, width)]), role, location=place)

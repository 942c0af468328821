"""Chats that come as papers: printed to PDF, pasted into Word, photographed from a screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.layout import Block
from data.readers.chatlog import messages_of
from data.types import Kind, Location, TurnRole


def told_as_chat(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], Kind | None]:
    """(blocks, kind): messages with their places when the paragraphs are a chat export, else `blocks` as they are.

    Asides stay behind the messages. Papers with tables are left alone.
    """
    body = [block for block in blocks if block.role is TurnRole.PARAGRAPH]
    asides = [block for block in blocks if block.role is TurnRole.ASIDE]
    if len(body) + len(asides) < len(blocks):
        return tuple(blocks), None
    lines = [(line, block.location) for block in body for line in block.text.split("\n")]
    messages = messages_of([line for line, _ in lines])
    if messages is None:
        return tuple(blocks), None
    starts = [message.location.line or 1 for message in messages]
    ends = [*starts[1:], len(lines) + 1]
    placed = [
        replace(message, location=_around([place for _, place in lines[start - 1 : end - 1]]))
        for message, start, end in zip(messages, starts, ends, strict=True)
    ]
    return (*placed, *asides), Kind.CHAT


def _around(places: Sequence[Location]) -> Location:
    """The place of the first line, its box grown around those that follow it on the same page."""
    first = places[0]
    boxes = [place.box for place in places if place.box is not None and place.page == first.page]
    if not boxes:
        return first
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return replace(first, box=(min(lefts), min(tops), max(rights), max(bottoms)))

"""From the bytes of a service to the object the model wrote, however the service wraps it."""

from __future__ import annotations

import json
import re
from typing import Any

from extractors.second_reader.losses import Cause, Lost

THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)|\A(?:(?!<think>).)*</think>", re.DOTALL)
"""What a reasoning model says before its answer; some services leave out the opening tag."""
LENGTH = re.compile(
    r"context.{0,20}(length|size|window)|maximum.{0,40}tokens|too (long|many tokens)|n_ctx|num_ctx|"
    r"prompt is longer|input.{0,20}length",
    re.IGNORECASE | re.DOTALL,
)
STARTS = 50
"""Braces at which an object is looked for in an answer that is more than an object."""


def tells_too_long(data: bytes) -> bool:
    """Whether the body of a refusal says that the request is longer than the model can read."""
    return bool(LENGTH.search(data.decode("utf-8", "replace")[:4000]))


def words_of(data: bytes) -> str:
    """What the model wrote, of the body of a chat completion. Raises Lost when there is nothing."""
    body = _parsed(data.decode("utf-8", "replace"))
    if not isinstance(body, dict):
        raise Lost(Cause.NOT_JSON)
    if body.get("error"):
        raise Lost(Cause.TOO_LONG if tells_too_long(data) else Cause.REFUSED)
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise Lost(Cause.NOT_JSON)
    if choice.get("finish_reason") == "length":
        raise Lost(Cause.CUT_SHORT)
    if message.get("refusal") or choice.get("finish_reason") == "content_filter":
        raise Lost(Cause.REFUSED)
    return _text(message.get("content"))


def events_in(words: str) -> list[Any]:
    """The list of events in what the model wrote: an object alone, in a fence of Markdown, or within other words.

    Raises Lost when there is none.
    """
    said = THOUGHT.sub("", words).strip()
    whole = _events(_parsed(said))
    if whole is not None:
        return whole
    decoder = json.JSONDecoder()
    for found, _ in zip(re.finditer(r"[{\[]", said), range(STARTS), strict=False):
        try:
            value, _end = decoder.raw_decode(said, found.start())
        except (ValueError, RecursionError):
            continue
        events = _events(value)
        if events is not None:
            return events
    raise Lost(Cause.NOT_JSON)


def _events(value: Any) -> list[Any] | None:
    events = value.get("events") if isinstance(value, dict) else value
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        return None
    return events if isinstance(value, dict) or (events and all("triggers" in event for event in events)) else None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(content: Any) -> str:
    """The text of a message: a string, or a list of parts."""
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if not isinstance(content, str) or not content.strip():
        raise Lost(Cause.NOT_JSON)
    return content

"""Reading JSON text of a database that may have been changed from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.codec import from_text

UNREADABLE = object()
"""Stands for text that is no JSON: equal to nothing that was ever written."""


def value_in(text: Any) -> Any:
    """The value of a text, None for NULL, UNREADABLE for what is no JSON."""
    if text is None:
        return None
    try:
        return from_text(text)
    except (TypeError, ValueError):
        return UNREADABLE


def told_of(text: Any) -> Mapping[str, Any]:
    """The object of a text; an empty one for anything else, of which the walk along the chain tells."""
    value = value_in(text)
    return value if isinstance(value, dict) else {}

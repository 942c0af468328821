"""JSON text of the store and of the outputs: one spelling for one value, so that equal values have equal bytes."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def to_text(value: Any) -> str:
    """`value` as compact JSON, keys in their given order, Chinese as itself.

    A lone surrogate (half of an emoji cut by the program that made the file) cannot be written as UTF-8; a value that
    holds one is written with escapes throughout, which every JSON reader takes.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text


def from_text(text: str) -> Any:
    """The value that `to_text` wrote."""
    return json.loads(text)


def digest(value: Any) -> str:
    """SHA-256, in hex, of the JSON text of `value` with sorted keys."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()

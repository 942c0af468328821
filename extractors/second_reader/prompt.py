"""What the second reader is asked: the words of `data/lexicons/second_reader.toml`, the codes, the paper in a fence."""

from __future__ import annotations

import hashlib
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from data.codec import digest
from data.errors import ConfigError
from data.lexicon import rows
from data.types import Kind
from extractors.second_reader.schema import answer_schema

PLACE = "data/lexicons/second_reader.toml"
Message = dict[str, str]


@lru_cache(maxsize=1)
def told() -> dict[str, Any]:
    """The tables of the file. Raises ConfigError when it cannot be read."""
    try:
        return tomllib.loads((files("data") / "lexicons" / "second_reader.toml").read_text("utf-8"))
    except (OSError, ValueError):
        raise ConfigError(f"{PLACE}: cannot be read; restore it from the release") from None


@lru_cache(maxsize=1)
def prompt_version() -> str:
    """The version in words, with a digest of the words, the codes and the schema as they are sent."""
    sent = [told(), system_words(), answer_schema()]
    return f"prompt {told()['version']}+{digest(sent)[:8]}"


@lru_cache(maxsize=1)
def system_words() -> str:
    """The instructions, with the codes as the lexicon of labels names them."""
    named = {name: _codes(field) for name, field in FIELDS.items()}
    return str(told()["words"]["system"]).strip().format(**named)


FIELDS = {"situations": "situation", "channels": "channel", "statuses": "status", "lawful": "lawful"}


def _codes(field: str) -> str:
    return "\n".join(f"{row['code']} {row['label']}" for row in rows("labels") if row["field"] == field)


def messages(text: str, kind: Kind) -> list[Message]:
    """The two messages of a request. Half surrogates, which no request can hold, stand as U+FFFD: offsets hold."""
    sendable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_half(text) else text
    user = str(told()["words"]["user"]).strip()
    filled = user.replace("{kind}", _label(kind)).replace("{fence}", fence(text)).replace("{text}", sendable)
    return [{"role": "system", "content": system_words()}, {"role": "user", "content": filled}]


def fence(text: str) -> str:
    """A line that does not stand in `text`; the same for the same text, and not to be foreseen by who wrote it."""
    drawn = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    line = f"=====材料界线 {drawn[:24]}====="
    return line if line not in text else fence(text + line)


def _label(kind: Kind) -> str:
    return next((row["label"] for row in rows("labels") if (row["field"], row["code"]) == ("kind", kind)), kind.value)


def _has_half(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)

"""How chat messages that are no plain text are shown, and how chat records in JSON name their fields: the lexicon."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

Shape = Mapping[str, Any]


def shape_of(kind: str) -> Shape | None:
    """`label` and the `fields` that hold words of a 企业微信 message type, None for an unknown one."""
    shape: Shape | None = _lexicon()["wecom"].get(kind)
    return shape


def label_of(code: str) -> str:
    """The label of a WeChat message type by its code, empty for text and for an unknown one."""
    label: str = _lexicon()["wechat"].get(code, "")
    return label


def keys() -> Mapping[str, Sequence[str]]:
    """Names of the fields of chat records by what they hold, in the order they are preferred."""
    found: Mapping[str, Sequence[str]] = _lexicon()["keys"]
    return found


@cache
def _lexicon() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("data").joinpath("lexicons/message_types.toml").read_text("utf-8"))

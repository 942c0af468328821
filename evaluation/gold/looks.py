"""How annotation tools show labels, fields and roles: colours, hot keys and Chinese headings, from `looks.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Looks:
    """Colours (#rrggbb) and hot keys by mention type; headings by field or role."""

    colours: Mapping[str, str]
    keys: Mapping[str, str]
    headings: Mapping[str, str]


@lru_cache(maxsize=1)
def looks() -> Looks:
    """The file's tables."""
    loaded = tomllib.loads(resources.files("evaluation").joinpath("gold/looks.toml").read_text("utf-8"))
    return Looks(loaded["colours"], loaded["keys"], loaded["headings"])

"""The record form as data: titles by kind of organ, the words of the boxes, names of codes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from data.lexicon import rows
from data.rulebook import profile_for


@dataclass(frozen=True, slots=True)
class Title:
    """What the form of an organ is called, and where that comes from."""

    profile: str
    title: str
    source: str
    basis: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the form; `version` is that of the file."""

    version: str
    titles: Mapping[str, Title]
    words: Mapping[str, str]
    kinds: Mapping[str, str]
    places: Mapping[str, str]
    versions: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.words[name]


@lru_cache(maxsize=1)
def form_words() -> Words:
    """The words of `forms/record.toml`."""
    told = tomllib.loads((files("review") / "exports/forms/record.toml").read_text("utf-8"))
    titles = {profile: Title(profile, **title) for profile, title in told["titles"].items()}
    return Words(told["version"], titles, told["words"], told["kinds"], told["places"], told["versions"])


def title_for(unit: str | None) -> Title:
    """The form that a unit fills in, told by the words in its name; the common one when they tell nothing."""
    titles = form_words().titles
    return titles.get(profile_for(unit or ""), titles["common"])


def label(field: str, code: str | None) -> str:
    """The Chinese name of a code; the code itself when the list has none, empty for None."""
    return _labels().get((field, code), code) if code else ""


def place(location: Mapping[str, Any] | None) -> str:
    """Where in a file something stands, as a person counts; empty when not known."""
    told = [
        template.format(location[name])
        for name, template in form_words().places.items()
        if location and location.get(name) is not None
    ]
    return " · ".join(told)


@lru_cache(maxsize=1)
def _labels() -> Mapping[tuple[str, str], str]:
    return {(row["field"], row["code"]): row["label"] for row in rows("labels")}

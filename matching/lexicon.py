"""The lexicons that matching rests on, read once from `data/lexicons/match_*` when first needed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from data.lexicon import rows

UNLISTED_SURNAME = 0.005
UNLISTED_CHARACTER = 0.1


@dataclass(frozen=True, slots=True)
class Title:
    """A title as people say it: endings of the posts it means, that it covers when 副 is dropped, and by courtesy;
    `common` ones say little, as people outside any registry bear them."""

    posts: tuple[str, ...]
    deputies: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    common: bool = False


Weights = Mapping[str, Mapping[str, float]]
"""Comparison -> level -> log odds."""


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """Thresholds of linking a person. Scores 0..1; `block` counts registry entries."""

    link: float
    margin: float
    shown: int
    shown_floor: float
    block: int


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """Thresholds of linking a case. Scores 0..1."""

    link: float
    margin: float
    shown: int


@dataclass(frozen=True, slots=True)
class FiledSettings:
    """How many days a filed record may lie before or after the day told; `merge_days` between two papers."""

    days_early: int
    days_late: int
    merge_days: int


@cache
def table(name: str) -> Mapping[str, Any]:
    """The content of `data/lexicons/<name>.toml`."""
    return tomllib.loads(_text(f"{name}.toml"))


def _text(file: str) -> str:
    return resources.files("data").joinpath("lexicons", file).read_text("utf-8")


@cache
def titles() -> Mapping[str, Title]:
    """Every title by its words."""
    return {
        words: Title(
            tuple(row["posts"]), tuple(row.get("deputies", ())), tuple(row.get("loose", ())), row.get("common", False)
        )
        for words, row in table("match_titles")["titles"].items()
    }


@cache
def title_words(group: str) -> tuple[str, ...]:
    """One list of `[words]` in match_titles.toml, longest first."""
    return tuple(sorted(table("match_titles")["words"][group], key=lambda word: (-len(word), word)))


@cache
def surnames() -> Mapping[str, float]:
    """Surname -> share of the population in per cent."""
    return {row["surname"]: float(row["share"]) for row in rows("match_surnames")}


@cache
def given_characters() -> Mapping[str, float]:
    """Character -> share of given names that hold it, in per cent."""
    return {row["character"]: float(row["share"]) for row in rows("match_given")}


@cache
def lookalikes() -> Mapping[str, frozenset[str]]:
    """Character -> the characters that hands and eyes mistake it for, itself left out."""
    return _groups("match_lookalikes")


@cache
def scan_confusions() -> Mapping[str, frozenset[str]]:
    """Character -> the characters that machines reading print mistake it for, itself left out."""
    return _groups("match_ocr")


@cache
def shapes() -> Mapping[str, frozenset[str]]:
    """Character -> the characters whose printed shape is much like it, either way round."""
    found: dict[str, set[str]] = {}
    for row in rows("match_shapes"):
        for other in row["alike"]:
            found.setdefault(row["character"], set()).add(other)
            found.setdefault(other, set()).add(row["character"])
    return {character: frozenset(others) for character, others in found.items()}


@cache
def dialects() -> Mapping[str, Mapping[str, str]]:
    """Part of a syllable (syllable, end, begin) -> sound said -> the sound it is heard as."""
    found: dict[str, dict[str, str]] = {"syllable": {}, "end": {}, "begin": {}}
    for row in rows("match_dialects"):
        found[row["part"]][row["said"]] = row["heard"]
    return found


@cache
def surname_readings() -> Mapping[str, str]:
    """Surname -> its reading without tones, for those not read as the character mostly is."""
    return {row["surname"]: row["reading"] for row in rows("match_readings")}


def _groups(name: str) -> Mapping[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for row in rows(name):
        for character in row["characters"]:
            groups.setdefault(character, set()).update(set(row["characters"]) - {character})
    return {character: frozenset(others) for character, others in groups.items()}


@cache
def variants() -> Mapping[int, str]:
    """Code point of a traditional or variant character of names -> the plain one."""
    return {ord(other): row["character"] for row in rows("match_variants") for other in row["variants"]}


@cache
def people_weights() -> Weights:
    """The shipped log odds of the levels of `matching.comparisons`."""
    return {
        name: {level: float(weight) for level, weight in levels.items()}
        for name, levels in table("match_weights").items()
        if isinstance(levels, Mapping)
    }


@cache
def people_settings() -> PeopleSettings:
    """The shipped thresholds of linking people."""
    return PeopleSettings(**table("match_settings")["people"])


@cache
def case_settings() -> CaseSettings:
    """The shipped thresholds of linking cases."""
    return CaseSettings(**table("match_settings")["cases"])


@cache
def filed_settings() -> FiledSettings:
    """The shipped thresholds of comparing with filed records."""
    return FiledSettings(**table("match_settings")["filed"])

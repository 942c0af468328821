"""The words of the screens, in Chinese and English: sentences of pages, names of codes, days and places in files.

A page's sentences stand in `review/words/<page>.toml`, a table a key with `zh` and `en`; `en_one` is taken for an `n`
of 1.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from data.errors import ConfigError, DeskError
from data.lexicon import rows
from review.settings import CHINA

LANGUAGES = ("zh", "en")

Words = Mapping[str, Mapping[str, str]]


@cache
def words() -> Words:
    """Every sentence by its key `page.key`, as a mapping of languages.

    Raises ConfigError naming file and key when one lacks a language.
    """
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted((files("review") / "words").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            page = file.name.removesuffix(".toml")
            for key, told in _flat(tomllib.loads(file.read_text("utf-8")), page):
                missing = [language for language in LANGUAGES if not told.get(language)]
                if missing:
                    raise ConfigError(f"review/words/{file.name}: {key} has no {missing[0]}; restore the file")
                found[key] = told
    return found


def _flat(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for name, value in table.items():
        key = f"{above}.{name}"
        if LANGUAGES[0] in value or LANGUAGES[1] in value:
            yield key, value
        else:
            yield from _flat(value, key)


def sentence(key: str, language: str, /, **values: Any) -> str:
    """The sentence of `key` with its `{values}` put in. Raises KeyError for a key or a value that is not there."""
    told = words()[key]
    text = told["en_one"] if language == "en" and values.get("n") == 1 and "en_one" in told else told[language]
    return text.format(**values) if values else text


def why(error: DeskError, language: str) -> str:
    """Why the desk cannot do what was asked, as a sentence; the error's own words when it has no code."""
    return sentence(f"why.{error.code}", language, **error.values) if error.code else str(error)


@cache
def _labels() -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(row["field"], row["code"]): {"zh": row["label"], "en": row["label_en"]} for row in rows("labels")}


def label(code: object, field: str, language: str = "zh") -> str:
    """The name of a code of `field`; the code itself when the list has none, `未记` / `not told` for None."""
    if code is None:
        return sentence("common.not_told", language)
    told = _labels().get((field, str(code)))
    return told[language] if told else str(code)


def codes(field: str) -> tuple[str, ...]:
    """The codes of `field` in the order of the list."""
    return tuple(code for name, code in _labels() if name == field)


def place(location: Mapping[str, Any] | None, language: str = "zh") -> str:
    """Where in a file something stands, as a person counts: `附件 a.docx · 第 2 页 · 第 5 行`; empty when not known."""
    parts = ("part", "page", "sheet", "section", "row", "line", "paragraph")
    told = {name: at for name in parts if (at := (location or {}).get(name)) is not None}
    if "section" in told:
        told["section"] = section(str(told["section"]), language)
    return " · ".join(sentence(f"common.place_{name}", language, at=at) for name, at in told.items())


def section(told: str, language: str = "zh") -> str:
    """The name of a part of a paper: `footnote` is 脚注, `table 2` is 表 2; what the list has not stays as it is."""
    kind, _, rest = told.partition(" ")
    return " ".join(filter(None, [label(kind, "section", language), rest]))


def day(value: str | None, language: str = "zh") -> str:
    """An ISO day with its weekday: `2024-03-05 周二`, `2024-03-05 Tue`; what is no day comes out as it is."""
    if value is None:
        return sentence("common.not_told", language)
    weekday = date.fromisoformat(value[:10]).weekday()
    return f"{value} {sentence(f'common.weekday_{weekday}', language)}"


def percent(score: float) -> str:
    """A score 0..1 as whole percent."""
    return f"{round(100 * score)}%"


def beijing(moment: str | None) -> str:
    """A stored time (ISO 8601, UTC) as the clock in China shows it: `2026-11-23 22:03`; empty for None."""
    return datetime.fromisoformat(moment).astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if moment else ""

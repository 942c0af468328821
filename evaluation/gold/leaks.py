"""What a test set shares with training: the same or nearly the same texts, people, cases, organisations.

A text that was learnt from is no test: such leaks are to be refused. People and cases that both sets name are said:
cities differ, and the P0017 of one is not that of another, so an id counts only together with the name, unless both
sets rest on the same registries.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from data.errors import ConfigError, GoldError
from evaluation.gold.identities import Identities, identities
from evaluation.gold.near_duplicates import NearSettings, alike, normalised

Row = Mapping[str, Any]
DIGEST = "1:"
"""What a digest begins with: the version of the normalisation that it was made with."""


class Level(StrEnum):
    """What a leak leads to, the gravest first."""

    REFUSE = "refuse"  # not fit to score
    SAY = "say"  # scores may flatter; told beside them
    INFORM = "inform"  # to be expected


class Sort(StrEnum):
    """What is shared."""

    SAME_TEXT = "same_text"  # but for blanks, signs, width and case
    NEAR_TEXT = "near_text"  # one text with changes, or one within the other
    ALIKE_TEXT = "alike_text"  # passages in common
    DOCUMENT_ID = "document_id"  # the same id over different texts
    PERSON = "person"
    CASE = "case"
    ORGANISATION = "organisation"


LEVEL_OF: Mapping[Sort, Level] = {
    Sort.SAME_TEXT: Level.REFUSE,
    Sort.NEAR_TEXT: Level.REFUSE,
    Sort.ALIKE_TEXT: Level.SAY,
    Sort.DOCUMENT_ID: Level.SAY,
    Sort.PERSON: Level.SAY,
    Sort.CASE: Level.SAY,
    Sort.ORGANISATION: Level.INFORM,
}


@dataclass(frozen=True, slots=True)
class LeakSettings:
    """When texts are alike, and what identifies. `same_registries`: both sets name people by the same registries."""

    version: int
    near: NearSettings
    organisation: int
    same_registries: bool = False


@dataclass(frozen=True, slots=True)
class Leak:
    """One thing shared by `train` and `test` documents (names as given, sorted).

    `value` is the person, case or organisation, empty for texts; it is content of documents: not for logs.
    `containment` and `jaccard` 0..1 are told for texts alone.
    """

    sort: Sort
    train: tuple[str, ...]
    test: tuple[str, ...]
    value: str = ""
    containment: float | None = None
    jaccard: float | None = None

    @property
    def level(self) -> Level:
        """What it leads to."""
        return LEVEL_OF[self.sort]


@dataclass(frozen=True, slots=True)
class Leaks:
    """All leaks, the gravest first; `train` and `test` count the documents compared."""

    found: tuple[Leak, ...]
    train: int
    test: int

    @property
    def refused(self) -> tuple[Leak, ...]:
        """Those that make the test set unfit."""
        return tuple(leak for leak in self.found if leak.level is Level.REFUSE)

    def of(self, sort: Sort) -> tuple[Leak, ...]:
        """Those of one sort."""
        return tuple(leak for leak in self.found if leak.sort is sort)

    def test_documents(self, sort: Sort) -> int:
        """How many test documents leaks of this sort touch."""
        return len({name for leak in self.of(sort) for name in leak.test})


def text_digest(text: str) -> str:
    """What two texts have in common that differ by blanks, signs, width and case alone: version and SHA-256.

    "" for a text without a letter, digit or character: such texts are nobody's.
    """
    plain = normalised(text)
    return DIGEST + hashlib.sha256(plain.encode()).hexdigest() if plain else ""


def load_settings(path: Path | None = None, *, same_registries: bool = False) -> LeakSettings:
    """The settings of `path`, else the built-in ones. Raises ConfigError for a file that is none."""
    place = str(path or "evaluation/gold/leaks.toml")
    try:
        text = path.read_text("utf-8") if path else (files("evaluation.gold") / "leaks.toml").read_text("utf-8")
        told = tomllib.loads(text)
        near = NearSettings(**told["near"])
        settings = LeakSettings(told["version"], near, told["identity"]["organisation"], same_registries)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ConfigError(f"{place}: no settings of leaks ({error}); see docs/evaluation/annotators.md") from None
    if not (near.shingle >= 1 and 0 < near.alike <= near.refuse <= 1 and near.least >= 0):
        raise ConfigError(f"{place}: near: expected shingle >= 1, 0 < alike <= refuse <= 1, least >= 0")
    return settings


def find(
    train_rows: Sequence[Row],
    test_rows: Sequence[Row],
    settings: LeakSettings | None = None,
    train_names: Sequence[str] | None = None,
) -> Leaks:
    """What `test_rows` share with `train_rows`; documents are called by doc_id, those of training by `train_names`
    where given. Raises GoldError for a row without text or annotations."""
    _check(train_rows, "train")
    _check(test_rows, "test")
    used = settings or load_settings()
    names = list(train_names or [row["doc_id"] for row in train_rows]), [row["doc_id"] for row in test_rows]
    found = [*_texts(train_rows, test_rows, names, used.near), *_ids(train_rows, test_rows, names)]
    mine, theirs = ([identities(row, used.organisation) for row in rows] for rows in (train_rows, test_rows))
    for sort, keys in _keys(used).items():
        found.extend(_shared(sort, (_places(mine, names[0], keys), _places(theirs, names[1], keys))))
    return Leaks(_sorted(found), len(train_rows), len(test_rows))


def _texts(
    train: Sequence[Row], test: Sequence[Row], names: tuple[list[str], list[str]], near: NearSettings
) -> Iterator[Leak]:
    ours, theirs = ([normalised(row["text"]) for row in rows] for rows in (test, train))
    places = defaultdict(list)
    for number, text in enumerate(theirs):
        places[text].append(number)
    same = {(t, n) for t, text in enumerate(ours) if text for n in places.get(text, ())}
    for t, n in same:
        yield Leak(Sort.SAME_TEXT, (names[0][n],), (names[1][t],), "", 1.0, 1.0)
    for pair in alike(ours, theirs, near):
        if (pair.first, pair.second) not in same:
            sort = Sort.NEAR_TEXT if pair.containment >= near.refuse else Sort.ALIKE_TEXT
            measures = round(pair.containment, 4), round(pair.jaccard, 4)
            yield Leak(sort, (names[0][pair.second],), (names[1][pair.first],), "", *measures)


def _ids(train: Sequence[Row], test: Sequence[Row], names: tuple[list[str], list[str]]) -> Iterator[Leak]:
    digests = defaultdict(set)
    for row, name in zip(train, names[0], strict=True):
        digests[row["doc_id"]].add((text_digest(row["text"]), name))
    for row in test:
        other = sorted(name for digest, name in digests[row["doc_id"]] if digest != text_digest(row["text"]))
        if other:
            yield Leak(Sort.DOCUMENT_ID, tuple(other), (row["doc_id"],), row["doc_id"])


def _keys(settings: LeakSettings) -> dict[Sort, Callable[[Identities], Iterable[str]]]:
    """How documents are compared. With the same registries an id is the person, and a name alone one of no registry."""

    def people(one: Identities) -> Iterable[str]:
        if not settings.same_registries:
            return {name for name, _ in one.people}
        return one.ids | {name for name, known in one.people if not known}

    return {
        Sort.PERSON: people,
        Sort.CASE: lambda one: one.cases,
        Sort.ORGANISATION: lambda one: one.organisations,
    }


def _places(
    found: Sequence[Identities], names: Sequence[str], keys: Callable[[Identities], Iterable[str]]
) -> dict[str, set[str]]:
    places = defaultdict(set)
    for one, name in zip(found, names, strict=True):
        for value in keys(one):
            places[value].add(name)
    return places


def _shared(sort: Sort, sides: tuple[Mapping[str, set[str]], Mapping[str, set[str]]]) -> Iterator[Leak]:
    for value in sides[0].keys() & sides[1].keys():
        yield Leak(sort, tuple(sorted(sides[0][value])), tuple(sorted(sides[1][value])), value)


def _sorted(found: Iterable[Leak]) -> tuple[Leak, ...]:
    order = list(Sort)
    return tuple(
        sorted(
            found,
            key=lambda leak: (
                order.index(leak.sort),
                -(leak.containment or 0),
                leak.test,
                leak.train,
                leak.value,
            ),
        )
    )


def _check(rows: Sequence[Row], side: str) -> None:
    for number, row in enumerate(rows, 1):
        for name, kind in (("doc_id", str), ("text", str), ("mentions", list), ("events", list)):
            if not isinstance(row.get(name), kind):
                raise GoldError(
                    f"{side}, row {number}, document {row.get('doc_id')}: field {name!r} is missing or no "
                    f"{kind.__name__}; leaks are looked for between gold files"
                )

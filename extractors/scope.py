"""Words that settle whether an act took place and whether a lawful procedure covers it, whatever a model thinks.

A row of `data/lexicons/scope.tsv` says which words, where they must stand, and what they settle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from data.lexicon import Row, rows
from data.types import Lawful, Status
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.surroundings import PLACES, Place

NONE = "none"
"""The value of `lawful` in the table for: no lawful procedure covers it."""
SET = "set"
NAMED = re.compile(r"@(\w+)")
EMPTY = "-"


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` found `where`, and `unless` not found at `spared`, sets `field` (status, lawful) to `value`.

    `where` names places of `PLACES` in the order they are searched.
    `kinds` are the kinds of paper it reads, all when empty. A rule that is not `sure` overrides nothing: its words are
    named as grounds of what was decided.
    """

    name: str
    field: str
    value: str
    where: str
    sure: bool
    kinds: frozenset[str]
    pattern: re.Pattern[str]
    spared: str
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Hit:
    """`text[start:end]` are the words for which `rule` holds."""

    rule: Rule
    start: int
    end: int


@lru_cache(maxsize=1)
def scope_rules() -> tuple[Rule, ...]:
    """The rules of the lexicon, in file order: the first sure one that holds decides its field."""
    sets: dict[str, list[str]] = {}
    for row in rows("scope"):
        if row["field"] == SET:
            sets.setdefault(row["rule"], []).append(row["pattern"])
    return tuple(_rule(row, sets) for row in rows("scope") if row["field"] != SET)


def _rule(row: Row, sets: Mapping[str, list[str]]) -> Rule:
    unless = NAMED.sub(lambda named: "|".join(sets[named[1]]), row["unless"])
    return Rule(
        row["rule"],
        row["field"],
        row["value"],
        row["where"],
        row["sure"] == "1",
        frozenset(row["kinds"].split()) - {EMPTY},
        re.compile(row["pattern"]),
        row["spared"],
        re.compile(unless) if unless != EMPTY else None,
    )


def hits(draft: Draft, finding: Finding) -> Iterator[Hit]:
    """The rules that hold for `finding`, in file order, each with the first words that it holds by."""
    around = {name: tuple(places(draft, finding)) for name, places in PLACES.items()}
    for rule in scope_rules():
        if rule.kinds and draft.document.kind.value not in rule.kinds:
            continue
        found = _search(rule.pattern, draft.text, around, rule.where)
        if found and not (rule.unless and _search(rule.unless, draft.text, around, rule.spared)):
            yield Hit(rule, found.start(), found.end())


def review(draft: Draft, finding: Finding) -> Finding:
    """`finding` with the status and the lawful procedure that words settle; what they leave open stays as it was."""
    settled: dict[str, str] = {}
    for hit in hits(draft, finding):
        if hit.rule.sure:
            settled.setdefault(hit.rule.field, hit.rule.value)
    return settle_by(finding, settled)


def settle_by(finding: Finding, settled: Mapping[str, str]) -> Finding:
    """`finding` with the values of `settled` by field (status, lawful).

    A procedure that the decider named stays: the words tell that there is one, the decider knows better which. What did
    not take place needs none.
    """
    status = Status(settled.get("status", finding.status.value))
    lawful = finding.lawful
    if settled.get("lawful") == NONE:
        lawful = None
    elif "lawful" in settled and lawful is None:
        lawful = Lawful(settled["lawful"])
    return replace(finding, status=status, lawful=lawful if status is Status.ASSERTED else None)


def _search(
    pattern: re.Pattern[str], text: str, around: Mapping[str, Sequence[Place]], where: str
) -> re.Match[str] | None:
    places = (place for name in where.split() for place in around[name])
    return next(filter(None, (pattern.search(text, *place) for place in places)), None)

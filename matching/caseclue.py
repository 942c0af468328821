"""What an event tells of its case, the numbers in its words, and what a piece of evidence is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from data.case_parts import COURT, CaseNumber
from data.casenumber import find_case_numbers, parse
from data.normalize import fold
from matching import lexicon

CANDIDATE = 0.2
"""Certainty from which a number counts within words that are known to name a case."""
DIGITS = re.compile(r"(?<!\d)(\d{1,5})(?!\d|[年月日点时:：.]|-\d{2})")
LEAD = re.compile(r"[\u4e00-\u9fff]{2,4}$")
"""Letters before digits that may be the type of a number: 刑诉58."""
HAN = re.compile(r"[^\u4e00-\u9fff]")


class Silence(StrEnum):
    """Why an event that names no case may well have none: it did not happen, or is lawful.

    STEP is a lawful step within one case (a party's motion, a presiding judge's supervision), GENERAL a lawful act that
    serves no single case (a deputy's inspection, guidance, a question about procedure).
    """

    NEGATED = "negated"
    SUPPOSED = "supposed"
    STEP = "step"
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Clue:
    """What an event tells of its case. `words` name the case, `beside` is the turn around, `paper` the whole text;
    `people` are other names tied to the event (the one the favour is for), `named` all names of the paper, `lawyers`
    licence numbers of the event's lawyers. `silent` is set for what is no event or lawful and names no case.
    `sentence` stands in for `words` where the event names no case, as what is said around it may. `only` is the one
    case that the rest of the paper tells of, None where it tells of none or several.
    """

    words: str
    beside: str
    paper: str
    day: date | None
    number: str | None = None
    people: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    silent: Silence | None = None
    sentence: str = ""
    lawyers: frozenset[str] = frozenset()
    folder: str | None = None
    owner: str | None = None
    recipient: str | None = None
    others: frozenset[str] = frozenset()
    units: tuple[str, ...] = ()
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A level of one kind of evidence, as `match_case_weights.toml` has it, and words for the reviewer (Chinese)."""

    kind: str
    level: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """A number as far as words tell it: as `written`, its parts, and `lead`, letters before it that may be its type."""

    written: str
    number: CaseNumber
    lead: str = ""

    def level(self, case_no: str) -> str | None:
        """How the case's number agrees: short with type or year, bare by number alone, near when these differ."""
        own = parse(case_no)
        if own is None or own.number != self.number.number:
            return None
        if not self.number.may_be(own):
            return "near"
        typed = bool(self.number.type or self.number.year or self.number.head)
        return "short" if typed or (self.lead and self.lead in HAN.sub("", case_no)) else "bare"


@lru_cache(maxsize=4096)
def numbers_told(words: str) -> tuple[Told, ...]:
    """Every number in words that name a case, as far as it is told: 民终112, 2025年112号, 112, 一百一十二号案."""
    folded = fold(words)
    spans = find_case_numbers(folded, least=CANDIDATE)
    taken = [(span.start, span.end) for span in spans]
    return (*(_span_told(folded, span.start, span.text, span.number) for span in spans), *_digits_told(folded, taken))


def _span_told(folded: str, start: int, written: str, number: CaseNumber) -> Told:
    return Told(written, number, "" if number.type else _lead(folded[:start]))


def _digits_told(folded: str, taken: list[tuple[int, int]]) -> Iterator[Told]:
    for found in DIGITS.finditer(folded):
        if not any(start <= found.start() < end for start, end in taken):
            yield Told(found[0], CaseNumber(COURT, "", int(found[1])), _lead(folded[: found.start()]))


def _lead(before: str) -> str:
    """The last two characters before a number, 字 and 第 left out."""
    found = LEAD.search(before.rstrip("字第 ("))
    return found[0][-2:] if found else ""


@lru_cache(maxsize=65536)
def is_plain(words: str) -> bool:
    """Whether words for a case say no more than that it is one: 这个案子, 他那个官司."""
    for plain in sorted(lexicon.table("match_cases")["words"]["plain"], key=len, reverse=True):
        words = words.replace(plain, "")
    return len(words) <= 1

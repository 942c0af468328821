"""From a type and a number found in text to the case number they belong to: what stands on their left."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from data.case_grammar import HAN, Grammar, Organ, grammar
from data.case_parts import COURT, DIGITS_OF_CHINESE, ZERO_ONE, CaseNumber, value_of, year_of
from data.lexicon import words

REPAIRED, UNMARKED, UNBRACKETED, UNLISTED = 0.05, 0.1, 0.02, 0.15
"""What each weakness takes off the certainty: a letter read as a digit, no 号, no brackets, an unlisted court."""
SHORT_WITH_COURT, SHORT_WITH_YEAR, SHORT_TYPE, SHORT_EXECUTION, SHORT_ORGAN = 0.75, 0.75, 0.65, 0.5, 0.55
"""Certainty of a number that lacks its year, its court, both; of 执9号; of a short number of another organ."""
LEFT_REACH = 40
"""How many code points left of the type are looked at; the longest number in print takes about 30."""
YEARS = range(1980, 2100)
COURT_DIGITS = 7
"""Longer numbers are printed by other organs only, after the year."""
HEAD_MOST = 3
"""Places write themselves with up to three characters; a longer run of characters is the sentence before."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case number at `start`:`end` of the folded text, with its certainty 0..1."""

    start: int
    end: int
    number: CaseNumber
    certainty: float


@dataclass(frozen=True, slots=True)
class _Reading:
    """A type with its number, and the text left of it. `inner` is the year that stands right of the type, if any."""

    anchor: re.Match[str]
    type: str
    left: str
    inner: str | None

    def found(self, start: int, number: CaseNumber, full: float) -> Found:
        """The find from `start` of `left` on, with the weaknesses of its print taken off `full`."""
        printed = self.left[start:] + self.anchor[0]
        weak = 0.0 if self.anchor["mark"] else UNMARKED
        weak += REPAIRED if re.search(r"[OoIl|]", printed) else 0.0
        weak += 0.0 if full < 1.0 or re.search(r"[()]", printed) else UNBRACKETED
        return Found(start, self.anchor.end(), number, full - weak)

    @property
    def number(self) -> int:
        return value_of(self.anchor["number"])


def read_at(text: str, anchor: re.Match[str], low: int, heads: frozenset[str]) -> Found | None:
    """The case number whose type and number `anchor` found in the folded `text`, None when it is none.

    Nothing left of `low` belongs to it. `heads` are known short names of places (安 of 安检刑诉).
    """
    start = max(low, anchor.start() - LEFT_REACH)
    if len(anchor["number"]) > COURT_DIGITS and not (anchor["inner"] or anchor["plain"]):
        return None  # a phone or an account
    left = text[start : anchor.start()]
    reading = _Reading(anchor, anchor["type"].replace(" ", ""), left, anchor["inner"] or anchor["plain"])
    found = _organ_number(reading, heads) or _court_number(reading) or _short_number(reading)
    return replace(found, start=start + found.start) if found else None


def _court_number(reading: _Reading) -> Found | None:
    """（2024）川97刑终12号 in every shape, with at least the court or the year told."""
    rules = grammar()
    if reading.type not in rules.court_types or rules.court_types[reading.type] == "former":
        return _former_number(reading)
    court = rules.court.search(reading.left)
    head, code = _court_code(rules, court["court"]) if court else ("", "")
    begin = court.start() if court else len(reading.left)
    if reading.anchor["joint"] and not re.search(r"[0-9]", head) and (former := _former_number(reading)):
        return former
    if reading.inner:  # 川97刑终〔2024〕12号; 川高法执〔2024〕12号 is a paper of the court, no case
        if not re.search(r"[0-9]", head):
            return None
        return reading.found(begin, _court_case(reading, year_of(reading.inner), head), 1.0)
    start, year = _year_before(rules, reading.left[:begin])
    if year is None and not code:
        number = _court_case(reading, None, head)
        return reading.found(begin, number, SHORT_WITH_COURT) if head else _former_number(reading)
    if year is None and len(code) == 4 and int(code) in YEARS:  # 2024民初5号
        year, code = int(code), ""
    if not head and not code:  # 川97（2024）刑终12号
        court = rules.court.search(reading.left[:start])
        head = _court_code(rules, court["court"])[0] if court else ""
        start = court.start() if court and re.search(r"[0-9]", head) else start
    number = replace(_court_case(reading, year, head), code=code)
    return reading.found(min(start, begin), number, 1.0 if head else SHORT_WITH_YEAR)


def _former_number(reading: _Reading) -> Found | None:
    """（2015）泽刑初字第9号: before 2016, brackets, 字 and a place of any name are what makes it a case number.

    Without 字 it is a court that is not on the list: （2024）安刑初12号.
    """
    rules = grammar()
    found = rules.former_court.search(reading.left)
    plain = re.sub(r"[一二三四五六七八九]|\(.\)", "", reading.type)
    if not found or reading.inner or plain not in rules.court_types:
        return None
    head, year = found["court"].replace(" ", ""), year_of(found["year"])
    if reading.anchor["joint"]:
        number = replace(_court_case(reading, year, head), former=True)
        return reading.found(found.start(), number, 1.0)
    if not head or len(head) > 4 or len(reading.type) == 1:
        return None
    return reading.found(found.start(), _court_case(reading, year, head), 1.0 - UNLISTED)


def _organ_number(reading: _Reading, heads: frozenset[str]) -> Found | None:
    """安检刑诉〔2024〕27号, 安公（刑）立字〔2024〕5号, and with the year first （2015）洪检刑诉第99号."""
    for organ in grammar().organs:
        if reading.type in organ.types and (left := organ.left.search(reading.left)):
            found = _number_of(organ, reading, left, heads)
            if found:
                return found
    return None


def _number_of(organ: Organ, reading: _Reading, left: re.Match[str], heads: frozenset[str]) -> Found | None:
    if len(reading.type) == 1 and organ.joint and not reading.anchor["joint"]:
        return None
    head, start = _head(left["head"], left.end("head"), heads)
    year = year_of(reading.inner)
    if year is None:
        start, year = _year_before(grammar(), reading.left[:start])
    if year is None:
        return None
    department = left["plain"] or ""
    if left["boxed"] or (department and organ.organ == "police"):
        department = f"{left['district'] or ''}（{left['boxed'] or department}）"
    number = CaseNumber(
        organ.organ,
        reading.type,
        reading.number,
        year,
        head,
        left["sign"],
        department,
        joint=organ.joint,
    )
    return reading.found(start, number, 1.0 if head else SHORT_WITH_YEAR)


def _head(run: str, end: int, heads: frozenset[str]) -> tuple[str, int]:
    """The short name of the place at the end of `run`, and where it begins.

    A known head wins; else all of a run of up to three characters back to a border word; else from a province's sign;
    else the last character alone, which is how most county organs write themselves.
    """
    plain = run.rstrip()
    size = max((len(head) for head in heads if plain.endswith(head)), default=0)
    if not size and plain:
        borders, size = _borders(), 1
        while size < len(plain) and plain[-size - 1] not in borders and plain[-size - 1] != " ":
            size += 1
        if size > HEAD_MOST:
            signs = [back for back in (2, 3, 4) if plain[-back] in grammar().regions]
            size = max(signs, default=1)
    return plain[len(plain) - size :], end - len(run) + len(plain) - size


def _short_number(reading: _Reading) -> Found | None:
    """刑初12号 with neither year nor court, 刑诉27号 and 刑诉〔2024〕27号 without the place."""
    rules, start = grammar(), len(reading.left)
    if reading.type not in rules.alone:
        return None
    if reading.type not in rules.court_types:
        if not reading.anchor["mark"]:
            return None
        organ = next(organ for organ in rules.organs if reading.type in organ.types)
        year = year_of(reading.inner)
        number = CaseNumber(organ.organ, reading.type, reading.number, year, joint=organ.joint)
        return reading.found(start, number, SHORT_ORGAN)
    if reading.inner or not _may_begin(reading.left):
        return None
    return reading.found(start, _court_case(reading), SHORT_TYPE if len(reading.type) > 1 else SHORT_EXECUTION)


def _court_case(reading: _Reading, year: int | None = None, head: str = "") -> CaseNumber:
    type_ = reading.type.replace("(", "（").replace(")", "）")
    return CaseNumber(COURT, type_, reading.number, year, head)


def _court_code(rules: Grammar, written: str) -> tuple[str, str]:
    """The court's code with its region's sign as the list prints it, or bare digits that may be one or a year."""
    plain = re.sub(r"[ ()]", "", written)
    if plain.isdecimal():
        return "", plain
    sign = next(sign for sign in sorted(rules.regions, key=len, reverse=True) if plain.startswith(sign))
    return rules.regions[sign] + plain[len(sign) :].translate(ZERO_ONE).translate(DIGITS_OF_CHINESE), ""


def _year_before(rules: Grammar, left: str) -> tuple[int, int | None]:
    """Where the year at the end of `left` begins, and the year; None when there is none."""
    found = rules.year.search(left)
    year = year_of(found["both"] or found["closed"] or found["plain"] or found["brief"]) if found else None
    return (found.start(), year) if found and year in YEARS else (len(left), None)


def _may_begin(left: str) -> bool:
    """Whether a number may begin after `left`: not in the middle of a word such as 固执."""
    return not left or not re.match(HAN, left[-1]) or left[-1] in _borders()


@lru_cache(maxsize=1)
def _borders() -> frozenset[str]:
    return frozenset(words("case_borders", "word", place="before_head"))

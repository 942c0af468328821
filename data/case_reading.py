"""From a type and a number found in text to the case number they belong to: what stands on their left."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from data.case_grammar import HAN, Grammar, Organ, grammar
from data.lexicon import words

COURT = "court"
ZERO_ONE = str.maketrans("OoIl|", "00111")
CHINESE_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"0": 0, "两": 2}
UNITS = {"十": 10, "百": 100}
REPAIRED, UNMARKED, UNBRACKETED, UNLISTED = 0.05, 0.1, 0.02, 0.15
"""What each weakness takes from the certainty: a letter read as a digit, no 号, no brackets, a court not of the list."""
SHORT_WITH_COURT, SHORT_WITH_YEAR, SHORT_TYPE, SHORT_EXECUTION, SHORT_ORGAN = 0.75, 0.75, 0.65, 0.5, 0.55
"""Certainty of a number that lacks its year, its court, both; of 执9号; of a short number of another organ."""
LEFT_REACH = 40
"""How many code points left of the type are looked at; the longest number in print takes about 30."""


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The parts of a case number. None and empty mean not told; `head` is the court's code or the place.

    `organ` is court, procuratorate, police, supervision, arbitration or review. `former` marks the shape before 2016
    （2015）泽刑初字第9号. `joint` is 字 where the organ prints it between type and year.
    """

    organ: str
    type: str
    number: int
    year: int | None = None
    head: str = ""
    sign: str = ""
    department: str = ""
    former: bool = False
    joint: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that tells this case from any other."""
        return self.year is not None and (bool(self.head) or self.former)

    @property
    def normal(self) -> str:
        """The number as registries print it, with what is known: （2024）川97刑终12号, 安检刑诉〔2024〕27号, 刑终12号."""
        if self.organ == COURT:
            year = f"（{self.year}）" if self.year else ""
            return f"{year}{self.head}{self.type}{'字第' if self.former else ''}{self.number}号"
        year = f"〔{self.year}〕" if self.year else ""
        return f"{self.head}{self.sign}{self.department}{self.type}{self.joint}{year}{self.number}号"

    def may_be(self, other: CaseNumber) -> bool:
        """Whether what is told here agrees with `other`: not told never disagrees."""
        return (
            self.organ == other.organ
            and self.type == other.type
            and self.number == other.number
            and (self.year is None or other.year is None or self.year == other.year)
            and (not self.head or other.head.endswith(self.head))
            and (not self.department or not other.department or self.department == other.department)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A case number at `start`:`end` of the folded text, with its certainty 0..1."""

    start: int
    end: int
    number: CaseNumber
    certainty: float


def digits(written: str) -> int:
    """The value of a number as printed, letters for 0 and 1 and Chinese numerals included."""
    plain = written.replace(" ", "").translate(ZERO_ONE)
    if plain.isdecimal():
        return int(plain)
    if not set(plain) & set(UNITS):
        return int("".join(str(CHINESE_DIGITS[sign]) for sign in plain))
    total, current = 0, 0
    for sign in plain:
        if sign in UNITS:
            total += (current or 1) * UNITS[sign]
            current = 0
        else:
            current = CHINESE_DIGITS[sign]
    return total + current


def read_at(text: str, anchor: re.Match[str], low: int, heads: frozenset[str]) -> Found | None:
    """The case number whose type and number `anchor` found in the folded `text`, None when it is none.

    Nothing left of `low` belongs to it. `heads` are known short names of places (安 of 安检刑诉).
    """
    rules = grammar()
    start = max(low, anchor.start() - LEFT_REACH)
    left = text[start : anchor.start()]
    type_ = anchor["type"].replace(" ", "")
    for organ in rules.organs:
        if type_ in organ.types and (found := _organ_number(organ, anchor, left, type_, heads)):
            return replace(found, start=start + found.start)
    base = type_ if type_ in rules.court_types else re.sub(r"[一二三四五六七八九]|\(.\)", "", type_)
    if base not in rules.court_types:
        return _short_of_organ(anchor, type_)
    found = _court_number(rules, anchor, left, type_)
    return replace(found, start=start + found.start) if found else None


def _court_number(rules: Grammar, anchor: re.Match[str], left: str, type_: str) -> Found | None:
    former_mark = bool(anchor["joint"]) or type_ not in rules.court_types or rules.court_types[type_] == "former"
    court = rules.court.search(left)
    if not court and former_mark:
        return _former_number(rules, anchor, left, type_)
    if type_ not in rules.court_types or rules.court_types[type_] == "former":
        return None
    inner = anchor["inner"] or anchor["plain"]
    head = _court_code(rules, court["court"]) if court else ""
    begin = court.start() if court else len(left)
    year = None if inner else rules.year.search(left[:begin])
    if inner and not re.search(r"[0-9]", head):
        return None  # 川高法执〔2024〕12号 is a paper of the court, no case
    if not court and not year:
        return _unlisted_or_short(rules, anchor, left, type_)
    if court and head.isdecimal() and not year:
        return None  # four digits before a type are a court's code only with a year before them
    number = CaseNumber(
        COURT, type_, digits(anchor["number"]), _year_of(inner or (year["year"] if year else None)), head
    )
    if head.isdecimal():
        number = replace(number, head="")
    start = year.start() if year else begin
    full = SHORT_WITH_COURT if number.year is None else SHORT_WITH_YEAR if not number.head else 1.0
    return Found(start, anchor.end(), number, full - _weakness(anchor, left[start:]))


def _former_number(rules: Grammar, anchor: re.Match[str], left: str, type_: str) -> Found | None:
    """（2015）泽刑初字第9号: before 2016, brackets, 字 and a place of any name are what makes it a case number."""
    found = rules.former_court.search(left)
    if not found or not anchor["joint"] or anchor["inner"] or anchor["plain"]:
        return None
    number = CaseNumber(
        COURT,
        type_.replace("(", "（").replace(")", "）"),
        digits(anchor["number"]),
        _year_of(found["year"]),
        found["court"].replace(" ", ""),
        former=True,
    )
    return Found(found.start(), anchor.end(), number, 1.0 - _weakness(anchor, left[found.start() :]))


def _unlisted_or_short(rules: Grammar, anchor: re.Match[str], left: str, type_: str) -> Found | None:
    """（2024）安刑初12号 with a court that is not on the list, else 刑初12号 with neither year nor court."""
    if anchor["joint"] or anchor["inner"] or anchor["plain"]:
        return None
    unlisted = rules.former_court.search(left) if len(type_) > 1 else None
    if unlisted and len(unlisted["court"]) <= 4:
        head = unlisted["court"].replace(" ", "")
        number = CaseNumber(COURT, type_, digits(anchor["number"]), _year_of(unlisted["year"]), head)
        found = Found(unlisted.start(), anchor.end(), number, 1.0 - UNLISTED - _weakness(anchor, left))
        return found if head else None
    if len(type_) == 1 and (type_ not in "执破" or not _may_begin(left) or not _numeral(anchor)):
        return None
    full = SHORT_TYPE if len(type_) > 1 else SHORT_EXECUTION
    number = CaseNumber(COURT, type_, digits(anchor["number"]))
    return Found(len(left), anchor.end(), number, full - _weakness(anchor, ""))


def _organ_number(organ: Organ, anchor: re.Match[str], left: str, type_: str, heads: frozenset[str]) -> Found | None:
    """安检刑诉〔2024〕27号, 安公（刑）立字〔2024〕5号, and with the year first （2015）洪检刑诉第99号."""
    found = organ.left.search(left)
    if not found or (len(type_) == 1 and organ.joint and not anchor["joint"]):
        return None
    inner = anchor["inner"] or anchor["plain"]
    head_end = found.end("head")
    head, start = _head(found["head"], head_end, heads)
    year = None if inner else grammar().year.search(left[:start])
    if not inner and not year:
        return None
    department = found["boxed"] or found["plain"] or ""
    number = CaseNumber(
        organ.organ,
        type_,
        digits(anchor["number"]),
        _year_of(inner or (year["year"] if year else None)),
        head,
        found["sign"],
        f"（{department}）" if department and organ.organ == "police" else department,
        joint=organ.joint,
    )
    begin = year.start() if year else start
    return Found(begin, anchor.end(), number, 1.0 - _weakness(anchor, left[begin:]))


def _head(run: str, end: int, heads: frozenset[str]) -> tuple[str, int]:
    """The short name of the place at the end of `run`, and where it begins.

    A known head wins; else all of a run of up to three characters back to a border word; else from a province's sign;
    else the last character alone, which is how most county organs write themselves.
    """
    plain = run.rstrip()
    known = [head for head in heads if plain.endswith(head)]
    if known:
        size = max(map(len, known))
    else:
        borders = _borders()
        size = 1 if plain else 0
        while size < len(plain) and plain[-size - 1] not in borders and plain[-size - 1] != " ":
            size += 1
        if size > 3:
            signs = [back for back in (2, 3, 4) if plain[-back] in grammar().regions]
            size = max(signs, default=1)
    return plain[len(plain) - size :], end - len(run) + len(plain) - size


def _short_of_organ(anchor: re.Match[str], type_: str) -> Found | None:
    """刑诉27号, 刑诉〔2024〕27号: the place is not told. A type of one character tells too little."""
    if len(type_) == 1 or not anchor["mark"] or type_ in ("立案", "起诉", "移送", "取保", "案受"):
        return None
    inner = anchor["inner"] or anchor["plain"]
    organ = next(organ for organ in grammar().organs if type_ in organ.types)
    number = CaseNumber(organ.organ, type_, digits(anchor["number"]), _year_of(inner), joint=organ.joint)
    return Found(anchor.start(), anchor.end(), number, SHORT_ORGAN - _weakness(anchor, ""))


def _court_code(rules: Grammar, written: str) -> str:
    plain = re.sub(r"[ ()\n]", "", written)
    sign = next((sign for sign in sorted(rules.regions, key=len, reverse=True) if plain.startswith(sign)), "")
    return rules.regions.get(sign, "") + plain[len(sign) :].translate(ZERO_ONE)


def _year_of(written: str | None) -> int | None:
    if written is None:
        return None
    year = digits("".join(str(CHINESE_DIGITS.get(sign, sign)) for sign in written if sign != " "))
    return year if year >= 1000 else 2000 + year


def _weakness(anchor: re.Match[str], left: str) -> float:
    weak = 0.0 if anchor["mark"] else UNMARKED
    if re.search(r"[OoIl|]", left + anchor[0]):
        weak += REPAIRED
    if left and not re.search(r"[()]", left + anchor[0]):
        weak += UNBRACKETED
    return weak


def _numeral(anchor: re.Match[str]) -> bool:
    return bool(re.fullmatch(r"[0-9]+", anchor["number"]))


def _may_begin(left: str) -> bool:
    """Whether a number may begin after `left`: not in the middle of a word such as 固执."""
    return not left or not re.match(HAN, left[-1]) or left[-1] in _borders()


@lru_cache(maxsize=1)
def _borders() -> frozenset[str]:
    return frozenset(words("case_borders", "word", place="before_head"))

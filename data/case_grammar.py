"""The grammar of Chinese case numbers: patterns over folded text, made from the `case_*` lexicons.

A number is read from its type outward: the type (刑终, 刑诉) with its number on the right, then year and court, or the
place and the organ's sign, on the left. `fold` keeps offsets, so every position holds in the text as written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from data.lexicon import alternatives, rows, words

OPEN = r"(?:[(<{《〈「『]|(?<![A-Za-z])C)"
"""An opening bracket, or the C that optical recognition makes of one."""
CLOSE = r"[)>}》〉」』]"
DIGIT = "[0-9OoIl|]"
"""A digit, or a letter that optical recognition puts for 0 or 1."""
CHINESE = "[一二三四五六七八九十百零0两]"
CHINESE_CODE = "[一二三四五六七八九零0]{2,4}"
"""A court's code in Chinese digits: 九八 of 云九八民终112号."""
NUMBER = (
    rf"(?:[0-9](?: [0-9]){{1,6}}(?= ?号)|(?=[OoIl|]{{0,3}}[0-9]){DIGIT}{{1,20}}(?!{DIGIT})|{CHINESE}{{1,7}}(?= ?号))"
)
YEAR = rf"(?:{DIGIT} ?{DIGIT} ?{DIGIT} ?{DIGIT}|[一二三四五六七八九零0]{{4}})"
HAN = r"[\u3400-\u9fff]"
GAP = r"[ \n]?"
NO_DATE = r"(?<![0-9./-])"
"""Digits right of these belong to a date or a figure, not to a case number."""


@dataclass(frozen=True, slots=True)
class Organ:
    """How one kind of organ other than a court writes its numbers; `joint` is 字 or empty."""

    organ: str
    joint: str
    left: re.Pattern[str]
    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled grammar. `anchor` finds type and number, the others read what stands around it."""

    anchor: re.Pattern[str]
    court_types: Mapping[str, str]
    alone: frozenset[str]
    year: re.Pattern[str]
    court: re.Pattern[str]
    former_court: re.Pattern[str]
    organs: tuple[Organ, ...]
    regions: Mapping[str, str]
    after: re.Pattern[str]
    more: re.Pattern[str]
    bare: re.Pattern[str]
    before_bare: re.Pattern[str]


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The grammar of the lexicons, made once a process."""
    regions = {row["sign"]: row["norm"] for row in rows("case_regions")}
    region = alternatives(tuple(regions))
    return Grammar(
        anchor=re.compile(rf"(?P<type>{_type_pattern()})(?P<joint>{GAP}字)?{_number_pattern()}"),
        court_types={row["word"]: row["form"] for row in rows("case_types") if row["organ"] == "court"},
        alone=frozenset(words("case_types", "word", alone="yes")),
        year=re.compile(_year_pattern()),
        court=re.compile(
            rf"(?P<court>(?:{region})(?: ?{DIGIT}){{0,4}}|(?:{region}){CHINESE_CODE}|(?:{region}) ?\([0-9]{{2}}\)"
            rf"|{NO_DATE}[0-9]{{4}}|{NO_DATE}[0-9]{{2}}){GAP}$"
        ),
        former_court=re.compile(
            rf"{OPEN} ?(?P<year>{YEAR}) ?年?{CLOSE}{GAP}(?P<court>(?:{HAN}|[0-9]| (?={HAN})){{0,12}}){GAP}$"
        ),
        organs=_organs(),
        regions=regions,
        after=re.compile(rf" ?(?:{alternatives(words('case_borders', 'word', place='after_number'))})"),
        more=re.compile(rf" ?(?P<link>以及|[、,和与及至到~-]) ?第?(?P<number>{NUMBER}) ?(?P<mark>号)?"),
        bare=re.compile(_bare_pattern()),
        before_bare=re.compile(f"{alternatives(words('case_borders', 'word', place='before_number'))}$"),
    )


def _year_pattern() -> str:
    """The year left of a court: (2024), (2024, 2024), 2024年, 2024, and of two digits (24), 24年, 24."""
    short = r"(?<![0-9])[0-9]{2}"
    year = r" ?[年度]{0,2} ?"
    shapes = (
        rf"{OPEN} ?(?P<both>{YEAR}|{short}){year}{CLOSE}?{GAP}",
        rf"(?P<closed>{YEAR}|{short}){year}{CLOSE}{GAP}",
        rf"{NO_DATE}(?P<plain>{YEAR}){year}",
        rf"{NO_DATE}(?P<brief>{short})年?度?",
    )
    return f"(?:{'|'.join(shapes)})$"


def _type_pattern() -> str:
    """All types, the longest first, blanks allowed inside; 民初 before 2016 also 民一初 and 民一(民)初."""
    former = {row["word"] for row in rows("case_types") if row["organ"] == "court" and row["form"] != "current"}
    shapes = []
    for word in words("case_types", "word"):
        shapes.append(" ?".join(word))
        if word in former and len(word) > 1 and word[0] in "刑民行知商经":
            shapes.append(rf"{word[0]}[一二三四五六七八九](?:\([民商知]\))?{word[1:]}")
    return "|".join(sorted(shapes, key=lambda shape: (-len(shape), shape)))


def _number_pattern() -> str:
    """`第12号之一`, or the year first: `〔2024〕第12号`. The mark 号 may be missing."""
    year = rf"(?:{OPEN} ?(?P<inner>{YEAR}) ?年?{CLOSE}?|(?P<plain>{YEAR})(?:年|{CLOSE}|(?=第)|(?= [0-9]))) ?"
    suffix = r"(?P<suffix>之[一二三四五六七八九十]{1,3}|-(?P<part>[0-9]{1,7}))?"
    tail = rf"{suffix} ?(?P<mark>号)?(?P<later> ?之[一二三四五六七八九十]{{1,3}}|-[0-9]{{1,2}}(?![0-9]))?"
    return rf"{GAP}(?:{year})?(?:第 ?)?(?P<number>{NUMBER}){tail}"


def _bare_pattern() -> str:
    """12号, 一百一十二号案 and 2025年12号: a number that tells no type, perhaps with its year."""
    short = r"(?<![0-9])[0-9]{2}"
    year = rf"(?:{OPEN} ?(?P<boxed>{YEAR}|{short}) ?年?{CLOSE}|(?P<year>{YEAR}|{short})年度?)(?:的|那个|那件)? ?第?"
    number = rf"(?P<number>(?=[OoIl|]{{0,3}}[0-9]){DIGIT}{{1,5}}|{CHINESE}{{2,7}})"
    mark = r"(?P<mark> ?号)(?:之[一二三四五六七八九十]{1,3})?"
    return rf"(?<![0-9A-Za-z])(?:{year})?{number}{mark}(?P<case>(?:那个|这个|那件|这件|那|这)?案|\()?"


def _organs() -> tuple[Organ, ...]:
    found = []
    for row in rows("case_organs"):
        department = alternatives(tuple(row["departments"].split()))
        left = (
            rf"(?P<head>(?:{HAN} ?){{0,8}})(?P<sign>{row['sign']})"
            rf"(?:(?P<district>{HAN}{{0,2}}) ?\((?P<boxed>{HAN}{{1,4}})\)|(?P<plain>(?:{department}){{0,2}})) ?$"
        )
        types = frozenset(words("case_types", "word", organ=row["organ"]))
        found.append(Organ(row["organ"], "" if row["joint"] == "-" else row["joint"], re.compile(left), types))
    return tuple(found)

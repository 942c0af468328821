"""Case numbers as courts, procuratorates, police and others print them, and as people write them.

    find_case_numbers("催一下(2024)川97刑终12号")  ->  one span, normal （2024）川97刑终12号
    find_case_numbers("川高法〔2024〕12号文件")      ->  none: the number of a paper, not of a case

The words for types, organs and regions are the lexicons `case_types`, `case_organs`, `case_regions`, `case_borders`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from data.case_grammar import grammar
from data.case_parts import COURT, CaseNumber, value_of, year_of
from data.case_reading import Found, read_at
from data.normalize import fold, key

BARE, BARE_OF_CASE = 0.2, 0.4
"""Certainty of 12号 alone, and of 12号案, 12号（…）, 2025年12号."""
LAST_DAY = 31
RANGE_MOST = 50
"""A range such as 12至15号 is spelt out up to this many cases; a longer one is taken for a misreading."""
NO_HEADS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseNumberSpan:
    """A case number in a text: `text` is what stands at `start`:`end` (half-open code points).

    `normal` is the number as registries print it, None when year, court or place is not told (民初5号). `certainty`
    0..1: 1 for a number printed in full, 0.5 to 0.75 for a short form with its type, 0.2 to 0.4 for a bare 12号.
    """

    start: int
    end: int
    text: str
    normal: str | None
    certainty: float
    number: CaseNumber

    def may_be(self, case_no: str) -> bool:
        """Whether the case list's `case_no` agrees with all that is told here; a bare 12号 agrees by number alone."""
        other = parse(case_no)
        return self.number.may_be(other) if other else key(self.text) == key(case_no)


def find_case_numbers(text: str, *, least: float = 0.5, heads: frozenset[str] = NO_HEADS) -> tuple[CaseNumberSpan, ...]:
    """The case numbers in `text` of at least `least` certainty, in text order, none overlapping.

    `heads` are the places' short names known to the registries (`heads_of`), which decide where 安检刑诉 begins.
    （2024）川97民初12、13号 gives two spans, `（2024）川97民初12` and `13号`; the cases inside a range 12至15号 share
    the span of its upper end. With `least` below 0.4 bare numbers (12号) are given too: candidates only.
    """
    folded = fold(text)
    found = [item for item in _all(folded, heads, least) if item.certainty >= least]
    return tuple(
        CaseNumberSpan(
            start=item.start,
            end=item.end,
            text=text[item.start : item.end],
            normal=item.number.normal if item.number.complete else None,
            certainty=round(item.certainty, 2),
            number=item.number,
        )
        for item in sorted(found, key=lambda item: (item.start, item.end))
    )


def parse(words_: str) -> CaseNumber | None:
    """The complete case number that `words_` hold, None when they hold none or several."""
    numbers = {item.number for item in _all(fold(words_.strip()), NO_HEADS, 0.5) if item.number.complete}
    return numbers.pop() if len(numbers) == 1 else None


def normalise(words_: str) -> str | None:
    """The case number in `words_` as registries print it, None when there is none, several, or only a short form."""
    number = parse(words_)
    return number.normal if number else None


def same_case_number(a: str, b: str) -> bool:
    """Whether `a` and `b` are one case's number, however written; 之一 and -1 name papers of the same case.

    Words that are no complete case number are the same only when equal but for width, brackets and blanks.
    """
    left, right = parse(a), parse(b)
    if left is None or right is None:
        return left is right and bool(key(a)) and key(a) == key(b)
    return left == right


def heads_of(case_numbers: Iterable[str]) -> frozenset[str]:
    """The short names of places in `case_numbers` of organs other than courts: 安 of 安检刑诉〔2024〕27号."""
    numbers = (parse(case_number) for case_number in case_numbers)
    return frozenset(number.head for number in numbers if number and number.organ != COURT and number.head)


def _all(folded: str, heads: frozenset[str], least: float) -> Iterator[Found]:
    low, at = 0, 0
    taken: list[tuple[int, int]] = []
    while anchor := grammar().anchor.search(folded, at):
        first = read_at(folded, anchor, low, heads) if _may_end(folded, anchor) else None
        if first is None:
            at = anchor.start() + 1
            continue
        run = _run(folded, anchor, first)
        yield from run
        low = at = run[-1].end
        taken += [(item.start, item.end) for item in run]
    if least <= BARE_OF_CASE:
        yield from _bare(folded, taken)


def _may_end(folded: str, anchor: re.Match[str]) -> bool:
    """A number without 号 is none of a case before 万元, 年, 人 and the like."""
    return bool(anchor["mark"]) or not grammar().after.match(folded, anchor.end())


def _run(folded: str, anchor: re.Match[str], first: Found) -> list[Found]:
    """`first` and the numbers that share its head: 12、13号, 12号和13号, 12至15号, 12-15号."""
    run, pending, end, marked = [first], [], anchor.end(), bool(anchor["mark"])
    upper = _upper(anchor)
    if upper:
        run = [replace(first, end=anchor.end("number"))]
        run += _between(first, range(first.number.number + 1, upper + 1), (anchor.start("part"), anchor.end()))
    last = upper or first.number.number
    while more := grammar().more.match(folded, end):
        if more["link"] == "," and marked:  # 12号,5号开庭: a day
            break
        value, span = value_of(more["number"]), (more.start("number"), more.end())
        ranged = more["link"] in "至到~-" and last < value <= last + RANGE_MOST
        pending += _between(first, range(last + 1 if ranged else value, value + 1), span)
        last, end, marked = value, more.end(), bool(more["mark"])
        if marked and not grammar().after.match(folded, end):
            run += pending
            pending = []
    return run


def _upper(anchor: re.Match[str]) -> int | None:
    """The upper end of 12-15号; 12-1号 is the first paper of case 12."""
    if not anchor["part"]:
        return None
    low, high = value_of(anchor["number"]), value_of(anchor["part"])
    return high if len(anchor["part"]) >= len(anchor["number"].strip()) and low < high <= low + RANGE_MOST else None


def _between(first: Found, numbers: range, span: tuple[int, int]) -> list[Found]:
    return [replace(first, start=span[0], end=span[1], number=replace(first.number, number=n)) for n in numbers]


def _bare(folded: str, taken: list[tuple[int, int]]) -> Iterator[Found]:
    """12号 with nothing before it that makes it a day, a house or a paper, outside the ordered spans `taken`.

    Of numbers in Chinese digits only those that can be no day, or that are called a case: 一百一十二号, 十二号案.
    """
    for match in grammar().bare.finditer(folded):
        before = folded[max(0, match.start() - 4) : match.start()]
        at = bisect_right(taken, (match.end("number"), 0)) - 1
        inside = at >= 0 and match.start() < taken[at][1]
        follows = grammar().after.match(folded, match.end("mark"))
        value, year = value_of(match["number"]), year_of(match["boxed"] or match["year"])
        a_day = value <= LAST_DAY and not match["number"].isascii()
        if inside or grammar().before_bare.search(before) or ((follows or a_day) and not match["case"]):
            continue
        number = CaseNumber(COURT, "", value, year)
        yield Found(match.start(), match.end("mark"), number, BARE_OF_CASE if match["case"] or year else BARE)

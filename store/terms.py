"""What proposals are found by in a search box: beginnings of terms, so that an index answers.

A name stands in `terms` with each of its endings, so that 建国 and 国 find 王建国; a case number with its tails from
each part on, so that 川97刑终12号, 刑终12 and 12号 find （2024）川97刑终12号. Brackets, blanks, width and script do not
matter. What begins with a term lies between it and the term followed by the last of all code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from data.case_parts import COURT, CaseNumber
from data.casenumber import find_case_numbers, parse
from data.lexicon import words as listed
from data.normalize import key
from records.proposals import UNFILED

NAME, CASE, SITUATION, VERDICT = "name", "case", "situation", "verdict"
WORDS_MOST = 8
"""Words of one search; more are left out."""
LENGTH_MOST = 60
"""Code points of a term, and of a word searched for."""
_BRACKETS = re.compile(r"[()<>{}\[\]《》〈〉「」『』]")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def terms_of(line: Mapping[str, Any], details: Mapping[str, Any]) -> set[tuple[str, str]]:
    """(kind, term) of all that finds a proposal: `line` is its line of proposals.jsonl, `details` its other knowledge.

    Where somebody is linked the other candidates do not find it. The verdict is a term where it is not the usual one.
    """
    found = {(NAME, ending) for name in _names(line, details) for ending in _endings(name)}
    case = line["record"]["case"]
    if case and case["case_no"]:
        found |= {(CASE, tail) for tail in tails(case["case_no"])}
    if line["verdict"] != UNFILED:
        found.add((VERDICT, line["verdict"]))
    return found | {(SITUATION, code) for code in line["situations"]}


def wanted(words: str) -> list[tuple[str, str]]:
    """(kind, beginning) of every word of a search, all of which must be found; empty for blank words.

    What reads as a case number or a part of one is looked for among case numbers, all else among names.
    """
    rest, found = words[: LENGTH_MOST * WORDS_MOST], []
    for span in reversed(find_case_numbers(rest)):
        found.append((CASE, bare(span.normal or span.text)))
        rest = f"{rest[: span.start]} {rest[span.end :]}"
    found.reverse()
    found += [
        (CASE, bare(word)) if _of_case(word) else (NAME, plain(key(word))) for word in re.split(r"[\s、，,；;]+", rest)
    ]
    return [(kind, term[:LENGTH_MOST]) for kind, term in dict.fromkeys(found) if term][:WORDS_MOST]


def tails(case_no: str) -> list[str]:
    """The case number from each of its parts on, brackets left out; the number as it is when it is no complete one."""
    number = parse(case_no)
    parts = list(filter(None, _parts(number))) if number else [case_no]
    return [bare("".join(parts[start:]))[:LENGTH_MOST] for start in range(len(parts))]


def _parts(number: CaseNumber) -> tuple[str, ...]:
    year, last = str(number.year or ""), f"{number.number}号"
    if number.organ == COURT:
        region = number.head.rstrip("0123456789")
        kind = f"{number.type}字第" if number.former else number.type
        return year, region, number.head[len(region) :], kind, last
    return number.head, number.sign, number.department, f"{number.type}{number.joint}", year, last


def bare(words: str) -> str:
    """Words of a case number as they are compared: folded, without brackets and blanks."""
    return _BRACKETS.sub("", plain(key(words)))


def plain(words: str) -> str:
    """The words without what no database takes as text: half characters, zero bytes."""
    return _UNSTORABLE.sub("", words)


def _of_case(word: str) -> bool:
    """Whether a word may be a part of a case number: it has a figure, or a type of case in it."""
    types = (kind for kind in listed("case_types", "word") if len(kind) > 1)
    return any(sign.isdecimal() for sign in word) or any(kind in word for kind in types)


def _names(line: Mapping[str, Any], details: Mapping[str, Any]) -> Iterator[str]:
    record = line["record"]
    yield record["name"] or ""
    yield from (record["case"]["parties"] if record["case"] else None) or ()
    for link in line["links"].values():
        weighed = [rival for rival in link["candidates"] if link["id"] in (None, rival["id"])]
        yield from (rival["name"] for rival in weighed)
    for person in details.get("people", ()):
        yield person["words"]
        yield person["name"] or ""


def _endings(name: str) -> Iterator[str]:
    whole = plain(key(name))[:LENGTH_MOST]
    return (whole[start:] for start in range(len(whole)))

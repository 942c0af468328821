"""Cells of registry files: days, lists, phones, agents."""

from __future__ import annotations

import re
from datetime import date

from data.registry import Agent

DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))"
    r"(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?"
)
YEARS = range(1949, 2101)
PHONE = r"(?:\+?86[ -]?)?1[3-9]\d{9}|0\d{2,3}[ -]?[2-9]\d{6,7}(?:[ -]\d{1,6})?|[2-9]\d{6,7}|\d{3,6}"
"""Mobile, fixed with or without area code and extension, and the short numbers of an office exchange."""
MOBILE = re.compile(r"1[3-9]\d{9}")
LICENSE = r"[0-9]{17}"
LIST = re.compile(r"[;；、]")


def day_of(cell: str) -> date | None:
    """The day a cell names: 2024-03-05, 2024/3/5, 2024.3.5, 2024年3月5日, 20240305, a time after it is dropped.

    None for an empty cell. Raises ValueError for anything else, a day that no calendar has, and a year before 1949 or
    after 2100.
    """
    if not cell:
        return None
    found = DAY.fullmatch(cell)
    if not found:
        raise ValueError("is no date; write 2024-03-05")
    year, month, day = (int(part) for part in found.groups() if part)
    if year not in YEARS:
        raise ValueError(f"lies outside {YEARS.start} to {YEARS.stop - 1}")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("is no day of the calendar") from None


def items_of(cell: str) -> tuple[str, ...]:
    """The parts of a list cell (`;`, `；` or `、` between them), empty ones left out, each once."""
    if not cell:
        return ()
    return tuple(dict.fromkeys(part for piece in LIST.split(cell) if (part := piece.strip())))


def phones_of(cell: str) -> tuple[str, ...]:
    """The well-formed phone numbers of a cell, blanks, hyphens and +86 left out."""
    if MOBILE.fullmatch(cell):
        return (cell,)
    return tuple(plain_phone(part) for part in items_of(cell) if re.fullmatch(PHONE, part))


def plain_phone(words: str) -> str:
    """A phone number as digits only, without the country's +86: what two ways of writing it have in common."""
    digits = re.sub(r"\D", "", words)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def masked_phone(words: str) -> str:
    """A phone number of which only the last four digits are told."""
    digits = re.sub(r"\D", "", words)
    return "*" * max(0, len(digits) - 4) + digits[-4:] if len(digits) > 4 else "*" * len(digits)


def agents_of(cell: str) -> tuple[Agent, ...]:
    """The agents of a case, `name|firm|licence` each, `;` between them; missing parts are empty.

    Raises ValueError when one has no name or more than three parts.
    """
    agents = []
    for item in re.split(r"[;；]", cell):
        if not item.strip():
            continue
        parts = [part.strip() for part in re.split(r"[|｜]", item)]
        if len(parts) > 3 or not parts[0]:
            raise ValueError("is not name|firm|licence, with ; between agents")
        agents.append(Agent(*parts, *[""] * (3 - len(parts))))
    return tuple(agents)

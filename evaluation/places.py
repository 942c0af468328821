"""Whose paper it is: the unit and the city of a document, by the registries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from data.case_parts import COURT
from data.casenumber import parse as parse_case_number
from data.registry import Official, Registries
from evaluation.annotation import Annotation
from matching.orgs import parse as parse_unit

CASES_ASKED = 5
"""Case numbers of a unit that are read for its court's code."""
COURT_CODE = re.compile(r"(?P<city>\D+\d\d)(?P<county>\d\d)?")
"""A court's code (法〔2015〕137号): the province's sign, two digits of the city, two more of a basic court."""


class Places:
    """Units and cities of documents. None of it rests on a prediction: every run is cut into the same slices."""

    def __init__(self, registries: Registries) -> None:
        self._registries = registries

    def unit_of(self, paper: Annotation) -> str:
        """The unit the owner served in on the day of gold's first dated event; without an owner in the registry that of
        the folder's case, then of gold's first listed case; empty where none of them tells.

        Without a day, or with none of the posts held on it, the owner's last post counts. Of several posts on one day
        the first in a unit of the case list counts, then the first.
        """
        owner = self._registries.officials.get(paper.owner)
        if owner and owner.tenures:
            return self._served_in(owner, _first_day(paper))
        numbers = (paper.folder_case, *(event.case_no for event in paper.events))
        cases = (self._registries.cases.get(number) for number in numbers if number)
        return next((case.unit for case in cases if case), "")

    def city_of(self, unit: str) -> str:
        """The city that `unit` lies in: the one whose intermediate court shares the court code of the unit's area in
        the case list, else the area its name begins with; empty when the name begins with none."""
        area = _area(unit)
        return self._city_of_code.get(self._code_of_area.get(area, ""), area)

    def _served_in(self, owner: Official, day: date | None) -> str:
        posts = (day and owner.posts_on(day)) or owner.tenures[-1:]
        return next((post.org for post in posts if post.org in self._numbers_of_unit), posts[0].org)

    @cached_property
    def _numbers_of_unit(self) -> dict[str, list[str]]:
        """The first few case numbers of every unit of the case list."""
        found: dict[str, list[str]] = {}
        for case in self._registries.cases.values():
            numbers = found.setdefault(case.unit, [])
            if len(numbers) < CASES_ASKED:
                numbers.append(case.case_no)
        return found

    @cached_property
    def _codes(self) -> dict[str, str]:
        """The commonest court code among a unit's cases."""
        found = {}
        for unit, numbers in self._numbers_of_unit.items():
            codes = Counter(_court_codes(numbers))
            if codes and _area(unit):
                found[unit] = codes.most_common(1)[0][0]
        return found

    @cached_property
    def _code_of_area(self) -> dict[str, str]:
        """The city's part of the court code, by the area that a unit's name begins with."""
        return {_area(unit): found["city"] for unit, code in self._codes.items() if (found := COURT_CODE.match(code))}

    @cached_property
    def _city_of_code(self) -> dict[str, str]:
        """The area of the intermediate court, by its code."""
        return {
            found["city"]: _area(unit)
            for unit, code in self._codes.items()
            if (found := COURT_CODE.match(code)) and not found["county"]
        }


def _court_codes(numbers: list[str]) -> Iterator[str]:
    for written in numbers:
        number = parse_case_number(written)
        if number and number.organ == COURT and not number.former and COURT_CODE.fullmatch(number.head):
            yield number.head


def _area(unit: str) -> str:
    name = parse_unit(unit)
    return name.area + name.ending


def _first_day(paper: Annotation) -> date | None:
    """The day of the first event that tells one, in gold's order; a day that is none in the calendar tells none."""
    for event in paper.events:
        try:
            return date.fromisoformat(event.day or "")
        except ValueError:
            continue
    return None

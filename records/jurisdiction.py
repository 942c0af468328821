"""Which unit lies within the area of which, as far as names and the courts' codes in case numbers tell.

A court's code begins with that of the court above it (法〔2015〕137号):
湘91 沅埠市中级人民法院, 湘9121 芷江铺区人民法院.
The organs of an area share its name, so that the code of its court places its procuratorate and police too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from data.casenumber import parse
from data.lexicon import words
from data.normalize import key
from data.registry import Case
from matching import lexicon, orgs

CODE = re.compile(r"([^\d]+)(\d*)")
ENOUGH = 50
"""Cases of a unit whose numbers are read for its code: reading all of a long list would take minutes."""
COUNTY_CODE = len("湘9121")
DIRECTLY_GOVERNED = frozenset("京津沪渝")
"""Where the codes of districts begin with 01 whatever court is above them."""


class Within(StrEnum):
    """How a unit lies to an organ."""

    SAME = "same"  # the same unit
    PART = "part"  # by name a part of it, or it a part of the unit: 某县人民法院城关法庭
    AREA = "area"  # another unit of the same area
    BELOW = "below"  # a unit of an area within the organ's
    OUTSIDE = "outside"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a unit is: `area` with its ending, "" when its name tells none; `code` of the area's court, "" untold."""

    area: str
    level: str
    rest: str
    code: str


class Jurisdiction:
    """The areas of one case list."""

    def __init__(self, cases: Iterable[Case]) -> None:
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        looked_at: Counter[str] = Counter()
        for case in cases:
            if looked_at[case.unit] == ENOUGH:
                continue
            looked_at[case.unit] += 1
            number = parse(case.case_no)
            if number and number.organ == "court" and CODE.fullmatch(number.head):
                counted[_area(case.unit)][number.head] += 1
        self._codes = {area: _most(codes) for area, codes in counted.items() if area}
        self._signs = {code[0] for code in self._codes.values()}
        self._places: dict[str, _Place] = {}

    def within(self, unit: str, organ: str) -> Within:
        """How `unit` lies to `organ`; UNTOLD when neither names nor codes decide it, or a name is missing."""
        if not unit or not organ:
            return Within.UNTOLD
        if _full(unit) == _full(organ):
            return Within.SAME
        if unit.startswith(organ) or organ.startswith(unit):
            return Within.PART
        return self._by_area(self._place(unit), self._place(organ))

    def _by_area(self, inner: _Place, outer: _Place) -> Within:
        if inner.area and inner.area == outer.area:
            return Within.AREA
        if not outer.area:
            return self._under_province(inner, outer)
        if not inner.area:
            return Within.OUTSIDE if inner.level else Within.UNTOLD
        return _by_code(inner, outer)

    def code_of(self, unit: str) -> str:
        """The code of the court of the unit's area, "" when no case tells it."""
        return self._place(unit).code

    def _place(self, unit: str) -> _Place:
        if unit not in self._places:
            parts, area = orgs.parse(unit), _area(unit)
            level = parts.level or _level_without_area(parts.rest)
            code = self._codes.get(area, "")
            if not code and parts.level == "province":
                code = next(iter(words("case_regions", "norm", region=parts.area)), "")
            self._places[unit] = _Place(area, level, parts.rest, code)
        return self._places[unit]

    def _under_province(self, inner: _Place, outer: _Place) -> Within:
        """Of an organ without an area: 最高人民法院 has all below it, 省高级人民法院 the one province told."""
        if outer.level == "state":
            return Within.BELOW
        if outer.level == "province" and len(self._signs) == 1 and inner.code[:1] in self._signs:
            return Within.BELOW
        return Within.UNTOLD


def _by_code(inner: _Place, outer: _Place) -> Within:
    if inner.code and outer.code:
        if not inner.code.startswith(outer.code):
            return Within.OUTSIDE
        told = inner.code != outer.code and (outer.code[0] not in DIRECTLY_GOVERNED or len(outer.code) == 1)
        return Within.BELOW if told else Within.UNTOLD
    if outer.level == "county" or len(outer.code) >= COUNTY_CODE or inner.level == "province":
        return Within.OUTSIDE
    return Within.UNTOLD


def _area(unit: str) -> str:
    parts = orgs.parse(unit)
    return parts.area + parts.ending


def _full(unit: str) -> str:
    """The unit's name, its short form written out: 沅埠市中院 -> 沅埠市中级人民法院."""
    parts = orgs.parse(unit)
    return key(parts.area + parts.ending + lexicon.table("match_orgs")["aliases"].get(parts.rest, parts.rest))


def _level_without_area(rest: str) -> str:
    if rest.startswith("最高"):
        return "state"
    return "province" if rest.startswith(("省", "自治区", "高级")) else ""


def _most(codes: Counter[str]) -> str:
    """The code most cases have, the first in order among equals."""
    return min(codes, key=lambda code: (-codes[code], code))

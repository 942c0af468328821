"""Offsets of annotation tools in and out of code points.

Tools count in their own unit: Unicode code points (brat, today's Label Studio), UTF-16 code units (doccano, older
Label Studio), or code points with CR LF as one (brat where it translates line ends). A `Ruler` of one text converts
both ways, exactly; an offset inside a character of the tool's unit converts to None.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

BEYOND_BMP = 0xFFFF
LOOSE = re.compile(r"\\n|\s+")


class Unit(StrEnum):
    """What a tool counts."""

    CODE_POINTS = "code-points"
    UTF16 = "utf-16"
    ONE_LINE_END = "crlf-as-one"


@dataclass(frozen=True, slots=True)
class Ruler:
    """The offset in the tool's unit of every code point of a text, its end included; None: they are the same."""

    length: int
    marks: Sequence[int] | None

    def outward(self, offset: int) -> int:
        """The tool's offset of the code point `offset`, 0 <= offset <= length."""
        return offset if self.marks is None else self.marks[offset]

    def inward(self, offset: int) -> int | None:
        """The code point at the tool's `offset`; None outside the text or inside a character."""
        if self.marks is None:
            return offset if 0 <= offset <= self.length else None
        found = bisect_left(self.marks, offset)
        return found if found <= self.length and self.marks[found] == offset else None


def ruler(text: str, unit: Unit) -> Ruler:
    """The ruler of `text` in `unit`."""
    if unit is Unit.UTF16 and any(ord(letter) > BEYOND_BMP for letter in text):
        widths = (2 if ord(letter) > BEYOND_BMP else 1 for letter in text)
    elif unit is Unit.ONE_LINE_END and "\r\n" in text:
        widths = (0 if letter == "\r" and text[at + 1 : at + 2] == "\n" else 1 for at, letter in enumerate(text))
    else:
        return Ruler(len(text), None)
    return Ruler(len(text), list(accumulate(widths, initial=0)))


def agreeing(text: str, spans: Iterable[tuple[int, int, str]], units: Sequence[Unit]) -> Unit:
    """The first of `units` in which most of `spans` (start, end, words in the tool's file) stand in `text`.

    Line breaks and white space are compared loosely: browsers fold them.
    """
    told = list(spans)
    if len(units) == 1 or not told:
        return units[0]
    return max(
        units, key=lambda unit: (sum(stands(text, ruler(text, unit), span) for span in told), -units.index(unit))
    )


def stands(text: str, measure: Ruler, span: tuple[int, int, str]) -> bool:
    """Whether the words of `span` stand at its offsets by `measure`, white space aside."""
    start, end = measure.inward(span[0]), measure.inward(span[1])
    return start is not None and end is not None and loose(text[start:end]) == loose(span[2])


def loose(words: str) -> str:
    """`words` without white space and without the two characters by which browsers' tools write a line break."""
    return LOOSE.sub("", words)

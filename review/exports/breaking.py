"""Lines of Chinese text: where a line may end and with what none may begin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

NEVER_FIRST = frozenset("，。、；：？！）〕】》〉”’…—·％‰℃,.;:?!)]}%")
NEVER_LAST = frozenset("（〔【《〈“‘([{￥#")
_UNITS = re.compile(r"[0-9A-Za-z*@_.+/-]+|.", re.DOTALL)
_MOST = 4
"""Units that are carried over at most, so that a row of brackets cannot undo a line."""


def lines_of(words: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """The lines of `words`, none wider than `width` by `measure`; line feeds end lines too.

    Words of Latin letters and numbers stay whole unless they alone are too wide.
    """
    for paragraph in words.split("\n"):
        yield from _paragraph(list(_units(paragraph, width, measure)), width, measure)


def _units(words: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    for found in _UNITS.finditer(words):
        yield from found[0] if measure(found[0]) > width else (found[0],)


def _paragraph(units: list[str], width: float, measure: Callable[[str], float]) -> Iterator[str]:
    line: list[str] = []
    used = 0.0
    for unit in units:
        wide = measure(unit)
        if line and used + wide > width:
            keep = _end(line, unit)
            yield "".join(line[:keep]).rstrip()
            line = line[keep:]
            used = sum(map(measure, line))
        line.append(unit)
        used += wide
    yield "".join(line)


def _end(line: list[str], following: str) -> int:
    """How many units of a full line stay on it when `following` no longer fits."""
    keep, first = len(line), following
    while keep > max(1, len(line) - _MOST) and (first[0] in NEVER_FIRST or line[keep - 1][-1] in NEVER_LAST):
        keep -= 1
        first = line[keep]
    fits = first[0] not in NEVER_FIRST and line[keep - 1][-1] not in NEVER_LAST
    return keep if fits else len(line)

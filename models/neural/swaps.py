"""Names and numbers of a paper replaced by others of the same length, so that none can be learnt by heart.

One paper, one set of replacements: who is called by two names keeps the family name in both.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from data.lexicon import rows, words

DIGITS = re.compile(r"\d{4,}")
"""Runs of digits that can be a case's, a phone's or a licence's number; days and hours are shorter or have signs."""
YEAR = re.compile(r"(?:19|20)\d\d$")


def swapped(text: str, names: Iterable[tuple[int, int]], seed: int) -> str:
    """`text` with the people at `names` (half-open offsets) and long numbers replaced; the same seed, the same text."""
    draw = random.Random(seed)  # noqa: S311 - varied papers, no secret
    surnames, given = _surnames(), _given()
    characters = list(text)
    new: dict[str, str] = {}
    for start, end in names:
        said = text[start:end]
        if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", said):
            continue
        for at, character in enumerate(said):
            if at == 0 and character in surnames:
                new.setdefault("s" + character, draw.choice(surnames))
                characters[start] = new["s" + character]
            elif character in given and not said.endswith(_titles()):
                new.setdefault("g" + character, draw.choice(given))
                characters[start + at] = new["g" + character]
    for run in DIGITS.finditer(text):
        if not YEAR.match(run[0]):
            for at in range(run.start() + 1, run.end()):
                characters[at] = new.setdefault("d" + text[at], str(draw.randrange(10)))
    return "".join(characters)


def _surnames() -> tuple[str, ...]:
    return tuple(sorted({name for name in words("surnames", "surname") if len(name) == 1}))


def _given() -> tuple[str, ...]:
    return tuple(sorted(row["character"] for row in rows("match_given")))


def _titles() -> tuple[str, ...]:
    return tuple(title for title in words("titles", "title"))

"""Folding of text for comparison, one character for one: `len(fold(text)) == len(text)`, so offsets hold in both.

Folded are: full-width letters, digits and punctuation to ASCII; blanks of every width to a blank (line feeds stay);
brackets （〔［【 to ( and their partners to ); dashes, quotes, middle dots and the circle zeros 〇○; traditional and
variant characters to the simplified ones of `data/lexicons/fold_characters.tsv`. The last is a list of single
characters seen in names, titles, places and case papers: a character that is not in it stays as it is, and words that
differ by more than single characters (著/着, 乾隆/干部) are not told apart by context.
"""

from __future__ import annotations

from functools import lru_cache

from data.errors import ConfigError
from data.lexicon import rows

FULL_WIDTH = range(0xFF01, 0xFF5F)
FULL_WIDTH_OFFSET = 0xFEE0


def fold(text: str) -> str:
    """`text` with signs and characters folded; same length, same offsets."""
    return text.translate(_folds())


def fold_signs(text: str) -> str:
    """`text` with signs folded and characters left: for shapes such as dates, phones and numbers; same length."""
    return text.translate(_signs())


def key(words: str) -> str:
    """What two ways of writing the same words have in common: folded, without blanks, in small letters.

    For lookups; the length is not kept.
    """
    return "".join(fold(words).split()).casefold()


def same_words(a: str, b: str) -> bool:
    """Whether `a` and `b` are the same words but for width, brackets, blanks, case and script."""
    return key(a) == key(b)


@lru_cache(maxsize=1)
def _signs() -> dict[int, str]:
    table = {code: chr(code - FULL_WIDTH_OFFSET) for code in FULL_WIDTH}
    for row in rows("fold_signs"):
        table[int(row["code"].removeprefix("U+"), 16)] = " " if row["to"] == "SPACE" else row["to"]
    return table


@lru_cache(maxsize=1)
def _folds() -> dict[int, str]:
    table = dict(_signs())
    for row in rows("fold_characters"):
        for variant in row["variants"]:
            if table.setdefault(ord(variant), row["character"]) != row["character"]:
                raise ConfigError(
                    f"data/lexicons/fold_characters.tsv: {variant!r} stands under two characters; leave it under one"
                )
    return table

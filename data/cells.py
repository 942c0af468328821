"""Cells of tables: text stays text in spreadsheet programs, whatever it begins with; how wide it is on a terminal."""

from __future__ import annotations

import unicodedata

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet program takes for a formula."""

_UNSEEN = " \u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF))


def columns_of(text: str) -> int:
    """The columns that `text` takes on a terminal: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def plain_cell(text: str) -> str:
    """`text` without control characters that no table can hold; with an apostrophe in front where it would start a
    formula, also behind blanks and characters of no width."""
    kept = text.translate(_CONTROLS)
    return f"'{kept}" if kept.startswith(FORMULA_SIGNS) or kept.lstrip(_UNSEEN).startswith(FORMULA_SIGNS) else kept

"""Cells of tables that spreadsheet programs open: text stays text, whatever it begins with."""

from __future__ import annotations

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet program takes for a formula."""

_UNSEEN = " \u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF))


def plain_cell(text: str) -> str:
    """`text` without control characters that no table can hold; with an apostrophe in front where it would start a
    formula, also behind blanks and characters of no width."""
    kept = text.translate(_CONTROLS)
    return f"'{kept}" if kept.startswith(FORMULA_SIGNS) or kept.lstrip(_UNSEEN).startswith(FORMULA_SIGNS) else kept

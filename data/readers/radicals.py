"""Radicals that stand for ideographs.

A font that draws 长 and the radical ⻓ with one glyph makes browsers and office programs write the radical into a PDF;
names such as 马, 龙, 黄 or 齐 are then found by nobody.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


def unified(text: str) -> str:
    """`text` with every radical replaced by the ideograph it is drawn as; the length stays the same."""
    if all(not "\u2e80" <= character <= "\u2fdf" for character in text):
        return text
    return text.translate(_table())


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    lines = (resources.files("data") / "lexicons" / "radicals.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {ord(radical): ideograph for radical, ideograph in pairs}

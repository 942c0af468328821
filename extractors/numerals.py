"""Numerals below a hundred as dates are written with them."""

from __future__ import annotations

DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "元": 1,
    "廿": 20,
}
NUMBER = "[〇零一二三四五六七八九十廿]{1,3}"
CHINESE_DAY = "(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
"""The number of a day in Chinese numerals, as a pattern."""


def value_of(numeral: str) -> int | None:
    """The value of an Arabic or Chinese numeral below 100, None when it is none."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    spelt = numeral.replace("廿", "二十")
    if "十" in spelt:
        tens, _, ones = spelt.partition("十")
        return 10 * (DIGITS.get(tens, 1) if tens else 1) + (DIGITS.get(ones, 0) if ones else 0)
    total = 0
    for character in spelt:
        if character not in DIGITS:
            return None
        total = total * 10 + DIGITS[character]
    return total

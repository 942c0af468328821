"""Where lines of Chinese text end, by a measure of one unit a character."""

from __future__ import annotations

import pytest

from review.exports.breaking import lines_of

CASES = [
    ("一二三四五六七", 3, ["一二三", "四五六", "七"]),
    ("一二三，四五", 3, ["一二", "三，四", "五"]),
    ("一二（三四）五", 3, ["一二", "（三", "四）五"]),
    ("一二三”。四", 4, ["一二", "三”。四"]),
    ("编号AB12在内", 5, ["编号", "AB12在", "内"]),
    ("ABCDEFGH", 3, ["ABC", "DEF", "GH"]),
    ("一\n二三", 3, ["一", "二三"]),
    ("", 3, [""]),
    ("，，，，，，", 2, ["，，", "，，", "，，"]),
    ("一二 三四", 3, ["一二", "三四"]),
]


@pytest.mark.parametrize(("words", "width", "lines"), CASES)
def test_lines_end_where_they_may(words: str, width: int, lines: list[str]) -> None:
    assert list(lines_of(words, width, len)) == lines
    assert all(len(line) <= width for line in lines)

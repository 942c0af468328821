"""Where quoted words stand."""

from __future__ import annotations

import pytest

from extractors.second_reader.places import Words, distance, nearest

TEXT = "3月5日，王 院长来电，问（2024）川97刑终12号\n到哪一步了。王院长又問：到哪一步了？ABC"
WHOLE = ((0, len(TEXT)),)

CASES = [
    ("as it is", "到哪一步了", WHOLE, ["到哪一步了", "到哪一步了"]),
    ("in quotes of the model's own", "“问”", WHOLE, ["问"]),
    ("exactly goes before alike", "王院长", WHOLE, ["王院长"]),
    ("but for blanks", "王院长来电", WHOLE, ["王 院长来电"]),
    ("but for width and brackets", "(2024)川97刑终12号", WHOLE, ["（2024）川97刑终12号"]),
    ("over a line break", "12号到哪一步了", WHOLE, ["12号\n到哪一步了"]),
    ("but for script", "王院长又问", WHOLE, ["王院长又問"]),
    ("but for case", "abc", WHOLE, ["ABC"]),
    ("made up", "李院长", WHOLE, []),
    ("put together from two places", "3月5日到哪一步了", WHOLE, []),
    ("blank", " \n", WHOLE, []),
    ("outside of what was sent", "ABC", ((0, 20),), []),
]


@pytest.mark.parametrize(("quote", "parts", "found"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_places(quote, parts, found):
    assert [TEXT[start:end] for start, end in Words(TEXT, parts).places(quote)] == found


def test_the_nearest_place_is_taken():
    places = ((0, 3), (20, 23), (40, 43))
    assert nearest(places, (25, 30)) == (20, 23)
    assert nearest(places, (30, 32)) == (20, 23)  # 7 before, 8 after
    assert [distance(place, (21, 22)) for place in places] == [18, 0, 18]

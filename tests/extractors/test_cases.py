"""The number of a case by the parties that are named near an act."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.registry import Registries
from data.types import Kind
from extractors.cases import number_named
from extractors.draft import Draft
from extractors.names import names_of

ASKED = "2024-04-11 20:53 韦胖子: 到哪一步了"
CASES: list[tuple[str, str | None]] = [
    ("2024-04-11 20:37 韦胖子: 胡子轩打人那个归你吧\n" + ASKED, "（2024）湘96刑终362号"),
    # another day
    ("2024-04-10 20:37 韦胖子: 胡子轩打人那个归你吧\n" + ASKED, None),
    # two cases
    ("2024-04-11 20:37 韦胖子: 胡子轩和赵峰都在问\n" + ASKED, None),
    # the nearest message that names a party tells
    (
        "2024-04-11 20:30 韦胖子: 赵峰还好吗\n2024-04-11 20:37 韦胖子: 胡子轩打人那个归你吧\n" + ASKED,
        "（2024）湘96刑终362号",
    ),
    (ASKED, None),
]


@pytest.mark.parametrize(("text", "number"), CASES)
def test_number_of_the_parties_named_before(
    registries: Registries, draft: Callable[..., Draft], text: str, number: str | None
) -> None:
    paper = draft(text, kind=Kind.CHAT)
    assert number_named(paper, names_of(registries), text.index("到哪一步")) == number

"""Acts: what the component hands on is what its decider says; the lexical decider has the table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.registry import Registries
from extractors.component import Resources
from extractors.components.acts import Acts
from extractors.draft import Draft
from extractors.lexical_decider import LexicalDecider
from extractors.names import names_of

CASES: list[tuple[str, list[str]]] = [
    ("他问现在走到哪一步了", ["ask_progress"]),
    ("托我带个话，能帮就帮一把", ["plead"]),
    ("门口塞给我两张购物卡", ["benefit"]),
    ("先放一放，过完年再说", ["steer_procedure"]),
    ("今天食堂吃面", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_acts(registries: Registries, draft: Callable[..., Draft], text: str, expected: list[str]) -> None:
    empty = draft(text)
    Acts(Resources(names_of(registries), LexicalDecider())).annotate(empty)
    assert [finding.situations[0].value for finding in empty.findings] == expected

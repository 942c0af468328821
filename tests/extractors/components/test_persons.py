"""People by name, title and nickname."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.components.persons import Persons
from extractors.components.titles import Titles

CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("杜德胜来开会", [("PER", "杜德胜")]),
    ("任县来电，说拖久了影响不好", [("PER", "任县")]),
    ("王院长让我问一声", [("PER", "王院长")]),
    ("德胜那边排了期", [("PER", "德胜")]),
    ("老范碰到我，小叶也在", [("PER", "老范"), ("PER", "小叶")]),
    ("证人张某某称不认识李某", [("PER", "张某某"), ("PER", "李某")]),
    ("欧阳总请客", [("PER", "欧阳总")]),
    ("段峰庭长签批", [("PER", "段峰"), ("POS", "庭长")]),
    ("领导很关心", []),
    ("全县有三条路等着石料", []),
    ("全局干部都要填", []),
    ("施工单位来人", []),
    ("等了一个小时", []),
    ("小区门口碰到", []),
    ("老家来人了", []),
    ("小额贷款那件", []),
    ("报到高院", []),
    ("用小程序查", []),
    ("向院长汇报", [("POS", "院长")]),
    ("成庭长说等等", [("PER", "成庭长")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_persons(run: Callable[..., object], text: str, expected: list[tuple[str, str]]) -> None:
    assert run((Persons, Titles), text) == expected

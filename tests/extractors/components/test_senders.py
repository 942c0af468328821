"""Senders and addressees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.types import Kind
from extractors.components.senders import Senders

CASES: list[tuple[Kind, str, list[tuple[str, str]]]] = [
    (
        Kind.CHAT,
        "群聊: 执行局日常\n2024-05-21 08:03 叶丹: 收到\n2024-05-21 08:05 执行局韦姐: 好",
        [("PER", "叶丹"), ("PER", "执行局韦姐")],
    ),
    (
        Kind.EMAIL,
        "发件人: 卢婉琪 <luwq@x.example>\n收件人: 戴航孝；宋渊平\n抄送: 政治部\n主题: 表\n\n戴庭：",
        [("PER", "卢婉琪"), ("PER", "戴航孝"), ("PER", "宋渊平")],
    ),
    (Kind.CHAT, "2024-05-21 08:03 我: 在\n2024-05-21 08:05 叶丹: 好", [("PER", "叶丹")]),
    (Kind.EMAIL, "发件人: 卢婉琪 <luwq@x.example>\n收件人: 全体干警；各庭内勤\n主题: 表", [("PER", "卢婉琪")]),
    (Kind.WORK_NOTE, "2024-05-21 08:03 叶丹: 不是聊天", []),
]


@pytest.mark.parametrize(("kind", "text", "expected"), CASES)
def test_senders(run: Callable[..., object], kind: Kind, text: str, expected: list[tuple[str, str]]) -> None:
    assert run((Senders,), text, kind=kind) == expected

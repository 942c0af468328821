"""Whose words a message carries."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.types import Kind, Label
from extractors.carried import sender_of
from extractors.draft import Draft
from extractors.spans import Span

# a message, the words of the act, the person named, whether that one sent the writer
CASES: list[tuple[str, str, str, bool]] = [
    ("邵律托我问一声，那件什么时候开庭", "问一声", "邵律", True),
    ("对了邵律昨天托我打听下进度", "打听", "邵律", True),
    ("丁局交代我跟你递句话，能快点就快点", "能快点", "丁局", True),
    ("芳姐让我跟您讲，别判重了", "别判重", "芳姐", True),
    ("受邵律之托的事先不提，邵律说他自己来问", "问", "邵律", False),
    ("邵律自己来问过", "问过", "邵律", False),
    ("我想让邵律找你谈谈", "找你谈谈", "邵律", False),
    ("邵律让我下班早点回家，那件查封了没", "查封了没", "邵律", False),
]


@pytest.mark.parametrize(("said", "act", "name", "sent"), CASES)
def test_who_sent_the_writer(draft: Callable[..., Draft], said: str, act: str, name: str, sent: bool) -> None:
    paper = draft(f"2024-11-20 09:00 段峰: {said}", kind=Kind.CHAT)
    at = paper.text.index(name)
    span = Span(at, at + len(name), Label.PER, 1.0, "test")
    found = sender_of(paper, paper.text.rindex(act), [span])
    assert found == (span if sent else None)


def test_only_messages_have_a_writer_who_carries(draft: Callable[..., Draft]) -> None:
    paper = draft("邵律托我问一声，那件什么时候开庭", kind=Kind.WORK_NOTE)
    assert sender_of(paper, 4, [Span(0, 2, Label.PER, 1.0, "test")]) is None

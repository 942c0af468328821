"""What kind of paper a text is, told by its content: for files whose sender did not say."""

from __future__ import annotations

from collections.abc import Sequence

from data.layout import CELL, CHAT_LINE, MAIL_HEADER, Block
from data.types import Kind, TurnRole


def kind_of(blocks: Sequence[Block], name: str) -> Kind:
    """The likeliest kind."""
    lines = [line for block in blocks[:60] for line in block.text.split("\n") if line.strip()]
    if (
        any(block.role is TurnRole.MESSAGE for block in blocks[:60])
        or sum(bool(CHAT_LINE.match(line)) for line in lines) >= 2
    ):
        return Kind.CHAT
    if sum(bool(MAIL_HEADER.match(line)) for line in lines[:6]) >= 2:
        return Kind.EMAIL
    if any(CELL in line for line in lines):
        return Kind.VISITOR_LOG if any("访" in line for line in lines[:2]) else Kind.PHONE_LOG
    return Kind.WORK_NOTE

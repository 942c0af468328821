"""Rows of registers: what stands in which column, and who can stand there for what."""

from __future__ import annotations

from functools import lru_cache

from data.lexicon import rows
from data.types import Kind, Turn, TurnRole
from extractors.draft import Draft

REGISTERS = (Kind.PHONE_LOG, Kind.VISITOR_LOG)


def column_of(draft: Draft, turn: Turn, offset: int) -> str | None:
    """The heading above `offset` of a row, None outside of tables and where the row is longer than its heading."""
    if turn.role is not TurnRole.ROW:
        return None
    heading = next((t for t in draft.document.turns if t.role is TurnRole.HEADER), None)
    if heading is None:
        return None
    cells = [cell.strip() for cell in draft.text[heading.start : heading.end].split("|")]
    place = draft.text.count("|", turn.start, offset)
    return cells[place] if place < len(cells) else None


def is_entry(draft: Draft, turn: Turn | None) -> bool:
    """Whether `turn` is one entry of a register, which tells of nobody and no case of the other entries."""
    return turn is not None and turn.role is TurnRole.ROW and draft.document.kind in REGISTERS


def role_of_column(heading: str | None) -> str | None:
    """The only role, `intervener` or `recipient`, that who stands under `heading` can have; None for any."""
    return _roles().get(heading or "")


@lru_cache(maxsize=1)
def _roles() -> dict[str, str]:
    return {row["heading"]: row["role"] for row in rows("columns")}

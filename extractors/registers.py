"""Rows of registers: what stands in which column."""

from __future__ import annotations

from data.types import Turn, TurnRole
from extractors.draft import Draft


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

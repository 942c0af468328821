"""Rows of tables as blocks, the same from whatever paper."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.layout import CELL, Block, parse_stamp
from data.types import Location, TurnRole

_HEADING_CELL = re.compile(r"序号|编号|日期|时间")
_DIGIT = re.compile(r"\d")


def row_block(cells: Sequence[str], location: Location, *, heading: bool = False) -> Block:
    """The block of one row, cells joined by ` | `, empty ones kept so that columns stay in step.

    A heading row (`heading`, or the first one by its words) is a HEADER; other rows take the first time in them.
    """
    text = CELL.join(" ".join(cell.split()) for cell in cells)
    if heading or (location.row == 1 and names_columns(cells)):
        return Block(text, TurnRole.HEADER, location=location)
    sent_at = next(filter(None, map(parse_stamp, cells)), None)
    return Block(text, TurnRole.ROW, sent_at=sent_at, location=location)


def names_columns(cells: Sequence[str]) -> bool:
    """Whether a row names columns: three or more, all named briefly and without digits, one a number or a time."""
    if len(cells) < 3 or not all(cell.strip() for cell in cells) or any(_DIGIT.search(cell) for cell in cells):
        return False
    return any(_HEADING_CELL.search(cell) for cell in cells) and all(len(cell.strip()) <= 16 for cell in cells)

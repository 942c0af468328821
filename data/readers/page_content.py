"""What a page of any paginated format holds, before anybody has read it. Points as shown, origin at the top left."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.layout import Block
from data.readers.page_lines import Box, Glyph

SLANTED = -1
"""The turn of glyphs that stand neither upright nor across: watermarks."""


@dataclass(slots=True)
class PageGlyphs:
    """All glyphs of a page in drawing order, by the number of quarter turns clockwise their line is turned as shown.

    `unmapped` counts glyphs whose font does not say which character they are.
    """

    by_turn: dict[int, list[Glyph]] = field(default_factory=dict)
    visible: int = 0
    unmapped: int = 0

    def add(self, glyph: Glyph, turn: int) -> None:
        """Take one more glyph, the next as drawn."""
        self.by_turn.setdefault(turn, []).append(glyph)
        if not glyph.text.isspace():
            self.visible += 1


@dataclass(slots=True)
class Drawing:
    """What is drawn besides text: `rulings` are thin boxes across or down, `pictures` raster images.

    `marks` counts everything drawn, curves too: a page of nothing but curves may be text turned into outlines.
    """

    rulings: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    marks: int = 0


@dataclass(slots=True)
class PageContent:
    """One page; `number` counts from 1, `asides` are comments and form fields on it."""

    number: int
    width: float
    height: float
    glyphs: PageGlyphs = field(default_factory=PageGlyphs)
    drawing: Drawing = field(default_factory=Drawing)
    asides: list[Block] = field(default_factory=list)

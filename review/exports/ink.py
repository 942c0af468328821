"""How words are set in the PDF: fonts that can be searched, lines that end where Chinese lines may end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from review.exports.breaking import lines_of

PADDING = 6.0
"""Points between the edge of a box and its words."""
BREAKS = dict.fromkeys(range(32), " ") | {10: "\n", 13: None}
"""Characters that no line can hold become blanks; a line feed ends a line."""
_BEYOND = re.compile(r"<([0-9A-F]{5,6})>")


@dataclass(frozen=True, slots=True)
class Look:
    """How words are set: size in points, how they are aligned, in the font of headings or of the body."""

    size: float = 10.5
    align: int = TA_LEFT
    heading: bool = False


PLAIN = Look()


class SearchableFont(TTFont):  # type: ignore[misc]
    """A TrueType font whose characters beyond the basic plane (𬱖) can be copied out of the PDF too.

    The library writes their code points as they are into the table that leads back to text, where the format wants
    UTF-16.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Adds the font and its tables to the document."""
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = _BEYOND.sub(_utf16, stream.content)


@dataclass(frozen=True, slots=True)
class Ink:
    """The fonts of one PDF. `missing` are characters that no font of the machine has."""

    body: str
    heading: str
    missing: frozenset[str]

    def plain(self, words: str) -> str:
        """Words for a line; a character without a glyph stands as its code point, never as an empty box."""
        return "".join(f"〔U+{ord(one):04X}〕" if one in self.missing else one for one in words.translate(BREAKS))

    def said(self, words: str, width: float, look: Look = PLAIN) -> Paragraph:
        """A paragraph for a box of `width` points between its edges."""
        return self.set(self.lines(words, width, look), look)

    def lines(self, words: str, width: float, look: Look = PLAIN) -> list[str]:
        """The lines that words take in a box of `width` points."""
        font, room = self._font(look), width - 2 * PADDING - 0.01
        return list(lines_of(self.plain(words), room, lambda part: pdfmetrics.stringWidth(part, font, look.size)))

    def set(self, lines: Sequence[str], look: Look = PLAIN) -> Paragraph:
        """A paragraph of these lines."""
        font, size = self._font(look), look.size
        style = ParagraphStyle("set", fontName=font, fontSize=size, leading=size * 1.4, alignment=look.align)
        return Paragraph("<br/>".join(escape(line).replace("\u3000", "\u00a0" * 4) for line in lines), style)

    def _font(self, look: Look) -> str:
        return self.heading if look.heading else self.body


def _utf16(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"

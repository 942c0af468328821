"""PDF with a text layer, and the same under a password."""

from __future__ import annotations

import io

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from evaluation.marked import MarkedDocument

FONT = "STSong-Light"
SIZE = 11.5
LEADING = 19
LEFT, RIGHT, TOP, BOTTOM = 70, 525, 770, 70
WIDE = (RIGHT - LEFT) / SIZE


def pdf(document: MarkedDocument) -> bytes:
    """A4 pages in a song face that every PDF program has."""
    return draw(document.text)


def draw(text: str, password: str | None = None) -> bytes:
    """A4 pages of `text`, a line wrapped where the page ends, under `password` when one is given."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword="owner", canPrint=0) if password else None
    canvas = Canvas(out, invariant=1, encrypt=lock)
    canvas.setFont(FONT, SIZE)
    at = TOP
    for line in text.split("\n"):
        for piece in wrap(line, WIDE):
            canvas.drawString(LEFT, at, piece)
            at -= LEADING
            if at < BOTTOM:
                canvas.showPage()
                canvas.setFont(FONT, SIZE)
                at = TOP
    canvas.save()
    return out.getvalue()


def wrap(line: str, wide: float) -> list[str]:
    """The line in pieces of at most `wide` full-width signs; closing punctuation never begins a piece."""
    pieces, piece, length = [], "", 0.0
    for sign in line:
        size = 0.5 if sign.isascii() else 1.0
        if length + size > wide and sign not in "，。、；：？！）》」』”’":
            pieces.append(piece)
            piece, length = "", 0.0
        piece += sign
        length += size
    return [*pieces, piece]

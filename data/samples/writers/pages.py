"""PDF with a text layer, and the same under a password."""

from __future__ import annotations

import io

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from data.samples.writers.plain import lines
from data.samples.writers.sheets import HEIGHT, WIDTH, sheets_of
from evaluation.marked import MarkedDocument

FONT = "STSong-Light"


def pdf(document: MarkedDocument) -> bytes:
    """A4 pages in a song face that every PDF program has; registers as ruled tables."""
    return draw(lines(document))


def draw(text: list[str], password: str | None = None) -> bytes:
    """A4 pages of these lines, under `password` when one is given."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword="owner", canPrint=0) if password else None
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, encrypt=lock)
    for sheet in sheets_of(text):
        for left, baseline, size, words in sheet.words:
            canvas.setFont(FONT, size)
            canvas.drawString(left, HEIGHT - baseline, words)
        canvas.setLineWidth(0.6)
        for left, top, right, bottom in sheet.rules:
            canvas.line(left, HEIGHT - top, right, HEIGHT - bottom)
        canvas.showPage()
    canvas.save()
    return out.getvalue()

"""Pictures of paper: tilted, noisy scans and a screenshot. Needs the Noto CJK fonts, only here."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from data.samples.writers.chats import messages
from data.samples.writers.sheets import wrap
from evaluation.marked import MarkedDocument

FONTS = Path("/usr/share/fonts/opentype/noto")
SERIF, SANS = FONTS / "NotoSerifCJK-Regular.ttc", FONTS / "NotoSansCJK-Regular.ttc"
CHINESE = 2
"""The face of simplified Chinese within Noto's collections."""
SEED = 20260331
A4 = (1240, 1754)
"""An A4 page at 150 dots an inch, in pixels."""


def can_render() -> bool:
    """Whether the fonts are here."""
    return SERIF.exists() and SANS.exists()


def scan_pdf(document: MarkedDocument) -> bytes:
    """One page, a picture only: tilted by 0.7 degrees, with the grain of an office scanner and a red seal."""
    picture = io.BytesIO()
    _paper(document.text, tilt=0.7, seal=True).save(picture, "JPEG", quality=62)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    return out.getvalue()


def jpg(document: MarkedDocument) -> bytes:
    """A photographed note: a small sheet, tilted the other way."""
    out = io.BytesIO()
    note = _paper(document.text, tilt=-1.1, seal=False)
    note.crop((0, 0, A4[0], 130 + 64 * (document.text.count("\n") + 3))).save(out, "JPEG", quality=70)
    return out.getvalue()


def png(document: MarkedDocument) -> bytes:
    """A screenshot of a chat window: name and time in grey, the words in a bubble below."""
    said = messages(document)
    picture = Image.new("RGB", (1000, 40 + 120 * len(said)), (237, 237, 237))
    pen = ImageDraw.Draw(picture)
    small, face = (ImageFont.truetype(str(SANS), size, index=CHINESE) for size in (22, 27))
    for number, (stamp, sender, words) in enumerate(said):
        top = 30 + 120 * number
        pen.rounded_rectangle((30, top, 86, top + 56), 8, fill=(150, 170, 190))
        pen.text((110, top - 6), sender, font=small, fill=(110, 110, 110))
        pen.text((260, top - 6), stamp, font=small, fill=(110, 110, 110))
        wide = pen.textlength(words, font=face)
        pen.rounded_rectangle((104, top + 28, 144 + wide, top + 88), 10, fill=(255, 255, 255))
        pen.text((124, top + 38), words, font=face, fill=(25, 25, 25))
    out = io.BytesIO()
    picture.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()


def _paper(text: str, tilt: float, seal: bool) -> Image.Image:
    picture = Image.new("L", A4, 250)
    pen, face = ImageDraw.Draw(picture), ImageFont.truetype(str(SERIF), 29, index=CHINESE)
    pieces = [piece for line in text.split("\n") for piece in wrap(line, 34)]
    for number, line in enumerate(pieces):
        pen.text((125, 130 + 54 * number), line, font=face, fill=35)
    if seal:
        pen.ellipse((780, 130 + 54 * len(pieces) - 210, 1000, 130 + 54 * len(pieces) + 10), outline=150, width=5)
    picture = picture.rotate(tilt, resample=Image.Resampling.BICUBIC, fillcolor=250)
    grain = np.random.default_rng(SEED).normal(0, 9, (A4[1], A4[0]))
    noisy = np.clip(np.asarray(picture, dtype=float) + grain, 0, 255).astype("uint8")
    return Image.fromarray(noisy).filter(ImageFilter.GaussianBlur(0.6))

"""OFD, the national layout format (GB/T 33190-2016), in its smallest valid form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from data.samples.writers.frozen import pack
from data.samples.writers.plain import lines
from data.samples.writers.sheets import Sheet, sheets_of
from evaluation.marked import MarkedDocument

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MM = 25.4 / 72
"""Millimetres, the unit of all lengths in OFD, in a point."""


def ofd(document: MarkedDocument) -> bytes:
    """A4 pages, one text object a piece with the advance of every sign; registers as ruled tables."""
    pages = sheets_of(lines(document))
    return pack((name, text.encode("utf-8")) for name, text in _members(document.id, pages))


def _members(name: str, pages: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    yield (
        "OFD.xml",
        f'{HEAD}<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>{name}</ofd:DocID>'
        "<ofd:CreationDate>2026-03-31</ofd:CreationDate></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>",
    )
    listed = "".join(
        f'<ofd:Page ID="{number + 10}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    yield (
        "Doc_0/Document.xml",
        f"{HEAD}<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    )
    yield (
        "Doc_0/PublicRes.xml",
        f'{HEAD}<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体" FamilyName="宋体"/>'
        "</ofd:Fonts></ofd:Res>",
    )
    for number, sheet in enumerate(pages):
        yield f"Doc_0/Pages/Page_{number}/Content.xml", _page(number, sheet)


def _page(number: int, sheet: Sheet) -> str:
    first = 1000 * (number + 1)
    objects = [_text(first + at, *placed) for at, placed in enumerate(sheet.words)]
    objects += [_rule(first + 500 + at, ends) for at, ends in enumerate(sheet.rules)]
    return (
        f"{HEAD}<ofd:Page {SPACE}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content>"
        f'<ofd:Layer ID="{number + 500}" Type="Body">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _text(name: int, left: float, baseline: float, size: float, words: str) -> str:
    high = size * MM
    wide = [high / 2 if sign.isascii() else high for sign in words]
    box = f"{left * MM:.3f} {baseline * MM - 0.86 * high:.3f} {sum(wide):.3f} {high:.3f}"
    advance = " ".join(f"{step:.3f}" for step in wide[:-1])
    delta = f' DeltaX="{advance}"' if advance else ""
    return (
        f'<ofd:TextObject ID="{name}" Boundary="{box}" Font="1" Size="{high:.3f}">'
        f'<ofd:TextCode X="0" Y="{0.86 * high:.3f}"{delta}>{escape(words, quote=False)}</ofd:TextCode></ofd:TextObject>'
    )


def _rule(name: int, ends: tuple[float, float, float, float]) -> str:
    left, top, right, bottom = (value * MM for value in ends)
    wide, high = right - left, bottom - top
    box = f"{left:.3f} {top:.3f} {wide + 0.2:.3f} {high + 0.2:.3f}"
    return (
        f'<ofd:PathObject ID="{name}" Boundary="{box}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {wide:.3f} {high:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
    )

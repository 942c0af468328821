"""OFD, the national layout format (GB/T 33190-2016), in its smallest valid form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from data.samples.writers.frozen import pack
from data.samples.writers.pages import wrap
from evaluation.marked import MarkedDocument

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SIZE = 4.2
"""Height of a full-width sign, in millimetres, the unit of all lengths here."""
LEADING, LEFT, TOP = 7.5, 25.0, 25.0
WIDE = 38.0
LINES = 33


def ofd(document: MarkedDocument) -> bytes:
    """A4 pages, one text object a line piece with the advance of every sign."""
    pieces = [piece for line in document.text.split("\n") for piece in wrap(line, WIDE)]
    pages = [pieces[at : at + LINES] for at in range(0, len(pieces), LINES)]
    return pack((name, text.encode("utf-8")) for name, text in _members(document.id, pages))


def _members(name: str, pages: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
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
    for number, lines in enumerate(pages):
        yield f"Doc_0/Pages/Page_{number}/Content.xml", _page(number, lines)


def _page(number: int, lines: Sequence[str]) -> str:
    objects = []
    for row, line in enumerate(lines):
        if not line.strip():
            continue
        wide = [SIZE / 2 if sign.isascii() else SIZE for sign in line]
        advance = " ".join(f"{size:g}" for size in wide[:-1])
        box = f"{LEFT:g} {TOP + row * LEADING:g} {sum(wide):g} {SIZE:g}"
        delta = f' DeltaX="{advance}"' if advance else ""
        words = escape(line, quote=False)
        objects.append(
            f'<ofd:TextObject ID="{1000 * (number + 1) + row}" Boundary="{box}" Font="1" Size="{SIZE:g}">'
            f'<ofd:TextCode X="0" Y="{SIZE * 0.86:g}"{delta}>{words}</ofd:TextCode></ofd:TextObject>'
        )
    return (
        f"{HEAD}<ofd:Page {SPACE}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content>"
        f'<ofd:Layer ID="{number + 500}" Type="Body">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )

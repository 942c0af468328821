"""Makes papers for tests: DOCX from its own XML, PDF and OFD laid out to the millimetre, scans drawn from a font."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from data.readers.base import Limits, Part, Reader, Source
from data.types import TurnRole
from tests.needs import require

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
W_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PACKAGE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"


def read_with(reader: Reader, data: bytes, name: str, limits: Limits | None = None) -> tuple[list[Part], list[Source]]:
    """(parts, sources) that a reader gives for these bytes under the name of an inbox file."""
    items = list(reader(Source(path=f"units/{name}", name=name, data=data, limits=limits or Limits())))
    return [item for item in items if isinstance(item, Part)], [item for item in items if isinstance(item, Source)]


def shown(part: Part) -> list[tuple[str, str]]:
    """(role, text) of the blocks that hold text."""
    return [(block.role.value, block.text) for block in part.blocks if block.text.strip()]


def body_text(part: Part) -> str:
    """The text of what the paper says in its own voice."""
    return "\n".join(block.text for block in part.blocks if block.role is not TurnRole.ASIDE and block.text.strip())


# DOCX


def run(text: str, properties: str = "") -> str:
    """A `w:r` with text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    """A `w:p` of runs; plain words become a run."""
    return f"<w:p>{''.join(piece if piece.startswith('<') else run(piece) for piece in runs)}</w:p>"


def docx_bytes(body: str, parts: Mapping[str, tuple[str, bytes | str]] | None = None) -> bytes:
    """A DOCX of this body. `parts`: name in `word/` -> (kind of relation, content); relations are rId1, rId2 ..."""
    parts = parts or {}
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATION}{kind}" Target="{name}"/>'
        for number, (name, (kind, _)) in enumerate(parts.items(), start=1)
    )
    types = "".join(
        f'<Override PartName="/word/{name}" ContentType="{WORD_TYPE}.{kind}+xml"/>'
        for name, kind in [("document.xml", "document.main"), *((name, kind) for name, (kind, _) in parts.items())]
        if name.endswith(".xml")
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{CONTENT_TYPES}"><Default Extension="xml" ContentType="application/xml"/><Default '
            'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{types}</Types>",
        )
        container.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE_RELATION}"><Relationship Id="a" Type="{RELATION}officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        container.writestr("word/document.xml", f"<w:document {W_NAMES}><w:body>{body}</w:body></w:document>")
        table = f'<Relationships xmlns="{PACKAGE_RELATION}">{relations}</Relationships>'
        container.writestr("word/_rels/document.xml.rels", table)
        for name, (_, content) in parts.items():
            container.writestr(f"word/{name}", content)
    return stream.getvalue()


# PDF


def pdf_bytes(pages: Sequence[Sequence[tuple[float, float, str]]], *, size: float = 12, **options: object) -> bytes:
    """A PDF in the un-embedded font STSong-Light: each page a list of (x, y from the top, words), in points of A4.

    `options` go to reportlab's canvas (`encrypt`, `pagesize`).
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    page_size: tuple[float, float] = options.pop("pagesize", (595.0, 842.0))  # type: ignore[assignment]
    paper = canvas.Canvas(stream, pagesize=page_size, invariant=1, **options)
    for page in pages:
        paper.setFont("STSong-Light", size)
        for x, y, words in page:
            paper.drawString(x, page_size[1] - y, words)
        paper.showPage()
    paper.save()
    return stream.getvalue()


def set_in_lines(
    paragraphs: Sequence[str], *, width: int, left: float = 90, top: float = 90, size: float = 12
) -> list[tuple[float, float, str]]:
    """Paragraphs set as Chinese papers are: two ems indented, `width` ems a line, one and a half spaced.

    Half-width signs count half, numbers are not broken, and what may not begin a line hangs over the margin.
    """
    placed: list[tuple[float, float, str]] = []
    y = top
    for words in paragraphs:
        line, used, start = "", 2.0, 2.0
        for piece in re.findall(r"(?:[!-~]+|.)[，。、；：！？）》”]*", words):
            room = sum(0.5 if sign.isascii() else 1.0 for sign in piece.rstrip("，。、；：！？"))
            if used + room > width:
                placed.append((left + start * size, y, line))
                line, used, start, y = "", 0.0, 0.0, y + 1.5 * size
            line += piece
            used += sum(0.5 if sign.isascii() else 1.0 for sign in piece)
        placed.append((left + start * size, y, line))
        y += 1.5 * size
    return placed


# Scans


def scan(lines: Sequence[str], *, dpi: int = 150, size: float = 14) -> Image.Image:
    """A clean A4 scan of lines, in Noto Serif."""
    require("fonts", FONT.exists(), "fonts-noto-cjk is not installed: no scan can be drawn")
    pixels = int(size * dpi / 72)
    font = ImageFont.truetype(str(FONT), pixels, index=2)
    paper = Image.new("L", (int(8.27 * dpi), int(11.69 * dpi)), 255)
    pen = ImageDraw.Draw(paper)
    for number, line in enumerate(lines):
        pen.text((dpi, dpi + int(number * pixels * 1.8)), line, font=font, fill=15)
    return paper


def image_bytes(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


# OFD

OFD_NAME = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_text(x: float, y: float, words: str, *, size: float = 5, extra: str = "") -> str:
    """A text object at (x, y) millimetres, one em a character."""
    steps = f'DeltaX="g {len(words) - 1} {size}"' if len(words) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} {size * len(words)} {size}" Font="1" Size="{size}" {extra}>'
        f'<ofd:TextCode X="0" Y="{size * 0.88}" {steps}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_page(*objects: str, template: str = "") -> str:
    """The content of a page."""
    used = f'<ofd:Template TemplateID="{template}"/>' if template else ""
    layer = f'<ofd:Layer ID="9">{"".join(objects)}</ofd:Layer>'
    return f"<ofd:Page {OFD_NAME}>{used}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def ofd_bytes(
    pages: Sequence[str],
    *,
    extra: str = "",
    common: str = "",
    members: Mapping[str, bytes | str] | None = None,
    docs: int = 1,
) -> bytes:
    """An OFD of these page contents; `extra` goes into Document.xml, `common` into its CommonData; members as they are.

    With several `docs` each is a document body of the same pages.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        bodies = "".join(
            f"<ofd:DocBody><ofd:DocRoot>Doc_{n}/Document.xml</ofd:DocRoot></ofd:DocBody>" for n in range(docs)
        )
        container.writestr("OFD.xml", f'<ofd:OFD {OFD_NAME} Version="1.0" DocType="OFD">{bodies}</ofd:OFD>')
        for doc in range(docs):
            listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
            container.writestr(
                f"Doc_{doc}/Document.xml",
                f"<ofd:Document {OFD_NAME}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
                f"</ofd:PageArea>{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{extra}</ofd:Document>",
            )
            for number, page in enumerate(pages):
                container.writestr(f"Doc_{doc}/Pages/Page_{number}/Content.xml", page)
        for name, content in (members or {}).items():
            container.writestr(name, content)
    return stream.getvalue()

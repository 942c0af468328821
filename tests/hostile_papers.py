"""Papers that want to harm a reader, or cannot be read: each made on the spot by a function of its path.

`PAPERS` maps a file name to its maker, `EXPECTED` to the status its reading must end with (`None`: read like any
other), `PLACES` to words its reason must hold.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from data.errors import FileStatus
from tests.ole import compound_file
from tests.papers import W_NAMES, docx_bytes, image_bytes, ofd_bytes, ofd_page, ofd_text, paragraph, pdf_bytes

WORDS = "王院长问周大海那个案子办到哪一步了，能不能快一点。"
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'haha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
)
MEGABYTE = 1024 * 1024


def user_password_pdf(path: Path) -> None:
    """A PDF with a password to open."""
    from reportlab.lib.pdfencrypt import StandardEncryption

    path.write_bytes(pdf_bytes([[(90, 90, WORDS)]], encrypt=StandardEncryption("secret", ownerPassword="owner")))


def owner_password_pdf(path: Path) -> None:
    """A PDF that anybody may open and nobody may print."""
    from reportlab.lib.pdfencrypt import StandardEncryption

    path.write_bytes(pdf_bytes([[(90, 90, WORDS)]], encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0)))


def truncated_pdf(path: Path) -> None:
    """The first third of a PDF: no page of it is whole."""
    data = pdf_bytes([[(90, 90 + 20 * line, WORDS) for line in range(30)] for _ in range(3)])
    path.write_bytes(data[: len(data) // 3])


def tailless_pdf(path: Path) -> None:
    """A PDF that lost only its last lines."""
    data = pdf_bytes([[(90, 90, WORDS)]])
    path.write_bytes(data[: data.rindex(b"xref")])


def many_empty_pages(path: Path) -> None:
    """5,000 pages with nothing on them."""
    path.write_bytes(pdf_bytes([[] for _ in range(5_000)]))


def looping_pages_pdf(path: Path) -> None:
    """A page tree that has itself for a child."""
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100000>>endobj\n"
    )
    path.write_bytes(body + b"trailer<</Root 1 0 R>>\n%%EOF")


def inflating_pdf(path: Path) -> None:
    """A page whose content inflates to 200 MB of spaces."""
    packed = zlib.compress(b" " * (200 * MEGABYTE), 1)
    content = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream endobj\n" % (len(packed), packed)
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
    )
    path.write_bytes(body + content + b"trailer<</Root 1 0 R>>\n%%EOF")


def giant_page_pdf(path: Path) -> None:
    """A page of 5 x 5 metres, the most a PDF allows, that is one picture."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    paper = canvas.Canvas(str(path), pagesize=(14_400, 14_400))
    paper.drawImage(ImageReader(Image.new("L", (50, 50), 255)), 0, 0, 14_400, 14_400)
    paper.save()


def picture_pdf(path: Path) -> None:
    """A blank scan."""
    path.write_bytes(image_bytes(Image.new("L", (620, 877), 255), "PDF", resolution=75))


def pdf_named_docx(path: Path) -> None:
    """A PDF under the name of a DOCX."""
    path.write_bytes(pdf_bytes([[(90, 90, WORDS)]]))


def docx_named_pdf(path: Path) -> None:
    """A DOCX under the name of a PDF."""
    path.write_bytes(docx_bytes(paragraph(WORDS)))


def encrypted_docx(path: Path) -> None:
    """A DOCX with a password to open: an OLE file around the encrypted package ([MS-OFFCRYPTO])."""
    path.write_bytes(
        compound_file({"EncryptionInfo": b"\4\0\4\0\x40\0\0\0" + bytes(64), "EncryptedPackage": bytes(5000)})
    )


def truncated_docx(path: Path) -> None:
    """The first half of a DOCX."""
    data = docx_bytes("".join(paragraph(f"{number}、{WORDS}") for number in range(300)))
    path.write_bytes(data[: len(data) // 2])


def docx_bomb(path: Path) -> None:
    """1 GB of spaces in the document part, 1 MB packed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        with container.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(f"<w:document {W_NAMES}><w:body>".encode())
            for _ in range(1024):
                part.write(b" " * MEGABYTE)
            part.write(b"</w:body></w:document>")


def laughing_docx(path: Path) -> None:
    """Entities that multiply to 4 GB of laughs."""
    path.write_bytes(_replaced(docx_bytes(paragraph(WORDS)), "word/document.xml", LAUGHS, "&a9;"))


def external_entity_docx(path: Path) -> None:
    """An entity that would read a file of the machine."""
    doctype = "<!DOCTYPE x [<!ENTITY leak SYSTEM 'file:///etc/passwd'>]>"
    path.write_bytes(_replaced(docx_bytes(paragraph(WORDS)), "word/document.xml", doctype, "&leak;"))


def deep_docx(path: Path) -> None:
    """Tables 5,000 deep inside one another."""
    depth = 5_000
    path.write_bytes(docx_bytes("<w:tbl><w:tr><w:tc>" * depth + paragraph(WORDS) + "</w:tc></w:tr></w:tbl>" * depth))


def overlapping_docx(path: Path) -> None:
    """A DOCX whose directory names one part 300 times, all of them the same packed bytes."""
    part = b" " * (600 * 1024)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/document.xml", part)
    data = stream.getvalue()
    start = data.index(b"PK\1\2")
    end = data.index(b"PK\5\6")
    entry = data[start:end]
    size = 300 * len(entry)
    tail = data[end : end + 8] + struct.pack("<HHIIH", 300, 300, size, start, 0)
    entries = b"".join(entry.replace(b"word/document.xml", b"word/documen%04d.xml"[:17] % n) for n in range(299))
    path.write_bytes(data[:start] + entries + entry + tail)


def laughing_ofd(path: Path) -> None:
    """Entities that multiply, in the content of a page."""
    page = f"{LAUGHS}{ofd_page(ofd_text(20, 30, 'x')).replace('>x<', '>&a9;<')}"
    path.write_bytes(ofd_bytes([page]))


def repeating_ofd(path: Path) -> None:
    """Composite units that hold one another, ten times each, and a step repeated two thousand million times."""
    used = "".join(f'<ofd:CompositeObject ID="1" ResourceID="{7}" Boundary="0 0 9 9"/>' for _ in range(10))
    unit = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{used}</ofd:Content></ofd:CompositeGraphicUnit>'
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    units = f"<ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits>"
    text = ofd_text(20, 30, "王院长来电").replace("g 4 5", "g 2000000000 5")
    path.write_bytes(
        ofd_bytes(
            [ofd_page(text, used)],
            common="<ofd:DocumentRes>Res.xml</ofd:DocumentRes>",
            members={"Doc_0/Res.xml": f"<ofd:Res {name}>{units}</ofd:Res>"},
        )
    )


def huge_picture(path: Path) -> None:
    """A PNG of 200 megapixels, all white, in 200 KB."""
    width, height = 20_000, 10_000

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(1)
    rows = [packer.compress(b"\0" + b"\xff" * width) for _ in range(height)]
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = b"".join((*rows, packer.flush()))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def cut_off_picture(path: Path) -> None:
    """The first half of a PNG."""
    data = image_bytes(Image.effect_noise((400, 400), 90))
    path.write_bytes(data[: len(data) // 2])


def _replaced(data: bytes, name: str, doctype: str, entity: str) -> bytes:
    """The same package with a document type before one part and an entity in place of its words."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            text = old.read(member).decode()
            new.writestr(member, doctype + text.replace(WORDS, entity) if member == name else text)
    return stream.getvalue()


PAPERS: dict[str, Callable[[Path], None]] = {
    "口令.pdf": user_password_pdf,
    "禁印.pdf": owner_password_pdf,
    "截断.pdf": truncated_pdf,
    "缺尾.pdf": tailless_pdf,
    "五千空页.pdf": many_empty_pages,
    "页树成环.pdf": looping_pages_pdf,
    "膨胀内容.pdf": inflating_pdf,
    "巨页.pdf": giant_page_pdf,
    "白页扫描.pdf": picture_pdf,
    "其实是pdf.docx": pdf_named_docx,
    "其实是docx.pdf": docx_named_pdf,
    "口令.docx": encrypted_docx,
    "截断.docx": truncated_docx,
    "炸弹.docx": docx_bomb,
    "笑弹.docx": laughing_docx,
    "外部实体.docx": external_entity_docx,
    "深套.docx": deep_docx,
    "重叠.docx": overlapping_docx,
    "笑弹.ofd": laughing_ofd,
    "自套.ofd": repeating_ofd,
    "两亿像素.png": huge_picture,
    "截断.png": cut_off_picture,
}
EXPECTED: dict[str, frozenset[FileStatus]] = {
    "口令.pdf": frozenset({FileStatus.ENCRYPTED}),
    "禁印.pdf": frozenset({FileStatus.OK}),
    "截断.pdf": frozenset({FileStatus.DAMAGED}),
    "缺尾.pdf": frozenset({FileStatus.PARTIAL}),
    "五千空页.pdf": frozenset({FileStatus.EMPTY}),
    "页树成环.pdf": frozenset({FileStatus.DAMAGED, FileStatus.EMPTY}),
    "膨胀内容.pdf": frozenset({FileStatus.EMPTY}),
    # A blank scan has no words, and without OCR nobody can tell.
    "巨页.pdf": frozenset({FileStatus.NO_TEXT, FileStatus.UNSUPPORTED}),
    "白页扫描.pdf": frozenset({FileStatus.NO_TEXT, FileStatus.UNSUPPORTED}),
    "其实是pdf.docx": frozenset({FileStatus.OK}),
    "其实是docx.pdf": frozenset({FileStatus.OK}),
    "口令.docx": frozenset({FileStatus.ENCRYPTED}),
    "截断.docx": frozenset({FileStatus.DAMAGED}),
    "炸弹.docx": frozenset({FileStatus.TOO_BIG}),
    "笑弹.docx": frozenset({FileStatus.SUSPICIOUS}),
    "外部实体.docx": frozenset({FileStatus.SUSPICIOUS}),
    "深套.docx": frozenset({FileStatus.DAMAGED}),
    "重叠.docx": frozenset({FileStatus.SUSPICIOUS, FileStatus.TOO_BIG}),
    "笑弹.ofd": frozenset({FileStatus.SUSPICIOUS}),
    "自套.ofd": frozenset({FileStatus.PARTIAL}),
    "两亿像素.png": frozenset({FileStatus.TOO_BIG}),
    "截断.png": frozenset({FileStatus.DAMAGED, FileStatus.UNSUPPORTED}),
}

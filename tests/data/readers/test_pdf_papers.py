"""What a PDF holds besides its text, and PDFs that are locked, cut off, pictures or empty, each with the way out."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image

from data.errors import FileStatus, ReadError
from data.readers import ocr
from data.readers.base import Limits
from data.readers.pdf import read
from tests.data.readers.test_pdf import FIRST, SECOND, THIRD, text_of
from tests.papers import body_text, image_bytes, pdf_bytes, read_with, set_in_lines, shown


def annotated() -> bytes:
    """A page with a comment, a typed-in form field and an attached file."""
    with pdfium.PdfDocument(pdf_bytes([[(90, 90, "正文")]])) as pdf:
        page = pdf[0]
        for kind, strings in (
            (pdfium_c.FPDF_ANNOT_TEXT, {b"Contents": "问过老周了", b"T": "陈督察", b"M": "D:20240306100000+08'00'"}),
            (pdfium_c.FPDF_ANNOT_FREETEXT, {b"Contents": "方框里的话"}),
            (pdfium_c.FPDF_ANNOT_LINK, {b"Contents": "不读"}),
        ):
            annotation = pdfium_c.FPDFPage_CreateAnnot(page, kind)
            rect = pdfium_c.FS_RECTF(100, 700, 200, 650)
            pdfium_c.FPDFAnnot_SetRect(annotation, rect)
            for key, words in strings.items():
                wide = (words + "\0").encode("utf-16-le")
                buffer = (pdfium_c.FPDF_WCHAR * (len(wide) // 2)).from_buffer_copy(wide)
                pdfium_c.FPDFAnnot_SetStringValue(annotation, key, buffer)
            pdfium_c.FPDFPage_CloseAnnot(annotation)
        page.close()
        pdf.new_attachment("转递材料.txt").set_data("材料内容".encode())
        stream = io.BytesIO()
        pdf.save(stream)
    return stream.getvalue()


def test_comments_and_embedded_files_are_read() -> None:
    parts, sources = read_with(read, annotated(), "a.pdf")
    assert shown(parts[0]) == [("paragraph", "正文"), ("aside", "问过老周了"), ("aside", "方框里的话")]
    comment = parts[0].blocks[1]
    assert (comment.speaker, comment.stamp, comment.location.section) == ("陈督察", "2024-03-06 10:00", "comment")
    assert comment.location.box == pytest.approx((0.1681, 0.1686, 0.3361, 0.228), abs=0.001)
    assert [(source.part, source.data.decode()) for source in sources] == [("转递材料.txt", "材料内容")]


def test_radicals_of_shared_glyphs_become_characters() -> None:
    from data.readers.radicals import unified

    assert unified("⻢⻓⻰与⻩⻬，⼥⼦") == "马长龙与黄齐，女子"
    assert unified("马长龙") == "马长龙"


def test_characters_of_one_glyph_and_beyond_the_basic_plane_are_kept() -> None:
    assert (
        text_of(pdf_bytes([[(90, 90, "老侯——就是这件的代理人——在地下车库等我")]]))
        == "老侯——就是这件的代理人——在地下车库等我"
    )


def test_owner_password_only_is_read() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    lock = StandardEncryption("", ownerPassword="owner", canPrint=0)
    assert text_of(pdf_bytes([[(90, 90, "可以读")]], encrypt=lock)) == "可以读"


def test_a_cut_off_file_is_read_as_far_as_it_goes_and_said_to_be_partial() -> None:
    whole = pdf_bytes([set_in_lines([words], width=30) for words in (FIRST, SECOND, THIRD)])
    parts, _ = read_with(read, whole[: whole.rindex(b"xref") - 10], "a.pdf")
    assert parts[0].status is FileStatus.PARTIAL
    assert "cut off" in parts[0].notes[0]
    assert body_text(parts[0]) == "\n".join([FIRST, SECOND, THIRD])


def test_pages_beyond_the_limit_are_named() -> None:
    parts, _ = read_with(read, pdf_bytes([[(90, 90, f"第{n}页的话")] for n in range(5)]), "a.pdf", Limits(pages=3))
    assert parts[0].status is FileStatus.PARTIAL
    assert parts[0].notes == ("pages 4 to 5 were not read: the limit is 3 pages",)
    assert parts[0].pages == 5


def picture_pdf(words: list[tuple[float, float, str]] | None = None, invisible: str = "") -> bytes:
    """A page that is a picture, with words drawn over it or an invisible text layer under it."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    pdf_bytes([[(0, 0, "font")]])
    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=(595, 842), invariant=1)
    paper.drawImage(ImageReader(Image.new("L", (620, 877), 200)), 0, 0, 595, 842)
    paper.setFont("STSong-Light", 12)
    for x, y, line in words or []:
        paper.drawString(x, 842 - y, line)
    if invisible:
        layer = paper.beginText(90, 700)
        layer.setTextRenderMode(3)
        layer.textLine(invisible)
        paper.drawText(layer)
    paper.save()
    return stream.getvalue()


def test_double_layer_scans_are_read_from_their_text_layer() -> None:
    assert text_of(picture_pdf(invisible=FIRST)) == FIRST


def test_without_ocr_a_scan_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(ReadError) as caught:
        read_with(read, picture_pdf(), "扫描.pdf")
    assert caught.value.status is FileStatus.UNSUPPORTED
    assert "pip install guowen[ocr]" in str(caught.value)


def test_without_ocr_pages_that_are_pictures_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    parts, _ = read_with(read, picture_pdf([(90, 90, "扫描件首页")]), "半.pdf")
    assert parts[0].status is FileStatus.PARTIAL
    assert parts[0].notes[0].startswith("page 1: a picture without a text layer was not read (install OCR")
    assert body_text(parts[0]) == "扫描件首页"


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (pdf_bytes([[]]), FileStatus.EMPTY, "nothing stands on its pages"),
        (b"%PDF-1.7\n" + b"x" * 500, FileStatus.DAMAGED, "broken"),
        (image_bytes(Image.new("L", (10, 10))), FileStatus.DAMAGED, "cannot be opened"),
    ],
)
def test_what_cannot_be_read_is_refused_with_place_and_way_out(data: bytes, status: FileStatus, words: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_with(read, data, "坏.pdf")
    assert caught.value.status is status
    assert str(caught.value).startswith("units/坏.pdf, ")
    assert words in str(caught.value)
    assert caught.value.way_out


def test_a_printed_chat_is_read_as_messages_with_their_boxes() -> None:
    lines = ["袁峰 2024-03-05 09:12", "那个案子到哪一步了", "李敏 2024-03-05 09:15", "按程序走"]
    placed = [(90.0, 90.0 + 20 * number, line) for number, line in enumerate(lines)]
    parts, _ = read_with(read, pdf_bytes([placed]), "聊天.pdf")
    assert [(block.speaker, block.text) for block in parts[0].blocks] == [
        ("袁峰", "那个案子到哪一步了"),
        ("李敏", "按程序走"),
    ]
    first = parts[0].blocks[0].location
    assert first.page == 1
    assert first.box is not None
    assert first.box[3] - first.box[1] == pytest.approx(33 / 842, abs=0.004)


def test_values_typed_into_a_form_are_read() -> None:
    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=(595, 842), invariant=1)
    paper.drawString(90, 750, "phone:")
    paper.acroForm.textfield(name="phone", value="19900001931", x=140, y=745, width=120, height=20)
    paper.acroForm.checkbox(name="ticked", checked=True, x=140, y=700)
    paper.save()
    parts, _ = read_with(read, stream.getvalue(), "表.pdf")
    assert [(block.text, block.location.section) for block in parts[0].blocks] == [
        ("phone:", None),
        ("19900001931", "form field"),
    ]


def test_text_turned_into_outlines_is_not_taken_for_an_empty_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=(595, 842), invariant=1)
    outline = paper.beginPath()
    outline.moveTo(100, 700)
    outline.curveTo(110, 720, 130, 720, 140, 700)
    paper.drawPath(outline, fill=1)
    paper.save()
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(ReadError) as caught:
        read_with(read, stream.getvalue(), "转曲.pdf")
    assert caught.value.status is FileStatus.UNSUPPORTED

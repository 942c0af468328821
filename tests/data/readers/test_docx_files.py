"""What a DOCX carries, chats that come as one, and DOCX files that are locked, cut off, broken or empty."""

from __future__ import annotations

import pytest
from PIL import Image

from data.errors import FileStatus, ReadError
from data.readers.docx import read
from data.types import Kind, TurnRole
from tests.data.readers.test_docx import NOTES
from tests.ole import compound_file
from tests.papers import docx_bytes, image_bytes, paragraph, read_with


def native_object(name: str, data: bytes) -> bytes:
    """An OLE object that carries a packed file."""
    label = name.encode("gb18030") + b"\0"
    path = b"C:\\" + label
    inner = b"\x02\0" + label + path + b"\0\0\x03\0" + len(path).to_bytes(4, "little") + path
    inner += len(data).to_bytes(4, "little") + data
    return compound_file({"\x01Ole10Native": len(inner).to_bytes(4, "little") + inner})


def test_what_is_embedded_comes_as_sources() -> None:
    picture = image_bytes(Image.new("L", (800, 300), 255))
    logo = image_bytes(Image.new("L", (40, 40), 0))
    parts = {
        "media/image1.png": ("image", picture),
        "media/image2.png": ("image", logo),
        "embeddings/book.xlsx": ("package", b"PK-workbook"),
        "embeddings/oleObject1.bin": ("oleObject", native_object("材料.txt", "转递的材料".encode())),
        "afchunk.htm": ("aFChunk", b"<p>html</p>"),
    }
    found, sources = read_with(read, docx_bytes(paragraph("正文"), parts), "附件.docx")
    assert found[0].status is FileStatus.OK
    assert [(source.part, source.name, source.depth) for source in sources] == [
        ("image1.png", "image1.png", 1),
        ("book.xlsx", "book.xlsx", 1),
        ("材料.txt", "材料.txt", 1),
        ("afchunk.htm", "afchunk.htm", 1),
    ]
    assert sources[2].data.decode() == "转递的材料"


def test_a_scan_pasted_into_an_empty_paper_is_no_empty_file() -> None:
    picture = image_bytes(Image.new("L", (800, 300), 255))
    parts, sources = read_with(read, docx_bytes("<w:p/>", {"media/a.png": ("image", picture)}), "扫描.docx")
    assert (parts, [source.name for source in sources]) == ([], ["a.png"])


def test_a_vector_picture_is_named_as_not_read() -> None:
    parts, _ = read_with(read, docx_bytes(paragraph("正文"), {"media/a.emf": ("image", b"\1\0\0\0")}), "图.docx")
    assert parts[0].status is FileStatus.PARTIAL
    assert "a.emf" in parts[0].notes[0]


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (docx_bytes("<w:p/>"), FileStatus.EMPTY, "whole document"),
        (docx_bytes(paragraph("正文" * 400))[:-60], FileStatus.DAMAGED, "cut off"),
        (b"PK\x05\x06" + bytes(18), FileStatus.DAMAGED, "main document part"),
        (compound_file({"EncryptedPackage": b"x" * 64, "EncryptionInfo": b"y"}), FileStatus.ENCRYPTED, "password"),
        (compound_file({"Other": b"x"}), FileStatus.DAMAGED, "binary office file"),
        (b"%PDF-1.4 and so on", FileStatus.DAMAGED, "no readable table of contents"),
    ],
)
def test_what_cannot_be_read_is_refused_with_place_and_way_out(data: bytes, status: FileStatus, words: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_with(read, data, "坏.docx")
    assert caught.value.status is status
    assert str(caught.value).startswith("units/坏.docx, ")
    assert words in str(caught.value)
    assert caught.value.way_out


def test_a_broken_side_part_does_not_cost_the_paper() -> None:
    parts, _ = read_with(read, docx_bytes(paragraph("正文"), {"header1.xml": ("header", "<w:hdr")}), "半.docx")
    assert [block.text for block in parts[0].blocks] == ["正文"]
    assert parts[0].status is FileStatus.PARTIAL
    assert parts[0].notes[0].startswith("word/header1.xml was not read")


def test_a_chat_pasted_into_word_is_read_as_messages() -> None:
    lines = ["袁峰 2024-03-05 09:12", "那个案子到哪一步了", "李敏 2024-03-05 09:15", "按程序走", "不方便说"]
    parts, _ = read_with(read, docx_bytes("".join(map(paragraph, lines)), NOTES), "聊天.docx")
    assert parts[0].hint is Kind.CHAT
    messages = [block for block in parts[0].blocks if block.role is TurnRole.MESSAGE]
    assert [(block.speaker, block.stamp, block.text, block.location.paragraph) for block in messages] == [
        ("袁峰", "2024-03-05 09:12", "那个案子到哪一步了", 1),
        ("李敏", "2024-03-05 09:15", "按程序走\n不方便说", 3),
    ]
    assert "标记页眉" in [block.text for block in parts[0].blocks]

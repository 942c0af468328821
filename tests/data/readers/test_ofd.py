"""OFD: text rejoined by position, templates, annotations, attachments, several documents, scans."""

from __future__ import annotations

import pytest
from PIL import Image

from data.errors import FileStatus, ReadError
from data.readers import ocr
from data.readers.base import Limits
from data.readers.ofd import read
from data.types import TurnRole
from tests.papers import OFD_NAME, body_text, image_bytes, ofd_bytes, ofd_page, ofd_text, read_with, shown

LINE = "王建国打电话询问周大海一案的办理进展并提出希望从轻处理李敏"


def text_object(attributes: str, code: str) -> str:
    return f'<ofd:TextObject ID="1" Font="1" {attributes}>{code}</ofd:TextObject>'


POSITIONS = [
    # how a maker writes the words 询问案情, and what must come out
    (
        "steps repeated",
        text_object(
            'Boundary="20 30 40 6" Size="5"', '<ofd:TextCode X="0" Y="4" DeltaX="g 3 5">询问案情</ofd:TextCode>'
        ),
    ),
    (
        "steps one by one",
        text_object(
            'Boundary="20 30 40 6" Size="5"', '<ofd:TextCode X="0" Y="4" DeltaX="5 5 5">询问案情</ofd:TextCode>'
        ),
    ),
    ("no steps", text_object('Boundary="20 30 40 6" Size="5"', '<ofd:TextCode X="0" Y="4">询问案情</ofd:TextCode>')),
    ("two objects, the second drawn first", ofd_text(30, 30, "案情") + ofd_text(20, 30, "询问")),
    ("an object a character", "".join(ofd_text(20 + 5 * n, 30, sign) for n, sign in enumerate("询问案情"))),
    (
        "a matrix that doubles",
        text_object(
            'Boundary="20 30 80 12" Size="2.5" CTM="2 0 0 2 0 0"',
            '<ofd:TextCode X="0" Y="2" DeltaX="g 3 2.5">询问案情</ofd:TextCode>',
        ),
    ),
    (
        "two codes of one object",
        text_object(
            'Boundary="20 30 40 6" Size="5"',
            '<ofd:TextCode X="10" Y="4" DeltaX="5">案情</ofd:TextCode>'
            '<ofd:TextCode X="0" Y="4" DeltaX="5">询问</ofd:TextCode>',
        ),
    ),
    ("within a block", f"<ofd:PageBlock>{ofd_text(20, 30, '询问案情')}</ofd:PageBlock>"),
]


@pytest.mark.parametrize(("how", "objects"), POSITIONS, ids=[how for how, _ in POSITIONS])
def test_text_is_rejoined_by_position(how: str, objects: str) -> None:
    parts, _ = read_with(read, ofd_bytes([ofd_page(objects)]), "a.ofd")
    assert shown(parts[0]) == [("paragraph", "询问案情")], how


def test_lines_are_joined_and_located_on_their_page() -> None:
    lines = [ofd_text(40, 30, LINE), ofd_text(30, 38, "当场说明应当依法办理。"), ofd_text(40, 46, "特此报告。")]
    parts, _ = read_with(read, ofd_bytes([ofd_page(*lines), ofd_page(ofd_text(30, 30, "次页的话"))]), "a.ofd")
    assert body_text(parts[0]) == f"{LINE}当场说明应当依法办理。\n特此报告。\n次页的话"
    assert parts[0].pages == 2
    first, last = parts[0].blocks[0].location, parts[0].blocks[-1].location
    assert (first.page, last.page) == (1, 2)
    assert first.box == pytest.approx((30 / 210, 30 / 297, (40 + 5 * len(LINE)) / 210, 43 / 297), abs=0.002)


def test_text_turned_on_the_page_is_read_apart() -> None:
    turned = text_object(
        'Boundary="180 100 6 40" Size="5" CTM="0 1 -1 0 5 0"',
        '<ofd:TextCode X="0" Y="4" DeltaX="g 1 5">正本</ofd:TextCode>',
    )
    parts, _ = read_with(read, ofd_bytes([ofd_page(ofd_text(20, 30, "正文在此"), turned)]), "a.ofd")
    assert body_text(parts[0]) == "正文在此\n正本"
    left, top, right, bottom = parts[0].blocks[1].location.box or (0, 0, 0, 0)
    assert bottom - top > right - left


def ruled(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<ofd:PathObject ID="5" Boundary="{x} {y} {width} {height}" LineWidth="0.3">'
        f"<ofd:AbbreviatedData>M 0 0 L {width} 0 L {width} {height} L 0 {height} C</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
    )


def test_ruled_tables_keep_a_row_on_one_line() -> None:
    cells = [[("过问人", 20), ("王建国", 60)], [("方式", 20), ("电话", 60)]]
    objects = []
    for row, pairs in enumerate(cells):
        for words, x in pairs:
            objects += [ruled(x, 50 + 10 * row, 40, 10), ofd_text(x + 2, 52 + 10 * row, words)]
    parts, _ = read_with(read, ofd_bytes([ofd_page(*objects)]), "a.ofd")
    assert shown(parts[0]) == [("row", "过问人 | 王建国"), ("row", "方式 | 电话")]


def test_templates_composites_and_annotations_are_read() -> None:
    members = {
        "Doc_0/Tpls/Tpl_0/Content.xml": ofd_page(ofd_text(20, 15, "模板里的字")),
        "Doc_0/DocumentRes.xml": f'<ofd:Res {OFD_NAME} BaseLoc="Res"><ofd:CompositeGraphicUnits>'
        '<ofd:CompositeGraphicUnit ID="77" Width="40" Height="10"><ofd:Content>'
        f"{ofd_text(0, 0, '复合件')}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>",
        "Doc_0/Annots/Annotations.xml": f'<ofd:Annotations {OFD_NAME}><ofd:Page PageID="0"><ofd:FileLoc>Page_0/'
        "Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>",
        "Doc_0/Annots/Page_0/Annotation.xml": f'<ofd:PageAnnot {OFD_NAME}><ofd:Annot ID="3" Type="Highlight" '
        'Creator="陈督察" LastModDate="2024-03-06"><ofd:Remark>问过老周了</ofd:Remark><ofd:Appearance '
        f'Boundary="50 60 40 10">{ofd_text(0, 0, "批在页上")}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>',
    }
    common = (
        '<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes><ofd:TemplatePage ID="50" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    )
    composite = '<ofd:CompositeObject ID="8" ResourceID="77" Boundary="20 60 40 10"/>'
    page = ofd_page(ofd_text(20, 40, "本页的字"), composite, template="50")
    extra = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
    parts, _ = read_with(read, ofd_bytes([page], common=common, extra=extra, members=members), "a.ofd")
    assert body_text(parts[0]) == "模板里的字\n本页的字\n复合件"
    asides = [block for block in parts[0].blocks if block.role is TurnRole.ASIDE]
    assert [(block.text, block.speaker, block.stamp, block.location.section) for block in asides] == [
        ("问过老周了", "陈督察", "2024-03-06", "highlight"),
        ("批在页上", "陈督察", "2024-03-06", "highlight"),
    ]


def test_attachments_come_as_sources() -> None:
    members = {
        "Doc_0/Attachs/Attachments.xml": f'<ofd:Attachments {OFD_NAME}><ofd:Attachment ID="1" Name="转递材料">'
        "<ofd:FileLoc>材料.txt</ofd:FileLoc></ofd:Attachment></ofd:Attachments>",
        "Doc_0/Attachs/材料.txt": "材料内容",
    }
    extra = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>"
    data = ofd_bytes([ofd_page(ofd_text(20, 40, "正文"))], extra=extra, members=members)
    parts, sources = read_with(read, data, "a.ofd")
    assert body_text(parts[0]) == "正文"
    assert [(source.part, source.data.decode()) for source in sources] == [("转递材料.txt", "材料内容")]


def test_each_document_body_is_a_part() -> None:
    parts, _ = read_with(read, ofd_bytes([ofd_page(ofd_text(20, 40, "正文"))], docs=2), "a.ofd")
    assert [(part.part, body_text(part)) for part in parts] == [("Doc_0", "正文"), ("Doc_1", "正文")]


def scanned() -> bytes:
    """A page that is one picture."""
    members = {
        "Doc_0/DocumentRes.xml": f'<ofd:Res {OFD_NAME} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" '
        'Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>',
        "Doc_0/Res/a.png": image_bytes(Image.new("L", (620, 877), 255)),
    }
    image = '<ofd:ImageObject ID="4" ResourceID="7" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>'
    common = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    return ofd_bytes([ofd_page(image)], common=common, members=members)


def test_without_ocr_a_scan_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(ReadError) as caught:
        read_with(read, scanned(), "扫描.ofd")
    assert caught.value.status is FileStatus.UNSUPPORTED
    assert "pip install guowen[ocr]" in str(caught.value)


def test_a_bad_page_is_named_and_the_others_read() -> None:
    pages = [ofd_page(ofd_text(20, 40, "好页")), "<ofd:Page"]
    parts, _ = read_with(read, ofd_bytes(pages), "a.ofd")
    assert (body_text(parts[0]), parts[0].status) == ("好页", FileStatus.PARTIAL)
    assert parts[0].notes[0].startswith("page 2 was not read: the XML is not well-formed")


def test_pages_beyond_the_limit_are_named() -> None:
    pages = [ofd_page(ofd_text(20, 40, f"第{n}页")) for n in range(4)]
    parts, _ = read_with(read, ofd_bytes(pages), "a.ofd", Limits(pages=2))
    assert parts[0].notes == ("pages 3 to 4 were not read: the limit is 2 pages",)


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (ofd_bytes([ofd_page()]), FileStatus.EMPTY, "nothing stands on its pages"),
        (ofd_bytes([ofd_page(ofd_text(20, 40, "正文"))])[:-80], FileStatus.DAMAGED, "cut off"),
        (ofd_bytes(["<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"]), FileStatus.SUSPICIOUS, "document type"),
        (ofd_bytes([], members={"Encryptions.xml": "<x/>"}), FileStatus.ENCRYPTED, "locked"),
        (ofd_bytes([], docs=0), FileStatus.DAMAGED, "names no document"),
    ],
)
def test_what_cannot_be_read_is_refused_with_place_and_way_out(data: bytes, status: FileStatus, words: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_with(read, data, "坏.ofd")
    assert caught.value.status is status
    assert str(caught.value).startswith("units/坏.ofd, ")
    assert words in str(caught.value)
    assert caught.value.way_out

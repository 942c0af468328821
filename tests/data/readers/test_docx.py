"""A DOCX loses nothing: each element of the format carries a marker of its own, found once and where it belongs."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from data.layout import Block
from data.readers.docx import read
from data.types import TurnRole
from tests.papers import W_NAMES, docx_bytes, paragraph, read_with, run

TEXTBOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><a:graphic><wps:wsp><wps:txbx><w:txbxContent>"
    "{0}</w:txbxContent></wps:txbx></wps:wsp></a:graphic></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
    "<w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
OLD_TEXTBOX = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
DROP_DOWN = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="当面"/>'
    '<w:listEntry w:val="标记电话项"/></w:ddList></w:ffData></w:fldChar></w:r>'
    "<w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>"
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
CHECKED = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
    '</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
SYMBOL = '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>'
TABLE = (
    "<w:tbl><w:tblPr/><w:tr>"
    "<w:tc>{序号}</w:tc><w:tc>{时间}</w:tc><w:tc>{过问人}</w:tc></w:tr>"
    '<w:tr><w:tc>{1}</w:tc><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{标记横并}{标记同格}</w:tc></w:tr>'
    '<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{标记竖并}</w:tc><w:tc>{2024-03-05 09:12}</w:tc>'
    "<w:tc>{标记外层}<w:tbl><w:tr><w:tc>{标记内表}</w:tc><w:tc>{内二}</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr>"
    "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>{末行}</w:tc><w:tc>{标记末格}</w:tc></w:tr></w:tbl>"
)


def table_xml() -> str:
    """The table with its words set as paragraphs."""
    pieces = TABLE.split("{")
    return pieces[0] + "".join(paragraph(piece.split("}", 1)[0]) + piece.split("}", 1)[1] for piece in pieces[1:])


BODY = "".join(
    (
        paragraph("标记正文一"),
        paragraph("王院长", '<w:ins w:author="甲">' + run("标记插入") + "</w:ins>", "来电"),
        paragraph(
            "保留",
            '<w:del w:author="李敏" w:date="2024-03-05T09:12:00Z"><w:r><w:delText>标记删</w:delText></w:r>'
            "<w:r><w:delText>除</w:delText></w:r></w:del>",
            "其后",
        ),
        paragraph("露出", run("标记隐藏", "<w:vanish/>"), run("不算隐藏", '<w:vanish w:val="0"/>')),
        paragraph("带注", '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="3"/></w:r>'),
        paragraph("被批注", '<w:r><w:commentReference w:id="7"/></w:r>'),
        paragraph("有文本框", TEXTBOX.format(paragraph("标记文本框"))),
        paragraph("旧文本框", OLD_TEXTBOX.format(paragraph("标记旧框"))),
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('标记控件段')}</w:sdtContent></w:sdt>",
        paragraph("<w:sdt><w:sdtContent>" + run("标记控件字") + "</w:sdtContent></w:sdt>"),
        paragraph('<w:hyperlink r:id="x">' + run("标记链接") + "</w:hyperlink>"),
        paragraph('<w:fldSimple w:instr="DATE">' + run("标记域") + "</w:fldSimple>"),
        paragraph("方式", DROP_DOWN, CHECKED, SYMBOL),
        paragraph('<w:smartTag w:element="p">' + run("标记智能") + "</w:smartTag>"),
        paragraph("<m:oMath><m:r><m:t>标记公式</m:t></m:r></m:oMath>"),
        paragraph("<w:ruby><w:rt>" + run("jié") + "</w:rt><w:rubyBase>" + run("㛃") + "</w:rubyBase></w:ruby>"),
        paragraph("甲" + "</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙"),
        table_xml(),
        paragraph("<w:moveFrom>" + run("标记移动") + "</w:moveFrom>"),
        paragraph("<w:moveTo>" + run("标记移动") + "</w:moveTo>"),
        paragraph("表后段"),
    )
)
NOTES = {
    "header1.xml": ("header", f"<w:hdr {W_NAMES}>{paragraph('标记页眉')}</w:hdr>"),
    "header2.xml": ("header", f"<w:hdr {W_NAMES}>{paragraph('标记页眉')}</w:hdr>"),
    "footer1.xml": ("footer", f"<w:ftr {W_NAMES}>{paragraph('标记页脚')}</w:ftr>"),
    "footnotes.xml": (
        "footnotes",
        f'<w:footnotes {W_NAMES}><w:footnote w:type="separator" w:id="0">{paragraph("横线")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("标记脚注")}</w:footnote></w:footnotes>',
    ),
    "endnotes.xml": (
        "endnotes",
        f'<w:endnotes {W_NAMES}><w:endnote w:id="3">{paragraph("标记尾注")}</w:endnote></w:endnotes>',
    ),
    "comments.xml": (
        "comments",
        f'<w:comments {W_NAMES}><w:comment w:id="7" w:author="陈督察" w:date="2024-03-06T10:00:00Z">'
        f"{paragraph('标记批注')}</w:comment><w:comment w:id='8' w:author='无主'>{paragraph('标记孤批')}</w:comment>"
        "</w:comments>",
    ),
    "diagrams/data1.xml": ("diagramData", f"<x {W_NAMES}><a:p><a:r><a:t>标记图示</a:t></a:r></a:p></x>"),
}
MARKERS = [
    # marker, role, section, paragraph, row
    ("标记正文一", "paragraph", None, 1, None),
    ("标记插入", "paragraph", None, 2, None),
    ("标记删除", "aside", "deleted", 3, None),
    ("标记隐藏", "aside", "hidden", 4, None),
    ("不算隐藏", "paragraph", None, 4, None),
    ("标记脚注", "aside", "footnote", 5, None),
    ("标记尾注", "aside", "endnote", 5, None),
    ("标记批注", "aside", "comment", 6, None),
    ("标记孤批", "aside", "comment", None, None),
    ("标记文本框", "aside", "textbox", 7, None),
    ("标记旧框", "aside", "textbox", 8, None),
    ("标记控件段", "paragraph", None, 9, None),
    ("标记控件字", "paragraph", None, 10, None),
    ("标记链接", "paragraph", None, 11, None),
    ("标记域", "paragraph", None, 12, None),
    ("标记电话项", "paragraph", None, 13, None),
    ("标记智能", "paragraph", None, 14, None),
    ("标记公式", "paragraph", None, 15, None),
    ("㛃", "paragraph", None, 16, None),
    ("标记横并", "row", "table 1", None, 2),
    ("标记同格", "row", "table 1", None, 2),
    ("标记竖并", "row", "table 1", None, 3),
    ("标记外层", "row", "table 1", None, 3),
    ("标记内表", "row", "table 1.3", None, 1),
    ("标记末格", "row", "table 1", None, 4),
    ("标记页眉", "aside", "header", None, None),
    ("标记页脚", "aside", "footer", None, None),
    ("标记图示", "aside", "diagram", None, None),
]


@pytest.fixture(scope="module")
def blocks() -> tuple[Block, ...]:
    parts, _ = read_with(read, docx_bytes(BODY, NOTES), "标记.docx")
    return parts[0].blocks


@pytest.mark.parametrize("case", MARKERS, ids=[case[0] for case in MARKERS])
def test_each_element_is_found_once_and_in_its_place(
    blocks: tuple[Block, ...], case: tuple[str, str, str | None, int | None, int | None]
) -> None:
    marker, *expected = case
    found = [block for block in blocks if marker in block.text]
    assert len(found) == 1
    where = found[0].location
    assert [found[0].role.value, where.section, where.paragraph, where.row] == expected


def test_rows_keep_their_cells_in_step(blocks: tuple[Block, ...]) -> None:
    rows = [(block.role, block.text) for block in blocks if block.location.section == "table 1"]
    assert rows == [
        (TurnRole.HEADER, "序号 | 时间 | 过问人"),
        (TurnRole.ROW, "1 | 标记横并 标记同格"),
        (TurnRole.ROW, "标记竖并 | 2024-03-05 09:12 | 标记外层"),
        (TurnRole.ROW, " | 末行 | 标记末格"),
    ]


def test_form_fields_and_symbols_show_what_the_paper_shows(blocks: tuple[Block, ...]) -> None:
    assert "方式标记电话项☑☑" in [block.text for block in blocks]


def test_tabs_and_line_breaks_stay(blocks: tuple[Block, ...]) -> None:
    assert "甲\t乙\n丙" in [block.text for block in blocks]


def test_moved_words_are_said_once_in_the_body(blocks: tuple[Block, ...]) -> None:
    assert [block.role for block in blocks if block.text == "标记移动"] == [TurnRole.ASIDE, TurnRole.PARAGRAPH]


@pytest.mark.parametrize(
    ("marker", "speaker", "stamp"),
    [("标记删除", "李敏", "2024-03-05 09:12"), ("标记批注", "陈督察", "2024-03-06 10:00"), ("标记孤批", "无主", None)],
)
def test_author_and_time_are_kept(blocks: tuple[Block, ...], marker: str, speaker: str, stamp: str | None) -> None:
    block = next(block for block in blocks if marker in block.text)
    assert (block.speaker, block.stamp) == (speaker, stamp)
    assert (block.sent_at is None) is (stamp is None)


def test_what_hangs_on_a_paragraph_follows_it(blocks: tuple[Block, ...]) -> None:
    texts = [block.text for block in blocks]
    assert texts.index("标记删除") == texts.index("保留其后") + 1
    assert texts.index("标记批注") == texts.index("被批注") + 1
    assert texts.index("表后段") > texts.index("标记内表 | 内二")


def test_a_paper_of_python_docx_comes_back_line_by_line() -> None:
    lines = ["关于过问情况的报告", "", "2024-03-05 09:12 袁峰: 那个案子到哪一步了", "　　特此报告。", "刑一庭  李敏"]
    paper = python_docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    stream = io.BytesIO()
    paper.save(stream)
    parts, sources = read_with(read, stream.getvalue(), "报告.docx")
    assert [block.text for block in parts[0].blocks] == lines
    assert [block.location.paragraph for block in parts[0].blocks] == [1, 2, 3, 4, 5]
    assert not sources


def test_strict_documents_are_read_like_others() -> None:
    data = docx_bytes(paragraph("严格格式"))
    usual, strict = (
        b"schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"purl.oclc.org/ooxml/wordprocessingml/main",
    )
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(usual, strict))
    parts, _ = read_with(read, stream.getvalue(), "strict.docx")
    assert [block.text for block in parts[0].blocks] == ["严格格式"]


def test_a_page_laid_out_as_one_cell_is_read_as_paragraphs() -> None:
    body = f"<w:tbl><w:tr><w:tc>{paragraph('谈话笔录')}{paragraph('问：有没有人打过招呼？')}</w:tc></w:tr></w:tbl>"
    parts, _ = read_with(read, docx_bytes(body), "笔录.docx")
    assert [(block.role, block.text) for block in parts[0].blocks] == [
        (TurnRole.PARAGRAPH, "谈话笔录"),
        (TurnRole.PARAGRAPH, "问：有没有人打过招呼？"),
    ]

"""The files opened again: the Word file, the PDF, the workbook, CSV and JSON say what the sheet says."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from data.errors import ConfigError
from review.exports.batch import BATCHES, Format, make_batch, make_sheet
from review.exports.fonts import font_list
from review.exports.forms import form_words
from review.exports.pdf_sheet import pdf_sheet
from review.exports.sheet import Sheet

Make = Callable[..., Sheet]
LINE = "导出：何静（hejing）　2024-03-08 18:20（北京时间）"
MARK = "何静 2024-03-08 18:20"
TOLD = (
    "“三个规定”报告表",
    "袁峰",
    "副局长",
    "安澜市公安局",
    "受周某某表弟李某某之托",
    "2024年3月5日",
    "微信群",
    "短信微信",
    "沈小敏",
    "周某某那个案子到哪一步了？他表弟李某某（199****1931）找到我了",
    "回复不方便说",
    "（2024）川97刑终12号",
    "安澜市中级人民法院",
    "盗窃罪",
    "周某某、澜汀宏筑建设有限公司",
    "二审",
    "打听进展、说情打招呼",
    "法发〔2015〕11号《人民法院落实〈司法机关内部人员过问案件的记录和责任追究规定〉的实施办法》第二条",
    "2024年3月12日",
    "部门负责人、分管领导",
    "周某某的事.txt · 第 9 行",
    "孟一凡于 2024-03-07 10:30 复核（不见首次核定）：确认，修改地点",
    "记录人签名：",
    "单位（盖章）：",
)
HIDDEN = ("周大海", "李小山", "19900031931")
LONG = "家里人很着急，希望了解合议庭的意见，并请关照从轻处理。" * 60


def squeezed(text: str) -> str:
    """Text without the blanks and line ends that a layout puts in."""
    return re.sub(r"\s+", "", text)


def words_of_docx(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    table = document.tables[0]
    cells = [cell.text for row in table.rows for cell in dict.fromkeys(row.cells)]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def pages_of(data: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in pages]


def test_the_word_file_says_all(sheet: Make) -> None:
    data = make_sheet(Format.DOCX, sheet()).data
    words = squeezed(words_of_docx(data))
    assert [told for told in TOLD if squeezed(told) not in words] == []
    parts = zipfile.ZipFile(io.BytesIO(data))
    everything = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert [name for name in HIDDEN if name in everything] == []


def test_the_word_file_has_a_watermark_and_a_foot_on_every_page(sheet: Make) -> None:
    section = docx.Document(io.BytesIO(make_sheet(Format.DOCX, sheet()).data)).sections[0]
    marks = section.header._element.iter("{urn:schemas-microsoft-com:vml}textpath")
    assert [mark.get("string") for mark in marks if mark.get("string")] == [MARK]
    assert LINE in section.footer.paragraphs[0].text
    fields = [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert not section.different_first_page_header_footer
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_the_word_file_names_its_fonts_and_says_who_took_it(sheet: Make) -> None:
    document = docx.Document(io.BytesIO(make_sheet(Format.DOCX, sheet()).data))
    fonts = {fonts.get(qn("w:eastAsia")) for fonts in document.styles.element.iter(qn("w:rFonts"))}
    assert {"仿宋", "黑体"} <= fonts
    told = document.core_properties
    assert (told.author, told.title, told.subject) == ("何静", "“三个规定”报告表", "Gsheet01")
    assert str(told.created).startswith("2024-03-08 10:20:30")


@pytest.mark.parametrize("text", ["\x00\x0b\x1f控制", "半个\ud83d字", "<b>&amp;</b>", "一\t二\n三", "𬱖㛃䶮"])
def test_no_text_breaks_a_file(sheet: Make, text: str) -> None:
    made = sheet(record={"content": text, "name": text})
    for form in (Format.DOCX, Format.PDF):
        assert make_sheet(form, made).data
    for form in BATCHES:
        assert make_batch(form, [made], made.stamp).data


def test_the_pdf_says_all_in_text_that_can_be_copied(sheet: Make) -> None:
    words = squeezed("".join(pages_of(pdf_sheet(sheet()))))
    assert [told for told in TOLD if squeezed(told) not in words] == []
    assert [name for name in HIDDEN if name in words] == []


def test_the_pdf_has_a_watermark_and_a_foot_on_every_page(sheet: Make) -> None:
    pages = pages_of(pdf_sheet(sheet(record={"content": LONG})))
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert squeezed(MARK) in squeezed(page)
        assert squeezed(LINE) in squeezed(page)
        assert squeezed(f"第 {number} 页 共 {len(pages)} 页") in squeezed(page)
    assert squeezed("".join(pages)).count("从轻处理") >= 60


def test_the_pdf_embeds_its_fonts_and_names_nobody(sheet: Make) -> None:
    data = pdf_sheet(sheet())
    assert data.count(b"/FontFile2") >= 2
    assert b"STSong" not in data
    meta = pypdfium2.PdfDocument(data).get_metadata_dict()
    assert (meta["Title"], meta["Author"], meta["Subject"]) == ("“三个规定”报告表", "何静", "Gsheet01")
    assert meta["CreationDate"] == "D:20240308102030Z"


def test_rare_characters_of_names_are_drawn_and_copied(sheet: Make) -> None:
    made = sheet(record={"name": "𬱖㛃䶮"}, masked=False)
    assert "𬱖㛃䶮" in squeezed("".join(pages_of(pdf_sheet(made))))
    assert "𬱖㛃䶮" in words_of_docx(make_sheet(Format.DOCX, made).data)


def test_a_character_that_no_font_has_is_told_and_no_box(sheet: Make) -> None:
    words = squeezed("".join(pages_of(pdf_sheet(sheet(record={"name": "张\U000f1234"}, masked=False)))))
    assert "张〔U+F1234〕" in words
    assert "本机字体缺少下列字，表中以编码标出，请手工核对：U+F1234。" in words


def test_without_a_font_the_way_out_is_told(sheet: Make, tmp_path: Any) -> None:
    bare = replace(font_list(), folders=(str(tmp_path),))
    with pytest.raises(ConfigError, match=r"fonts-noto-cjk.*\.docx"):
        pdf_sheet(sheet(), bare)


@pytest.mark.parametrize("form", list(Format))
def test_file_names_name_nobody(sheet: Make, form: Format) -> None:
    made = sheet()
    file = make_batch(form, [made], made.stamp) if form in BATCHES else make_sheet(form, made)
    assert (
        file.name
        == {
            Format.DOCX: "record-Gsheet01.docx",
            Format.PDF: "record-Gsheet01.pdf",
            Format.XLSX: "records-20240308-1820.xlsx",
            Format.CSV: "records-20240308-1820.csv",
            Format.JSON: "records-20240308-1820.json",
        }[form]
    )


def test_every_kind_of_decision_has_a_word() -> None:
    from store.desk.rows import DecisionKind

    assert set(form_words().kinds) == {kind.value for kind in DecisionKind}

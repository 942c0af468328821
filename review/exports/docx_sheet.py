"""The record sheet as a Word file: A4, 黑体 and 仿宋 by name, a watermark behind every page."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from review.exports.forms import form_words
from review.exports.layout import Band, Lines, Pairs, Row, Signing, Wide, heading_lines, notes, rows_of
from review.exports.sheet import Sheet

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

BODY, HEADING, LATIN = "仿宋", "黑体", "Times New Roman"
FALLBACKS = {BODY: "FangSong_GB2312", HEADING: "SimHei"}
"""What a machine without the font may call it, or take instead."""
WIDTHS = (28, 50, 30, 52)
"""Millimetres of the four columns."""
_VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
_MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:top w:w="40" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
)
_BREAKS = dict.fromkeys(range(32), " ") | {9: "\t", 10: "\n", 13: None}


def docx_sheet(sheet: Sheet) -> bytes:
    """The sheet as the bytes of a .docx file."""
    document = Document()
    _page(document)
    _fonts(document)
    _properties(document, sheet)
    _title(document, sheet)
    table = document.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    table._tbl.tblPr.append(parse_xml(_MARGINS))
    for row in rows_of(sheet):
        _row(table, row)
    note = document.add_paragraph()
    note.paragraph_format.space_before = Pt(4)
    _write(note, notes(sheet), Pt(9))
    _running(document, sheet)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: WordFile) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(18), Mm(22)
    section.header_distance = section.footer_distance = Mm(10)


def _fonts(document: WordFile) -> None:
    """Sets the fonts by name, and tells in the table of fonts what to take where they are missing."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(10.5)
    properties = normal.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    properties.append(_element("w:lang", **{"w:val": "en-US", "w:eastAsia": "zh-CN"}))
    normal.paragraph_format.space_after = Pt(0)
    head = document.styles.add_style("Form Heading", WD_STYLE_TYPE.CHARACTER)
    head.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEADING)
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            table = parse_xml(part.blob)
            table.extend([_fallback(name, other) for name, other in FALLBACKS.items()])
            from lxml import etree

            part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


def _fallback(name: str, other: str) -> Any:
    font = _element("w:font", **{"w:name": name})
    font.append(_element("w:altName", **{"w:val": other}))
    font.append(_element("w:charset", **{"w:val": "86"}))
    font.append(_element("w:family", **{"w:val": "modern"}))
    return font


def _properties(document: WordFile, sheet: Sheet) -> None:
    """The file's own data: the form and its number, who took it out and when; nobody who is named in it."""
    told = document.core_properties
    told.title, told.subject = sheet.title.title, sheet.item_id
    told.author = told.last_modified_by = sheet.stamp.who
    told.comments, told.keywords, told.language = sheet.stamp.line, "", "zh-CN"
    told.created = told.modified = datetime.fromisoformat(sheet.stamp.at).replace(tzinfo=None)


def _title(document: WordFile, sheet: Sheet) -> None:
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(8)
    _write(title, sheet.title.title, Pt(18 if len(sheet.title.title) <= 22 else 15), head=True)
    for words in heading_lines(sheet):
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(4)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(sum(WIDTHS)), WD_TAB_ALIGNMENT.RIGHT)
        _write(line, "\t".join(words))


def _row(table: Table, row: Row) -> None:
    match row:
        case Band(words):
            cell = _merged(table, 0)
            _shade(cell)
            _write(cell.paragraphs[0], words, head=True, centred=True)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        case Pairs(left, right):
            cells = _cells(table)
            for at, (name, value) in ((0, left), (2, right)):
                _write(cells[at].paragraphs[0], name, head=True, centred=True)
                _write(cells[at + 1].paragraphs[0], value)
        case Wide(name, paragraphs):
            cell = _merged(table, 1)
            _write(table.rows[-1].cells[0].paragraphs[0], name, head=True, centred=True)
            for at, words in enumerate(paragraphs):
                _write(cell.add_paragraph() if at else cell.paragraphs[0], words)
        case Lines(lines):
            for words in lines:
                _write(_merged(table, 0).paragraphs[0], words)
        case Signing():
            _sign(table, row)


def _cells(table: Table) -> list[_Cell]:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row.height, row.height_rule = Mm(8.5), WD_ROW_HEIGHT_RULE.AT_LEAST
    cells = list(row.cells)
    for cell, width in zip(cells, WIDTHS, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return cells


def _merged(table: Table, first: int) -> _Cell:
    """A new row of which the cells from `first` on are one."""
    cells = _cells(table)
    merged: _Cell = cells[first].merge(cells[-1])
    return merged


def _sign(table: Table, row: Signing) -> None:
    cells = _cells(table)
    table.rows[-1].height = Mm(30)
    table.rows[-1]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for first, words in ((0, row.left), (2, row.right)):
        cell = cells[first].merge(cells[first + 1])
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
        _write(cell.paragraphs[0], words, head=True)
        cell.add_paragraph()
        cell.add_paragraph()
        day = cell.add_paragraph()
        day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write(day, row.day)


def _write(
    paragraph: Paragraph, words: str, size: Pt | None = None, *, head: bool = False, centred: bool = False
) -> None:
    """Adds words as a run; characters that XML cannot hold become blanks."""
    run = paragraph.add_run(words.translate(_BREAKS), style="Form Heading" if head else None)
    run.font.size = size
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _shade(cell: _Cell) -> None:
    fill = {"w:val": "clear", "w:color": "auto", "w:fill": "F2F2F2"}
    cell._tc.get_or_add_tcPr().append(_element("w:shd", **fill))


def _running(document: WordFile, sheet: Sheet) -> None:
    """Head and foot of every page: the watermark behind the text, the page's number, who took it out and when."""
    section = document.sections[0]
    section.header.paragraphs[0]._p.append(_watermark(sheet.stamp.mark))
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _, rest = form_words()["page"].partition("{page}")
    between, _, after = rest.partition("{pages}")
    _write(foot, before, Pt(9))
    _field(foot, "PAGE")
    _write(foot, between, Pt(9))
    _field(foot, "NUMPAGES")
    _write(foot, f"{after}\n{sheet.item_id}　{sheet.stamp.line}", Pt(9))


def _field(paragraph: Paragraph, name: str) -> None:
    field = _element("w:fldSimple", **{"w:instr": name})
    run = parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r>')
    field.append(run)
    paragraph._p.append(field)


def _watermark(words: str) -> Any:
    """WordArt as Word itself writes it for a watermark."""
    style = (
        "position:absolute;margin-left:0;margin-top:0;width:430pt;height:52pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return parse_xml(
        f"<w:r {nsdecls('w')} {_VML}><w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" alt={quoteattr(words)} '
        f'style="{style}" o:allowincell="f" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;{BODY}&quot;;font-size:1pt" string={quoteattr(words)}/>'
        "</v:shape></w:pict></w:r>"
    )


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    return element

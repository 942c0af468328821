"""Workbooks and Word documents with what real ones carry: hidden sheets, comments, headers, notes, tracked changes."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from openpyxl.comments import Comment

from data.samples.writers.frozen import freeze
from data.samples.writers.plain import CELL, lines, table_rows
from evaluation.marked import MarkedDocument

STAMP = "2026-03-31T10:00:00Z"


def workbook(document: MarkedDocument) -> bytes:
    """XLSX; the head's `sheet`, `hidden_sheet` (with `hidden_rows`) and `comment` (row, column, words) are obeyed."""
    head = document.head
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = head.get("sheet") or "Sheet1"
    hidden = [CELL.join(row) for row in head.get("hidden_rows") or []]
    extra = {head.get("sheet"), head.get("hidden_sheet"), (head.get("comment") or [0, 0, None])[2], *hidden}
    for row in table_rows(document):
        if CELL.join(row) not in extra:
            sheet.append(row)
    if head.get("comment"):
        row_number, column, words = head["comment"]
        note = Comment(words, "登记人")
        sheet.cell(row_number, column).comment = note
    if head.get("hidden_sheet"):
        other = book.create_sheet(head["hidden_sheet"])
        other.sheet_state = "hidden"
        for row in head["hidden_rows"]:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return freeze(out.getvalue())


def word(document: MarkedDocument) -> bytes:
    """DOCX; lines with cells become a table, the head's `docx` adds header, footnote, comment and deletion.

    The text has those additions as lines of their own, where a reader meets them: they are no paragraphs of the body.
    """
    extras: dict[str, Any] = document.head.get("docx") or {}
    asides = {extras.get("header"), (extras.get("comment") or [0, None])[1]}
    asides |= {(extras.get(name) or [None])[0] for name in ("footnote", "deleted")}
    paper = Document()
    grid = None
    for line in lines(document):
        if line in asides:
            continue
        if CELL in line:
            cells = line.split(CELL)
            grid = grid or paper.add_table(rows=0, cols=len(cells), style="Table Grid")
            row = grid.add_row()
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words.strip()
        else:
            grid = None
            paper.add_paragraph(line)
    if "header" in extras:
        paper.sections[0].header.paragraphs[0].text = extras["header"]
    _add_notes(paper, extras)
    out = io.BytesIO()
    paper.save(out)
    return freeze(_with_footnote(out.getvalue(), extras) if "footnote" in extras else out.getvalue())


def _add_notes(paper: WordDocument, extras: dict[str, Any]) -> None:
    if "comment" in extras:
        author, words, anchor = extras["comment"]
        paragraph = next(item for item in paper.paragraphs if anchor in item.text)
        note = paper.add_comment(paragraph.runs, text=words, author=author, initials=author[0])
        note._comment_elm.set(qn("w:date"), STAMP)
    if "deleted" in extras:
        words, anchor = extras["deleted"]
        paragraph = next(item for item in paper.paragraphs if anchor in item.text)
        gone = OxmlElement("w:del")
        for name, value in (("id", "901"), ("author", "小贺"), ("date", STAMP)):
            gone.set(qn(f"w:{name}"), value)
        run, text = OxmlElement("w:r"), OxmlElement("w:delText")
        text.text = words
        run.append(text)
        gone.append(run)
        paragraph._p.append(gone)


def _with_footnote(data: bytes, extras: dict[str, Any]) -> bytes:
    """The document with a footnotes part: python-docx cannot make one."""
    words, anchor = extras["footnote"]
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {space}>'
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    paper = Document(io.BytesIO(data))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode("utf-8"), paper.part.package)
    paper.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    paragraph = next(item for item in paper.paragraphs if anchor in item.text)
    paragraph._p.append(parse_xml(f'<w:r {space}><w:footnoteReference w:id="1"/></w:r>'))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()

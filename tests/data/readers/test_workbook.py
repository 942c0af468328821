"""Workbooks: types of cells, hidden sheets, comments, text boxes, pictures, .xls."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from data.errors import FileStatus
from data.readers.base import Limits
from data.readers.workbook import shown_cell
from data.types import TurnRole
from tests.data.readers.reading import lines_of, messages_of, reading_of

FIXTURES = Path(__file__).parent / "fixtures"

CELLS = [
    ("  王院长 ", "王院长"),
    (None, ""),
    (datetime(2024, 3, 5, 9, 12, 33), "2024-03-05 09:12"),
    (datetime(2024, 3, 5), "2024-03-05"),
    (date(2024, 3, 5), "2024-03-05"),
    (time(9, 5), "09:05"),
    (19900001111.0, "19900001111"),
    (1.5, "1.5"),
    (True, "TRUE"),
    ("一\r\n二", "一\n二"),
]


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def book() -> openpyxl.Workbook:
    found = openpyxl.Workbook()
    sheet = found.worksheets[0]
    sheet.title = "来电"
    sheet.append(["时间", "来电人", "事由"])
    sheet.append([datetime(2024, 3, 5, 9, 12), "王院长", "问案子"])
    sheet["B2"].comment = Comment("批注：先放一放", "张三")
    hidden = found.create_sheet("藏表")
    hidden["A3"] = "藏着的话"
    hidden.sheet_state = "hidden"
    return found


@pytest.mark.parametrize(("value", "words"), CELLS)
def test_cells_are_shown_as_a_person_sees_them(value: object, words: str) -> None:
    assert shown_cell(value) == words


def test_sheets_hidden_ones_and_comments_are_read_with_their_places(book: openpyxl.Workbook) -> None:
    (part,) = reading_of("log.xlsx", saved(book)).parts
    assert [(b.role, b.text, b.location.sheet, b.location.row) for b in part.blocks] == [
        (TurnRole.HEADER, "来电", "来电", None),
        (TurnRole.HEADER, "时间 | 来电人 | 事由", "来电", 1),
        (TurnRole.ROW, "2024-03-05 09:12 | 王院长 | 问案子", "来电", 2),
        (TurnRole.ASIDE, "批注：先放一放", "来电", 2),
        (TurnRole.HEADER, "藏表", "藏表", None),
        (TurnRole.PARAGRAPH, "藏着的话", "藏表", 3),
    ]


def test_binary_workbook_with_comment_and_hidden_sheet() -> None:
    (part,) = reading_of("log.xls", (FIXTURES / "comment.xls").read_bytes()).parts
    assert ("批注里的话：先放一放", 2) in [(block.text, block.location.row) for block in part.blocks]
    assert "隐藏的字" in [block.text for block in part.blocks]
    assert "2024-03-05 09:12 | 王院长" in [block.text for block in part.blocks]


def test_open_document_sheet() -> None:
    assert "2024-03-05 09:12 | 王院长" in lines_of(reading_of("log.ods", (FIXTURES / "comment.ods").read_bytes()))


def test_chat_in_a_workbook_with_real_times() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["时间", "发送人", "内容"])
    sheet.append([datetime(2024, 3, 5, 9, 12), "袁峰", "到哪一步了\n家里人问"])
    assert messages_of(reading_of("chat.xlsx", saved(book))) == [("2024-03-05 09:12", "袁峰", "到哪一步了\n家里人问")]


def test_more_rows_than_allowed_is_too_big(book: openpyxl.Workbook) -> None:
    reading = reading_of("log.xlsx", saved(book), Limits(rows=1))
    assert reading.status is FileStatus.TOO_BIG
    assert "sheet 来电, row 2" in reading.reason


def test_an_empty_workbook_has_no_text() -> None:
    assert reading_of("log.xlsx", saved(openpyxl.Workbook())).status is FileStatus.NO_TEXT


def test_padding_beyond_the_heading_is_left_out_and_empty_cells_below_it_are_kept() -> None:
    book = openpyxl.Workbook()
    for row in (
        ["登记表"],
        ["时间", "来电人", "事由"],
        ["3月5日", "王院长"],
        ["3月6日"],
        ["3月7日", "李庭长", "催", "补记"],
    ):
        book.worksheets[0].append(row)
    assert lines_of(reading_of("log.xlsx", saved(book))) == [
        "登记表",
        "时间 | 来电人 | 事由",
        "3月5日 | 王院长 | ",
        "3月6日",
        "3月7日 | 李庭长 | 催 | 补记",
    ]

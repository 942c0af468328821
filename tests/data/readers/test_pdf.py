"""PDFs by geometry: wrapped lines joined, columns and tables in order, margins apart, each paragraph in its place."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest

from data.readers.pdf import read
from data.types import TurnRole
from tests.papers import body_text, pdf_bytes, read_with, set_in_lines, shown

FIRST = (
    "2024年3月5日上午，市委政法委副书记王建国给承办法官李敏打电话，询问（2024）川97刑终12号周大海诈骗一案的办理进展，"
    "并提出希望从轻处理，李敏当场说明应当依法办理，并按照规定登记。"
)
SECOND = "3月8日，王建国又通过驾驶员赵强转交材料一份，材料共十二页，李敏未予接收，要求其通过诉讼服务中心提交。"
THIRD = "（一）过问人王建国，男，1968年生，现任市委政法委副书记，与当事人周大海系同乡，平时有来往，没有亲属关系。"


def text_of(data: bytes, name: str = "a.pdf") -> str:
    """The body text of the one part of a PDF."""
    parts, _ = read_with(read, data, name)
    return body_text(parts[0])


def test_lines_broken_at_the_margin_are_joined_and_indents_begin_paragraphs() -> None:
    assert text_of(pdf_bytes([set_in_lines([FIRST, SECOND, THIRD], width=34)])) == "\n".join([FIRST, SECOND, THIRD])


def test_a_paragraph_goes_on_over_the_page_break_past_footer_and_header() -> None:
    lines = set_in_lines([FIRST + SECOND], width=30)
    pages = [
        [(90, 50, "内部材料"), *lines[:4], (290, 800, "- 1 -")],
        [(90, 50, "内部材料"), *[(x, y - 60, words) for x, y, words in lines[4:]], (290, 800, "- 2 -")],
        [(90, 50, "内部材料"), (114, 90, "特此报告。"), (290, 800, "- 3 -")],
    ]
    parts, _ = read_with(read, pdf_bytes(pages), "a.pdf")
    assert body_text(parts[0]) == f"{FIRST}{SECOND}\n特此报告。"
    asides = [(block.text, block.location.section) for block in parts[0].blocks if block.role is TurnRole.ASIDE]
    assert asides == [("内部材料", "header"), ("- 1 -", "footer")]
    assert parts[0].pages == 3


TYPED = [
    # what a line ends with and the next begins with, both full: one paragraph or two
    ("一、请各部门认真组织学习并于本月底前将情况报送政治部汇总后统一上报省院备案审查。", "二、逾期不报。", 2),
    ("上午九时许王建国来到第三法庭门口等候约二十分钟与李敏谈起周大海案并问判决何时能", "下来，李敏未答。", 1),
    ("审判长：上次留了两个问题一个是第五节指控的设备款该不该扣一个是自首今天接着说吧。", "杜明：设备是真买了的。", 2),
    ("他当时就说这个事情不要再问了按照规定我们都要登记的你也知道现在查得很严是吧老王", "，以后少打电话。", 1),
    ("执行局长接到电话后让我把案卷拿过去看了一遍又问了几句保全的事情然后就说先放一放", "（2024）川97执12号。", 1),
    ("节点4 提请专业法官会议讨论本案定性问题以及涉案财物处置方案并附阅卷笔录一份备查。", "节点5 会议召开。", 2),
]


@pytest.mark.parametrize(("first", "second", "count"), TYPED)
def test_unindented_lines_are_told_apart_by_what_they_say(first: str, second: str, count: int) -> None:
    placed = [(90, 90.0, first), (90, 108.0, second), (90, 160.0, "完")]
    words = text_of(pdf_bytes([placed])).split("\n")
    assert words == ([first, second, "完"] if count == 2 else [first + second, "完"])


def test_text_cut_at_a_number_of_characters_is_joined_though_its_lines_differ_in_width() -> None:
    words = "2024年11月22日刘局从省厅出差回来顺路到院里拿1998年的旧档案说起周大海那个案子问能不能快一点2025年1月前" * 3
    lines = [words[at : at + 42] for at in range(0, len(words), 42)]
    placed = [(60.0, 60.0 + 17 * n, line) for n, line in enumerate([*lines, "短行", "另一短行"])]
    assert text_of(pdf_bytes([placed], size=11)) == f"{words}\n短行\n另一短行"


def test_a_date_torn_between_lines_is_one_again() -> None:
    assert text_of(pdf_bytes([[(90, 90, "签收时间为2024年3"), (90, 108, "月12日")]])) == "签收时间为2024年3月12日"


def test_centred_titles_and_signatures_stand_alone() -> None:
    placed = [
        (200, 60, "关于过问情况的报告"),
        *set_in_lines([SECOND], width=34),
        (400, 200, "刑一庭"),
        (380, 218, "2024年3月12日"),
    ]
    assert text_of(pdf_bytes([placed])) == f"关于过问情况的报告\n{SECOND}\n刑一庭\n2024年3月12日"


def test_two_columns_are_read_one_after_the_other() -> None:
    left = set_in_lines([FIRST, SECOND], width=16, left=60, size=12)
    right = [(x, y + 5, words) for x, y, words in set_in_lines([THIRD, SECOND], width=16, left=320, size=12)]
    row_by_row = [line for pair in zip(left, right, strict=False) for line in pair]
    rest = left[len(right) :] + right[len(left) :]
    words = text_of(pdf_bytes([[(200, 50, "政法通讯"), *row_by_row, *rest]]))
    assert words == "\n".join(["政法通讯", FIRST, SECOND, THIRD, SECOND])


def ruled_table(rows: list[list[str]]) -> bytes:
    """A table with ruled lines whose last column wraps, under a line of text."""
    from reportlab.lib import colors
    from reportlab.pdfgen import canvas
    from reportlab.platypus import Table, TableStyle

    pdf_bytes([[(0, 0, "font")]])  # registers the font
    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=(595, 842), invariant=1)
    paper.setFont("STSong-Light", 12)
    paper.drawString(90, 760, "过问情况登记表")
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "STSong-Light", 12)])
    style.add("SPAN", (1, 3), (2, 3))
    table = Table(rows, colWidths=[50, 120, 140], style=style)
    table.wrapOn(paper, 400, 400)
    table.drawOn(paper, 90, 560)
    paper.drawString(90, 500, "以上内容属实。")
    paper.save()
    return stream.getvalue()


def test_ruled_tables_keep_a_row_on_one_line() -> None:
    rows = [
        ["序号", "时间", "内容"],
        ["1", "2024-03-05 09:12", "王建国来电询问周大海案\n进展并要求从轻"],
        ["2", "2024-03-08", "赵强转交材料"],
        ["备注", "以上均已登记", ""],
    ]
    parts, _ = read_with(read, ruled_table(rows), "a.pdf")
    assert shown(parts[0]) == [
        ("paragraph", "过问情况登记表"),
        ("header", "序号 | 时间 | 内容"),
        ("row", "1 | 2024-03-05 09:12 | 王建国来电询问周大海案进展并要求从轻"),
        ("row", "2 | 2024-03-08 | 赵强转交材料"),
        ("row", "备注 | 以上均已登记"),
        ("paragraph", "以上内容属实。"),
    ]
    row = next(block for block in parts[0].blocks if block.text.startswith("2 |"))
    assert (row.location.section, row.location.row) == ("table 1", 3)
    assert row.sent_at is not None


def test_columns_of_white_space_make_rows_too() -> None:
    rows = [("姓名", "单位", "电话"), ("王建国", "市委政法委", "19900001931"), ("李敏", "市中院刑一庭", "19900001932")]
    placed = [
        (x, 90.0 + 20 * n, cell) for n, row in enumerate(rows) for x, cell in zip((90, 200, 350), row, strict=True)
    ]
    parts, _ = read_with(read, pdf_bytes([placed]), "a.pdf")
    assert [text for _, text in shown(parts[0])] == [" | ".join(row) for row in rows]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_are_read_upright_and_located_as_shown(turn: int) -> None:
    upright = pdf_bytes([set_in_lines([FIRST, SECOND], width=30)])
    with pdfium.PdfDocument(upright) as pdf:
        pdf[0].set_rotation(turn)
        stream = io.BytesIO()
        pdf.save(stream)
    parts, _ = read_with(read, stream.getvalue(), "a.pdf")
    assert body_text(parts[0]) == f"{FIRST}\n{SECOND}"
    left, top, right, bottom = next(b.location.box for b in parts[0].blocks if b.location.box)
    shown_as = {0: (right - left > bottom - top, top < 0.2), 90: (bottom - top > right - left, left > 0.7)}
    shown_as |= {180: (right - left > bottom - top, top > 0.7), 270: (bottom - top > right - left, left < 0.2)}
    assert shown_as[turn] == (True, True)


def test_every_paragraph_has_its_page_and_box() -> None:
    parts, _ = read_with(read, pdf_bytes([[(59.5, 96.2, "第一页的话")], [(59.5, 433, "第二页的话")]]), "a.pdf")
    first, second = (block.location for block in parts[0].blocks)
    assert (first.page, second.page) == (1, 2)
    assert first.box is not None
    assert second.box is not None
    assert first.box == pytest.approx((0.1, 0.102, 0.2008, 0.116), abs=0.003)
    assert second.box[1] == pytest.approx(0.502, abs=0.003)

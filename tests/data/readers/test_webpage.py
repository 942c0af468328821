"""Web pages: blocks, tables, hidden text, charsets, deep nesting."""

from __future__ import annotations

import pytest

from data.errors import FileStatus
from data.types import TurnRole
from tests.data.readers.reading import lines_of, reading_of

P, R, A = TurnRole.PARAGRAPH, TurnRole.ROW, TurnRole.ASIDE
PAGES = [
    ("<p>一</p><div>二<br>三</div>", [(P, "一"), (P, "二"), (P, "三")]),
    ("<p>王建\n  国问案</p>", [(P, "王建国问案")]),
    ("<p>a\n  b</p>", [(P, "a b")]),
    ("<p><b>王</b><i>院长</i></p>", [(P, "王院长")]),
    ("<script>var a</script><style>p{}</style><p>只有这句</p><!-- 注释 -->", [(P, "只有这句")]),
    (
        "<table><tr><th>时间</th><th>人</th></tr><tr><td>9点</td><td>王<br>院长</td></tr></table>",
        [(R, "时间 | 人"), (R, "9点 | 王 院长")],
    ),
    ("<table><tr><td>甲</td><td></td><td>丙</td></tr></table>", [(R, "甲 |  | 丙")]),
    (
        "<table><tr><td><table><tr><td>甲</td><td>乙</td></tr></table></td><td>旁</td></tr></table>",
        [(R, "甲 | 乙"), (P, "旁")],
    ),
    ("<table><tr><td><p>一段</p><p>二段</p></td></tr></table>", [(P, "一段"), (P, "二段")]),
    ("<p>前</p><div style='display: none'>藏<p>着</p></div><p>后</p>", [(P, "前"), (A, "藏"), (A, "着"), (P, "后")]),
    ("<p>前<span hidden>藏</span>后</p>", [(P, "前"), (A, "藏"), (P, "后")]),
    ("<pre>一\n二</pre>", [(P, "一"), (P, "二")]),
    ("<ul><li>一<li>二</ul>", [(P, "一"), (P, "二")]),
    ("<td>没有表格的格子</td><p>后", [(P, "没有表格的格子"), (P, "后")]),
    ("<p>&lt;王&gt;&nbsp;院长 &#29579;</p>", [(P, "<王> 院长 王")]),
    ("<p><img alt='图片说明'></p>", [(P, "图片说明")]),
]


@pytest.mark.parametrize(("page", "blocks"), PAGES)
def test_page(page: str, blocks: list[tuple[TurnRole, str]]) -> None:
    (part,) = reading_of("a.html", f"<html><body>{page}</body></html>".encode()).parts
    assert [(block.role, block.text) for block in part.blocks] == blocks
    assert [block.location.paragraph for block in part.blocks] == list(range(1, len(blocks) + 1))


CHARSETS = [
    ('<meta charset="gb2312">', "gb18030"),
    ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
    ('<meta charset="gb2312">', "utf-8"),
    ("", "gb18030"),
    ("", "utf-16"),
    ('<?xml version="1.0" encoding="gbk"?>', "gb18030"),
]


@pytest.mark.parametrize(("meta", "codec"), CHARSETS)
def test_charset(meta: str, codec: str) -> None:
    page = f"<html><head>{meta}</head><body><p>王院长问（2024）川97刑终12号</p></body></html>"
    if meta.startswith("<?xml"):
        page = meta + page.replace(meta, "")
    assert lines_of(reading_of("a.html", page.encode(codec))) == ["王院长问（2024）川97刑终12号"]


def test_deep_nesting_is_read_to_the_bottom() -> None:
    page = "<html><body>" + "<div>" * 5000 + "最里面的话" + "</div>" * 5000 + "<p>后面的话</p></body></html>"
    assert lines_of(reading_of("a.html", page.encode())) == ["最里面的话", "后面的话"]


def test_zero_bytes_do_not_end_the_page() -> None:
    page = "<html><body><p>" + "前" * 50 + "\0" + "后" * 50 + "</p></body></html>"
    assert lines_of(reading_of("a.html", page.encode())) == ["前" * 50 + "后" * 50]


def test_page_without_words_is_no_text() -> None:
    reading = reading_of("a.html", b"<html><head><style>p{}</style></head><body><p> </p></body></html>")
    assert reading.status is FileStatus.NO_TEXT
    assert reading.reason.startswith("a.html: the page holds no visible words [no_text]")

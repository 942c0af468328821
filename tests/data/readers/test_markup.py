"""Office files saved as XML, and XML of any kind."""

from __future__ import annotations

import pytest

from data.errors import FileStatus
from tests.data.readers.reading import lines_of, reading_of

SPREADSHEET = """<?xml version="1.0" encoding="{}"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="a"><NumberFormat/></Style></Styles>
<Worksheet ss:Name="来电"><Table>
<Row><Cell><Data ss:Type="String">时间</Data></Cell><Cell><Data>来电人</Data></Cell><Cell><Data>事由</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data>2024-03-05</Data></Cell><Cell ss:Index="3"><Data>问案子</Data></Cell></Row>
</Table></Worksheet></Workbook>"""
WORD = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">
<w:fonts><w:font w:name="x">字体</w:font></w:fonts><w:binData>AAAA</w:binData>
<w:body><w:p><w:r><w:t>王院长</w:t></w:r><w:r><w:t>问那个案子</w:t></w:r></w:p>
<w:p><w:r><w:t>请多关照</w:t></w:r></w:p></w:body></w:wordDocument>"""


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["登记.xls", "登记.xml"])
def test_spreadsheet(name: str, codec: str) -> None:
    reading = reading_of(name, SPREADSHEET.format(codec).encode(codec))
    assert reading.status is FileStatus.OK
    assert reading.reason == ""
    assert lines_of(reading) == ["时间 | 来电人 | 事由", "2024-03-05 |  | 问案子"]
    assert [block.location.row for block in reading.parts[0].blocks] == [1, 4]
    assert reading.parts[0].blocks[0].location.sheet == "来电"


def test_word_document() -> None:
    assert lines_of(reading_of("说明.doc", WORD.encode())) == ["王院长问那个案子", "请多关照"]


def test_any_xml_gives_its_words() -> None:
    page = (
        "<?xml version='1.0'?><list><item>王院长<b>来电</b>了</item><name>张三</name><note>问<i>案子</i></note></list>"
    )
    assert lines_of(reading_of("a.xml", page.encode())) == ["王院长来电了", "张三", "问", "案子"]


def test_declared_document_types_are_refused() -> None:
    page = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "哈">]><a>&b;</a>'
    assert reading_of("a.xml", page.encode()).status is FileStatus.SUSPICIOUS


def test_broken_xml_says_where() -> None:
    reading = reading_of("a.xml", "<?xml version='1.0'?>\n<a>\n<b>王院长</a>".encode())
    assert reading.status is FileStatus.DAMAGED
    assert "line " in reading.reason


SAVED_PAGE = (
    "From: <Saved by a browser>\r\nSubject: page\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/html; charset=gb2312\r\nContent-Location: http://a.example\r\n\r\n"
    "<html><body><p>王院长问那个案子</p></body></html>\r\n"
    "--b\r\nContent-Type: text/css\r\nContent-Location: http://a.example/a.css\r\n\r\np {}\r\n--b--\r\n"
)


def test_saved_page_is_no_mail() -> None:
    reading = reading_of("a.mht", SAVED_PAGE.encode("gb18030"))
    assert lines_of(reading) == ["王院长问那个案子"]
    assert reading.parts[0].hint is None

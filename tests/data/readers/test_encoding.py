"""The table of encodings: what a text's bytes are read as, down to five characters."""

from __future__ import annotations

import codecs

import pytest

from data.readers.decoding import decode
from data.readers.encoding import common_share, detect, known_codec
from data.readers.table import delimiter_of

LIMIT = 1_000_000
FIVE_WORDS = (
    "王建国问案 李院长电话 那个案子呢 打个招呼吧 张检收到了 请多多关照 还要多久判 别记我名字 执行局来过 我在开庭呢"
)
FIVE = FIVE_WORDS.split()
TRADITIONAL = ["王建國問案", "請多多關照", "這個案子呢", "還要多久判", "執行處來過"]
LONG = "2024年3月5日，市住建局张局长打电话问（2024）川97刑终12号案办到哪一步了，请多关照。\n"

CASES = [
    ("utf-8", LONG.encode(), None, "utf-8"),
    ("utf-8 with a mark", codecs.BOM_UTF8 + LONG.encode(), None, "utf-8"),
    ("gb18030", LONG.encode("gb18030"), None, "gb18030"),
    ("gb18030, four-byte characters", "𬱖某、䶮某与㛃某来访".encode("gb18030"), None, "gb18030"),
    ("utf-16-le with a mark", codecs.BOM_UTF16_LE + LONG.encode("utf-16-le"), None, "utf-16-le"),
    ("utf-16-be with a mark", codecs.BOM_UTF16_BE + LONG.encode("utf-16-be"), None, "utf-16-be"),
    ("utf-16-le", LONG.encode("utf-16-le"), None, "utf-16-le"),
    ("utf-16-be", LONG.encode("utf-16-be"), None, "utf-16-be"),
    ("utf-16-le, Chinese alone", "王院长问案子".encode("utf-16-le"), None, "utf-16-le"),
    ("utf-16-le, ASCII alone", b"h\0e\0l\0l\0o\0", None, "utf-16-le"),
    ("utf-32-le with a mark", codecs.BOM_UTF32_LE + LONG.encode("utf-32-le"), None, "utf-32-le"),
    ("big5", "執行處的張處長打電話來問這個案子辦到哪一步了".encode("big5hkscs"), None, "big5hkscs"),
    ("hz, declared", "王院长问案子".encode("hz"), "hz-gb-2312", "hz"),
    ("gb2312 declared", LONG.encode("gb18030"), "gb2312", "gb18030"),
    ("declared utf-8, is gb18030", LONG.encode("gb18030"), "utf-8", "gb18030"),
    ("declared gb2312, is utf-8", LONG.encode(), "gb2312", "utf-8"),
    ("declared iso-8859-1, is gb18030", LONG.encode("gb18030"), "iso-8859-1", "gb18030"),
    ("declared iso-8859-1, is it", "Café déjà vu, naïve".encode("latin-1"), "iso-8859-1", "iso8859-1"),
    ("an unknown charset", LONG.encode("gb18030"), "x-unknown", "gb18030"),
    ("two characters that are UTF-8 by chance", "联通".encode("gb18030"), None, "gb18030"),
    ("ASCII", b"plain words", None, "utf-8"),
    ("utf-8 with one broken character", (LONG * 3).encode()[:-3] + b"\xff\n", None, "utf-8"),
]


@pytest.mark.parametrize(("data", "declared", "codec"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_encoding_is_told(data: bytes, declared: str | None, codec: str) -> None:
    found = detect(data, declared)
    assert found is not None
    assert found.codec == codec


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("words", FIVE)
def test_five_characters_are_enough(words: str, codec: str) -> None:
    assert read(words.encode(codec)) == words


@pytest.mark.parametrize("words", TRADITIONAL)
def test_five_traditional_characters_in_big5_are_enough(words: str) -> None:
    assert read(words.encode("big5hkscs")) == words


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x00\x01\x02\x03" * 50, b"\x7fELF\x02\x01\x01" + bytes(99)])
def test_bytes_that_are_no_text(data: bytes) -> None:
    assert detect(data) is None


def test_lines_of_another_encoding_are_read_and_numbered() -> None:
    data = LONG.encode("gb18030") * 2 + LONG.encode() + LONG.encode("gb18030")
    found = detect(data)
    assert found is not None
    decoded = decode(data, found, LIMIT)
    assert decoded.text == LONG * 4
    assert decoded.other_lines == (3,)
    assert decoded.bad_lines == ()


def test_lines_of_no_encoding_are_replaced_and_numbered() -> None:
    data = LONG.encode() + b"\xff\xfe\xff\n" + LONG.encode()
    decoded = decode(data, detect(LONG.encode()) or pytest.fail("no text"), LIMIT)
    assert decoded.bad_lines == (2,)
    assert decoded.text.split("\n")[1] == "\ufffd\ufffd\ufffd"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_blocks_never_cut_a_character(codec: str) -> None:
    words = "王院长问那个案子，" * 70_000
    assert read(words.encode(codec)) == words


def test_no_more_than_the_limit_is_decoded() -> None:
    data = (LONG * 60_000).encode("gb18030")
    decoded = decode(data, detect(data) or pytest.fail("no text"), 1000)
    assert len(decoded.text) == 1001


def test_line_ends_are_line_feeds() -> None:
    assert read("一\r\n二\r三\n".encode()) == "一\n二\n三\n"


CHARSETS = [
    ("GB2312", "gb18030"),
    ("gbk", "gb18030"),
    ("'GB_2312-80'", "gb18030"),
    ("big5", "big5hkscs"),
    ("unicode-1-1-utf-7", "utf-7"),
    ("UTF8", "utf-8"),
    ("none such", None),
]


@pytest.mark.parametrize(("declared", "codec"), CHARSETS)
def test_declared_charsets_are_widened(declared: str, codec: str | None) -> None:
    assert known_codec(declared) == codec


SHARES = [("王院长", 1.0), ("plain", 1.0), ("囧囧王院", 0.5)]


@pytest.mark.parametrize(("text", "share"), SHARES)
def test_share_of_common_characters(text: str, share: float) -> None:
    assert common_share(text) == share


DELIMITERS = [
    ("时间,人,事\n1,2,3\n", "", ","),
    ("时间\t人,事\n1\t2,3,4\n5\t6\n", "tsv", "\t"),
    ("时间;人;事\n1;2;3\n", "", ";"),
    ('"一,二"\n"三"\n', "", None),
    ("没有分隔\n也没有\n", "", None),
]


@pytest.mark.parametrize(("text", "ending", "delimiter"), DELIMITERS)
def test_delimiter(text: str, ending: str, delimiter: str | None) -> None:
    assert delimiter_of(text, ending) == delimiter


def read(data: bytes) -> str:
    """The text of the bytes by the rule."""
    found = detect(data)
    assert found is not None
    return decode(data, found, LIMIT).text

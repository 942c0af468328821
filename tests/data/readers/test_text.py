"""Plain text: paragraphs with their lines, and chat exports told from other papers."""

from __future__ import annotations

import pytest

from data.errors import FileStatus
from data.readers.base import Limits
from data.types import Kind
from tests.data.readers.reading import lines_of, messages_of, reading_of

WECHAT = """2024-03-05 09:12:33 袁峰
周大海那个案子到哪一步了
家里人找到我了

2024-03-05 09:15:02 小敏(wxid_a1)
[图片]

2024-3-6 8:05 袁峰
好
"""
NAME_FIRST = """袁峰 2024-03-05 09:12:33
到哪一步了

王敏(10001) 2024-03-05 09:13:00
不方便说
"""
FORWARDED = """群聊的聊天记录

————— 2024-03-05 —————

袁峰  09:12

到哪一步了

小敏  下午3:07

不方便说

—————  2024年3月6日  —————

袁峰  8:00

算了
"""
CANONICAL = "群聊: 刑二庭\n2024-03-05 09:12 袁峰: 到哪一步了\n2024-03-05 09:13 小敏: 不方便说\n"
DIARY = "2024-03-05 星期二\n上午开庭。\n2024-03-06 星期三\n休息。\n"
STAMPED_NOTE = "2024-03-05 09:12 王院长来电，问那个案子\n2024-03-05 10:00 开庭，辩护人到庭\n"


def test_wechat_export() -> None:
    assert messages_of(reading_of("chat.txt", WECHAT.encode())) == [
        ("2024-03-05 09:12:33", "袁峰", "周大海那个案子到哪一步了\n家里人找到我了"),
        ("2024-03-05 09:15:02", "小敏(wxid_a1)", "[图片]"),
        ("2024-3-6 8:05", "袁峰", "好"),
    ]


def test_messages_keep_their_line() -> None:
    (part,) = reading_of("chat.txt", WECHAT.encode("gb18030")).parts
    assert [block.location.line for block in part.blocks] == [1, 5, 8]
    assert part.hint is Kind.CHAT


def test_export_with_the_name_first() -> None:
    assert messages_of(reading_of("chat.txt", NAME_FIRST.encode())) == [
        ("2024-03-05 09:12:33", "袁峰", "到哪一步了"),
        ("2024-03-05 09:13:00", "王敏(10001)", "不方便说"),
    ]


def test_forwarded_bundle() -> None:
    assert messages_of(reading_of("bundle.txt", FORWARDED.encode())) == [
        (None, None, "群聊的聊天记录"),
        (None, None, "————— 2024-03-05 —————"),
        ("2024-03-05 09:12", "袁峰", "到哪一步了"),
        ("2024-03-05 15:07", "小敏", "不方便说"),
        (None, None, "—————  2024年3月6日  —————"),
        ("2024-03-06 08:00", "袁峰", "算了"),
    ]


@pytest.mark.parametrize("text", [CANONICAL, DIARY, STAMPED_NOTE], ids=["canonical chat", "diary", "note"])
def test_other_texts_stay_as_they_stand(text: str) -> None:
    reading = reading_of("note.txt", text.encode())
    assert "\n".join(lines_of(reading)) == text.rstrip("\n")
    assert reading.parts[0].hint is None


def test_paragraphs_stand_as_they_are_written_each_with_its_line() -> None:
    (part,) = reading_of("note.txt", "一\r\n\r\n　　二  \r\n".encode()).parts
    assert [(block.text, block.location.line) for block in part.blocks] == [("一", 1), ("", 2), ("　　二  ", 3)]


def test_text_over_the_cap_is_too_big() -> None:
    reading = reading_of("note.txt", ("案" * 101).encode(), Limits(text_chars=100))
    assert reading.status is FileStatus.TOO_BIG
    assert reading.reason == (
        "note.txt: more than 100 characters of text [too_big]; split it into smaller files, or raise text_chars"
    )


def test_lines_that_fit_no_encoding_make_the_reading_partial() -> None:
    text = "王院长问那个案子办到哪一步了\n" * 20
    reading = reading_of("note.txt", text.encode() + b"\xff\xfe\xff\n")
    assert reading.status is FileStatus.PARTIAL
    assert reading.reason.startswith("note.txt: line 21: bytes that are no utf-8, shown as U+FFFD [partial]")

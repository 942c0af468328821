"""Tables: chats of several programs, registers, single columns, ragged rows."""

from __future__ import annotations

import pytest

from data.types import Kind, TurnRole
from tests.data.readers.reading import lines_of, messages_of, reading_of

PLAIN = (
    '时间,发送人,内容\n,,群聊: 刑二庭\n2024-03-05 09:12,袁峰,"到哪一步了，\n家里人问"\n2024-03-05 09:13,小敏,不方便说\n'
)
WECHAT = (
    "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n"
    "1,7,1,0,0,1709601153,,到哪一步了,2024-03-05 09:12:33,袁总,袁峰,wxid_y,wxid_y\n"
    "2,7,1,0,1,1709601200,,不方便说,2024-03-05 09:13:20,,我,wxid_me,wxid_me\n"
    "3,7,49,5,0,1709601300,,<msg><title>判决书.pdf</title></msg>,2024-03-05 09:15:00,,袁峰,wxid_y,wxid_y\n"
    "4,7,3,0,0,1709601301,,<msg><img/></msg>,2024-03-05 09:15:01,,,wxid_y,wxid_y\n"
)
CHATLOG = (
    "Time,SenderName,Sender,TalkerName,Talker,Content\n"
    "2024-03-05 09:12:33,袁峰,wxid_y,刑二庭,1@chatroom,到哪一步了\n"
    "2024-03-05 09:14:00,汤老师,wxid_t,家长群,2@chatroom,明天交作业\n"
    "2024-03-05 09:13:00,小敏,wxid_m,刑二庭,1@chatroom,不方便说\n"
)
PER_CHAT = (
    "消息ID,类型,发送人,时间,内容\n1,文本,袁峰,2024-03-05 09:12,到哪一步了\n2,文本,小敏,2024-03-05 09:13,不方便说\n"
)
EXPECTED = [("2024-03-05 09:12", "袁峰", "到哪一步了"), ("2024-03-05 09:13", "小敏", "不方便说")]


def test_plain_chat_table_keeps_group_name_and_long_messages() -> None:
    reading = reading_of("chat.csv", PLAIN.encode("utf-8-sig"))
    assert messages_of(reading) == [
        (None, None, "群聊: 刑二庭"),
        ("2024-03-05 09:12", "袁峰", "到哪一步了，\n家里人问"),
        ("2024-03-05 09:13", "小敏", "不方便说"),
    ]
    assert [block.role for block in reading.parts[0].blocks] == [TurnRole.HEADER, TurnRole.MESSAGE, TurnRole.MESSAGE]
    assert [block.location.row for block in reading.parts[0].blocks] == [2, 3, 5]
    assert reading.parts[0].hint is Kind.CHAT


def test_wechat_table_with_one_column_too_many() -> None:
    assert messages_of(reading_of("all.csv", WECHAT.encode())) == [
        ("2024-03-05 09:12:33", "袁总", "到哪一步了"),
        ("2024-03-05 09:13:20", "我", "不方便说"),
        ("2024-03-05 09:15:00", "袁峰", "[链接或文件] 判决书.pdf"),
        ("2024-03-05 09:15:01", "wxid_y", "[图片]"),
    ]


def test_several_chats_in_one_table_become_documents_of_their_own() -> None:
    reading = reading_of("all.csv", CHATLOG.encode("gb18030"))
    assert [part.part for part in reading.parts] == ["1@chatroom", "2@chatroom"]
    assert [text for _, _, text in messages_of(reading, 0)] == ["到哪一步了", "不方便说"]
    assert messages_of(reading, 1) == [("2024-03-05 09:14:00", "汤老师", "明天交作业")]


@pytest.mark.parametrize("name", ["chat.csv", "chat.txt"])
def test_per_chat_table_is_told_by_its_heading_whatever_its_ending(name: str) -> None:
    assert messages_of(reading_of(name, PER_CHAT.encode())) == EXPECTED


def test_chat_table_with_tabs_and_seconds_since_1970() -> None:
    table = "Time\tSender\tContent\n1709601120\t袁峰\t到哪一步了\n1709601180000\t小敏\t不方便说\n"
    assert messages_of(reading_of("chat.tsv", table.encode())) == [
        ("2024-03-05 09:12:00", "袁峰", "到哪一步了"),
        ("2024-03-05 09:13:00", "小敏", "不方便说"),
    ]


def test_register_rows_keep_their_cells_and_places() -> None:
    table = '某院值班电话登记\n时间,来电人,事由\n2024-03-05 09:12,王院长,"问案子\n第二遍"\n2024-03-06,,\n'
    (part,) = reading_of("log.csv", table.encode()).parts
    assert [(block.role, block.text, block.location.row) for block in part.blocks] == [
        (TurnRole.PARAGRAPH, "某院值班电话登记", 1),
        (TurnRole.HEADER, "时间 | 来电人 | 事由", 2),
        (TurnRole.ROW, "2024-03-05 09:12 | 王院长 | 问案子 第二遍", 3),
        (TurnRole.PARAGRAPH, "2024-03-06", 5),
    ]


def test_a_single_column_is_paragraphs() -> None:
    (part,) = reading_of("note.csv", '"一，二"\n"三, 四"\n'.encode()).parts
    assert [(block.role, block.text) for block in part.blocks] == [
        (TurnRole.PARAGRAPH, "一，二"),
        (TurnRole.PARAGRAPH, "三, 四"),
    ]


def test_an_open_quotation_mark_does_not_swallow_the_rest() -> None:
    table = '时间,来电人,事由\n2024-03-05,"王院长,问案子\n2024-03-06,李庭长,催\n'
    assert lines_of(reading_of("log.csv", table.encode())) == [
        "时间 | 来电人 | 事由",
        "2024-03-05 | 王院长,问案子",
        "2024-03-06 | 李庭长 | 催",
    ]

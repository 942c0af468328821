"""Chats in JSON: 企业微信 archive, chatlog, JSON lines; other JSON as lines."""

from __future__ import annotations

import json

import pytest

from data.errors import FileStatus
from data.readers.messages import stamp_of
from data.types import Kind
from tests.data.readers.reading import lines_of, messages_of, reading_of

MORNING = 1709601120000
"""2024-03-05 09:12:00 in China, milliseconds."""


def record(number: int, kind: str, payload: object, **more: object) -> dict[str, object]:
    """A record of the session archive."""
    return {
        "msgid": f"m{number}",
        "action": "send",
        "from": "yuanfeng",
        "tolist": ["xiaomin"],
        "roomid": "",
        "msgtime": MORNING + number * 60_000,
        "msgtype": kind,
        kind: payload,
        **more,
    }


ARCHIVE = [
    (record(0, "text", {"content": "到哪一步了\n家里人问"}), "到哪一步了\n家里人问"),
    (record(1, "image", {"md5sum": "0", "filesize": 5}), "[图片]"),
    (record(2, "file", {"filename": "判决书.pdf", "filesize": 5}), "[文件] 判决书.pdf"),
    (
        record(3, "link", {"title": "新规", "description": "说明", "link_url": "http://a.example"}),
        "[链接] 新规 说明 http://a.example",
    ),
    (record(4, "revoke", {"pre_msgid": "m0"}, action="recall"), "[撤回了一条消息]"),
    (
        record(
            5,
            "mixed",
            {"item": [{"type": "text", "content": '{"content":"看图"}'}, {"type": "image", "content": "{}"}]},
        ),
        "看图\n[图片]",
    ),
    (
        record(
            6,
            "chatrecord",
            {"title": "群聊", "item": [{"type": "ChatRecordText", "msgtime": 1, "content": '{"content":"转的话"}'}]},
        ),
        "[聊天记录] 群聊\n转的话",
    ),
    (record(7, "vote", {"votetitle": "去哪", "voteitem": ["东", "西"]}), "[投票] 去哪 东 西"),
    (record(8, "brandnew", {"words": "没见过的"}), "[brandnew] words: 没见过的"),
    (record(9, "meeting_voice_call", {}), "[语音会议]"),
]


@pytest.mark.parametrize("lines", [False, True], ids=["one array", "a record a line"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_session_archive(lines: bool, codec: str) -> None:
    records = [entry for entry, _ in ARCHIVE]
    text = "\n".join(json.dumps(r, ensure_ascii=False) for r in records) if lines else json.dumps(records, indent=1)
    reading = reading_of("archive.json", text.encode(codec))
    assert messages_of(reading) == [
        (f"2024-03-05 09:{12 + number}:00", "yuanfeng", words) for number, (_, words) in enumerate(ARCHIVE)
    ]
    assert reading.parts[0].hint is Kind.CHAT
    places = [block.location.line if lines else block.location.row for block in reading.parts[0].blocks]
    assert places == list(range(1, len(ARCHIVE) + 1))


def test_forwarded_records_with_a_sender_are_messages_of_their_own() -> None:
    item = {"type": "ChatRecordText", "sender": "袁峰", "msgtime": MORNING // 1000, "content": '{"content":"原话"}'}
    data = json.dumps([record(5, "chatrecord", {"title": "群聊", "item": [item]})])
    assert messages_of(reading_of("a.json", data.encode())) == [
        ("2024-03-05 09:17:00", "yuanfeng", "[聊天记录] 群聊"),
        ("2024-03-05 09:12:00", "袁峰", "原话"),
    ]


def test_rooms_and_single_chats_become_documents_of_their_own() -> None:
    records = [
        record(0, "text", {"content": "甲"}, roomid="wr/1"),
        record(1, "text", {"content": "乙"}),
        record(2, "text", {"content": "丙"}, **{"from": "xiaomin", "tolist": ["yuanfeng"]}),
    ]
    reading = reading_of("a.json", json.dumps(records).encode())
    assert [part.part for part in reading.parts] == ["wr_1", "xiaomin-yuanfeng"]
    assert [text for _, _, text in messages_of(reading, 1)] == ["乙", "丙"]


def test_chatlog() -> None:
    records = [
        {
            "seq": 1,
            "time": "2024-03-05T09:12:33+08:00",
            "talker": "1@chatroom",
            "sender": "wxid_y",
            "senderName": "袁峰",
            "isSelf": False,
            "type": 1,
            "content": "到哪一步了",
        },
        {
            "seq": 2,
            "time": "2024-03-05T01:13:00Z",
            "talker": "1@chatroom",
            "sender": "wxid_m",
            "senderName": "小敏",
            "isSelf": False,
            "type": 3,
            "content": "",
        },
    ]
    assert messages_of(reading_of("chatlog.json", json.dumps(records).encode())) == [
        ("2024-03-05 09:12:33", "袁峰", "到哪一步了"),
        ("2024-03-05 09:13:00", "小敏", "[图片]"),
    ]


def test_other_json_is_read_value_by_value() -> None:
    data = {"标题": "登记", "项": [{"人": "王院长", "事": "问案子", "空": None}, "尾"], "数": 3}
    assert lines_of(reading_of("a.json", json.dumps(data).encode())) == [
        "标题: 登记",
        "人: 王院长",
        "事: 问案子",
        "项: 尾",
        "数: 3",
    ]


def test_broken_json_says_where() -> None:
    reading = reading_of("a.json", b'{"a": 1,\n "b": }')
    assert reading.status is FileStatus.DAMAGED
    assert reading.reason.startswith("a.json, line ")


def test_half_characters_are_replaced() -> None:
    assert lines_of(reading_of("a.json", b'{"a": "\\ud800\xe7\x8e\x8b"}')) == ["a: \ufffd王"]


STAMPS = [
    (MORNING, "2024-03-05 09:12:00"),
    (MORNING // 1000, "2024-03-05 09:12:00"),
    (str(MORNING), "2024-03-05 09:12:00"),
    ("2024-03-05T01:12:00Z", "2024-03-05 09:12:00"),
    ("2024-03-05 09:12", "2024-03-05 09:12"),
    ("昨天", "昨天"),
    (None, ""),
    (10**30, str(10**30)),
]


@pytest.mark.parametrize(("value", "stamp"), STAMPS)
def test_stamp(value: object, stamp: str) -> None:
    assert stamp_of(value) == stamp

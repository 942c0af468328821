"""The canonical layout: stamps, turns of each kind, and text composed of blocks."""

from __future__ import annotations

from datetime import datetime, time
from itertools import pairwise

import pytest

from data.layout import Block, compose, parse_turns
from data.stamps import parse_clock, parse_stamp
from data.types import Kind, Location, Turn, TurnRole

H, M, R, P, Q, A = (
    TurnRole.HEADER,
    TurnRole.MESSAGE,
    TurnRole.ROW,
    TurnRole.PARAGRAPH,
    TurnRole.QUOTED,
    TurnRole.ASIDE,
)

STAMPS = [
    ("2024-03-05 09:12", datetime(2024, 3, 5, 9, 12)),
    ("2024-03-05 09:12:33 袁峰", datetime(2024, 3, 5, 9, 12, 33)),
    ("2024/3/5 9:12", datetime(2024, 3, 5, 9, 12)),
    ("2023.12.11", datetime(2023, 12, 11)),
    ("时间：2024年11月18日（星期一）8:40—10:05", datetime(2024, 11, 18, 8, 40)),
    ("2024年3月5日 星期二 下午3:20", datetime(2024, 3, 5, 15, 20)),
    ("2024年3月5日上午9时10分", datetime(2024, 3, 5, 9, 10)),
    ("2024年3月5日中午12:30", datetime(2024, 3, 5, 12, 30)),
    ("2024-03-05T09:12:00", datetime(2024, 3, 5, 9, 12)),
    ("2024-02-30 09:12", None),
    ("2024-03-05 25:00", None),
    ("（2024）川97刑终12号", None),
    ("3月5日", None),
]
CLOCKS = [
    ("9:05", time(9, 5)),
    ("下午3:07", time(15, 7)),
    ("14时20分", time(14, 20)),
    ("9:05 来电", None),
    ("25:00", None),
]


@pytest.mark.parametrize(("words", "at"), STAMPS)
def test_stamp(words: str, at: datetime | None) -> None:
    assert parse_stamp(words) == at


@pytest.mark.parametrize(("words", "at"), CLOCKS)
def test_clock(words: str, at: time | None) -> None:
    assert parse_clock(words) == at


def told(text: str, turns: tuple[Turn, ...]) -> list[tuple[TurnRole, str | None, str | None, str]]:
    """(role, speaker, time, words) of turns."""
    return [
        (
            turn.role,
            turn.speaker,
            turn.sent_at.isoformat(" ", "minutes") if turn.sent_at else None,
            text[turn.body : turn.end],
        )
        for turn in turns
    ]


CHAT = (
    "群聊: 刑二庭\n"
    "2024-03-05 09:12 袁峰: 到哪一步了\n家里人问\n"
    "2024/3/5 9:13 小敏：不方便说\n"
    "2024年3月6日 8:00 汤老师(四2班): 好\n"
)


def test_chat_turns() -> None:
    assert told(CHAT, parse_turns(CHAT, Kind.CHAT)) == [
        (H, None, None, "群聊: 刑二庭"),
        (M, "袁峰", "2024-03-05 09:12", "到哪一步了\n家里人问"),
        (M, "小敏", "2024-03-05 09:13", "不方便说"),
        (M, "汤老师(四2班)", "2024-03-06 08:00", "好"),
    ]


def test_speakers_stand_where_their_span_says() -> None:
    spans = [turn.speaker_span for turn in parse_turns(CHAT, Kind.CHAT) if turn.speaker_span]
    assert [CHAT[start:end] for start, end in spans] == ["袁峰", "小敏", "汤老师(四2班)"]


REGISTERS = [
    ("时间 | 来电人\n2024-03-05 09:12 | 王院长\n | 李庭长", ["2024-03-05 09:12", "2024-03-05 00:00"]),
    ("日期 | 时刻 | 来电方\n2024年8月19日(周一) | 08:20 | 市院", ["2024-08-19 08:20"]),
    (
        "编号 | 时间 | 对方\n1 | 2024/12/30 12:08 | 甲\n2 | 12/31 9:05 | 乙\n3 | 1/2 8:00 | 丙",
        ["2024-12-30 12:08", "2024-12-31 09:05", "2025-01-02 08:00"],
    ),
    ("日期 | 时段 | 来客\n2024-01-29 | 上午 | 姜鹏\n〃 | 下午 | 胡俊杰", ["2024-01-29 00:00", "2024-01-29 00:00"]),
    ("2024年6月3日接线日登\n号 | 时间 | 来电人\n1 | 9:05 | 丰先生", ["2024-06-03 09:05"]),
    ("序号 | 来电人 | 事\n1 | 王院长 | 问", [None]),
    ("时间 | 人\n3月5日 | 甲", [None]),
]


@pytest.mark.parametrize(("text", "times"), REGISTERS)
@pytest.mark.parametrize("kind", [Kind.PHONE_LOG, Kind.VISITOR_LOG])
def test_times_of_register_rows(text: str, times: list[str | None], kind: Kind) -> None:
    turns = parse_turns(text, kind)
    assert [at for role, _, at, _ in told(text, turns) if role is R] == times
    lines = text.split("\n")
    heading = next(index for index, line in enumerate(lines) if " | " in line)
    blocks = [Block(line, P if i < heading else H if i == heading else R) for i, line in enumerate(lines)]
    assert compose(blocks, kind) == (text, turns)


MAIL = """发件人: 李栋 <lidong@mail.example>
收件人: 曹泰
时间: 2024-03-05 09:12
主题: 转

我看看。
　　　　李栋
-------- 转发的邮件 --------
发件人: 蒋玉梅
时间: 2024-03-04 20:13

求您帮我递上去
"""
MARKED = """发件人: 贾炎济
时间: 2024-08-20 17:22

周五开会。

> 发件人: 阎源孝  2024-08-20 14:10
> 材料传上去了
>> 原始: 宋渊平 2024-08-19 16:20
>> 先汇总

另：带上卷。
"""
SAID = """发件人: 贾炎济
时间: 2024-08-20 17:22

好。

阎源孝 <a@mail.example> 于2024年8月20日周二 14:10写道：
材料传上去了
"""
MAILS = [
    (
        MAIL,
        [
            (P, "李栋", "2024-03-05 09:12", "我看看。"),
            (P, "李栋", "2024-03-05 09:12", "　　　　李栋"),
            (Q, "李栋", "2024-03-05 09:12", "-------- 转发的邮件 --------"),
            (Q, "蒋玉梅", "2024-03-04 20:13", "求您帮我递上去"),
        ],
    ),
    (
        MARKED,
        [
            (P, "贾炎济", "2024-08-20 17:22", "周五开会。"),
            (Q, "阎源孝", "2024-08-20 14:10", "> 材料传上去了"),
            (Q, "宋渊平", "2024-08-19 16:20", ">> 先汇总"),
            (P, "贾炎济", "2024-08-20 17:22", "另：带上卷。"),
        ],
    ),
    (
        SAID,
        [
            (P, "贾炎济", "2024-08-20 17:22", "好。"),
            (Q, "阎源孝", "2024-08-20 14:10", "阎源孝 <a@mail.example> 于2024年8月20日周二 14:10写道："),
            (Q, "阎源孝", "2024-08-20 14:10", "材料传上去了"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "letters"), MAILS, ids=["rule", "marks", "said"])
def test_letters_of_a_mail(text: str, letters: list[tuple[TurnRole, str, str, str]]) -> None:
    turns = parse_turns(text, Kind.EMAIL)
    assert [turn for turn in told(text, turns) if turn[0] is not H] == letters
    spans = [(turn.speaker, turn.speaker_span) for turn in turns if turn.speaker_span]
    assert all(text[start:end] == speaker for speaker, (start, end) in spans)


@pytest.mark.parametrize(
    ("text", "kind"), [(CHAT, Kind.CHAT), (MAIL, Kind.EMAIL), (MARKED, Kind.EMAIL), (MAIL, Kind.WORK_NOTE)]
)
def test_every_line_belongs_to_one_turn(text: str, kind: Kind) -> None:
    turns = parse_turns(text, kind)
    assert all(a.end <= b.start for a, b in pairwise(turns))
    covered = {offset for turn in turns for offset in range(turn.start, turn.end)}
    assert all(offset in covered for offset, char in enumerate(text) if not char.isspace())


def test_paragraph_blocks_are_read_by_the_layout_with_their_lines() -> None:
    blocks = [Block(line, location=Location(line=number)) for number, line in enumerate(CHAT.strip().split("\n"), 1)]
    text, turns = compose(blocks, Kind.CHAT)
    assert text == CHAT.strip()
    assert [turn.location.line for turn in turns] == [1, 2, 4, 5]


def test_lines_inside_one_block_count_on() -> None:
    _, turns = compose([Block("一\n\n二", location=Location(line=7))], Kind.WORK_NOTE)
    assert [turn.location.line for turn in turns] == [7, 9]


def test_message_blocks_are_written_with_stamp_and_speaker() -> None:
    blocks = [
        Block("群聊: 刑二庭", H),
        Block("到哪一步了\n家里人问", M, "袁峰", "2024-03-05 09:12"),
        Block("[图片]", M, None, "2024-03-05 09:13"),
        Block("补一句", M, "小敏"),
        Block("", M),
    ]
    text, turns = compose(blocks, Kind.CHAT)
    assert text == "群聊: 刑二庭\n2024-03-05 09:12 袁峰: 到哪一步了\n家里人问\n2024-03-05 09:13 [图片]\n小敏: 补一句\n"
    assert [text[turn.body : turn.end] for turn in turns] == [
        "群聊: 刑二庭",
        "到哪一步了\n家里人问",
        "[图片]",
        "补一句",
    ]
    assert [text[slice(*turn.speaker_span)] for turn in turns if turn.speaker_span] == ["袁峰", "小敏"]


def test_rows_and_hidden_text_of_a_mail_belong_to_its_letter() -> None:
    blocks = [
        Block("发件人: 张三"),
        Block("时间: 2024-03-05 09:12"),
        Block(""),
        Block("见表"),
        Block("甲 | 乙", R),
        Block("藏", A),
        Block("完"),
    ]
    text, turns = compose(blocks, Kind.EMAIL)
    assert told(text, turns)[2:] == [
        (role, "张三", "2024-03-05 09:12", words) for role, words in [(P, "见表"), (R, "甲 | 乙"), (A, "藏"), (P, "完")]
    ]


def test_no_blocks_give_no_text() -> None:
    assert compose([], Kind.CHAT) == ("", ())

"""Mails: headers in every dress, bodies, quoted chains, attachments, mailboxes."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from data.errors import FileStatus
from data.layout import compose
from data.readers.base import Limits
from data.readers.mail import local_time, people, unflowed
from data.types import Kind, TurnRole
from tests.data.readers.reading import lines_of, reading_of

PEOPLE = [
    (["张三 <a@mail.example>"], "张三 <a@mail.example>"),
    (['"张三" <a@mail.example>, 李四 <b@mail.example>'], "张三 <a@mail.example>；李四 <b@mail.example>"),
    (["=?gb2312?B?1cXI/Q==?= <a@mail.example>"], "张三 <a@mail.example>"),
    (["=?utf-8?q?=E5=BC=A0?= =?utf-8?q?=E4=B8=89?= <a@mail.example>"], "张三 <a@mail.example>"),
    (["张三 <a@mail.example>; 李四 <b@mail.example>"], "张三 <a@mail.example>；李四 <b@mail.example>"),
    (['"王, 五" <c@mail.example>'], "王, 五 <c@mail.example>"),
    (["a@mail.example"], "a@mail.example"),
    (["执行局内勤"], "执行局内勤"),
    (["a@mail.example", "b@mail.example"], "a@mail.example；b@mail.example"),
    ([], ""),
]
TIMES = [
    ("Tue, 05 Mar 2024 09:12:00 +0800", "2024-03-05 09:12"),
    ("Tue, 05 Mar 2024 01:12:00 +0000", "2024-03-05 09:12"),
    ("Mon, 4 Mar 2024 17:12:00 -0800 (PST)", "2024-03-05 09:12"),
    ("Tue, 05 Mar 2024 09:12:00", "2024-03-05 09:12"),
    ("昨天", "昨天"),
    ("", ""),
]
RAW = (
    "From: 张三 <a@mail.example>\r\nTo: 李四 <b@mail.example>\r\nSubject: 关于（2024）川97刑终12号\r\n"
    "Date: Tue, 5 Mar 2024 09:12:00 +0800\r\n\r\n王院长问那个案子\r\n"
)


def letter(**headers: str) -> EmailMessage:
    """A mail with these headers and no text yet."""
    message = EmailMessage()
    for name, value in {"From": "张三 <a@mail.example>", "Date": "Tue, 05 Mar 2024 09:12:00 +0800", **headers}.items():
        message[name] = value
    return message


@pytest.mark.parametrize(("raw", "shown"), PEOPLE)
def test_people(raw: list[str], shown: str) -> None:
    assert people(raw) == shown


@pytest.mark.parametrize(("raw", "shown"), TIMES)
def test_times_are_chinas(raw: str, shown: str) -> None:
    assert local_time(raw) == shown


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_raw_8_bit_headers_and_body(codec: str) -> None:
    assert lines_of(reading_of("a.eml", RAW.encode(codec))) == [
        "发件人: 张三 <a@mail.example>",
        "收件人: 李四 <b@mail.example>",
        "时间: 2024-03-05 09:12",
        "主题: 关于（2024）川97刑终12号",
        "",
        "王院长问那个案子",
    ]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gb2312"])
@pytest.mark.parametrize("coding", ["base64", "quoted-printable"])
def test_encoded_headers_and_body(charset: str, coding: str) -> None:
    message = letter(Subject="关于周大海的案子" * 9)
    message.set_content("王院长问那个案子\n", charset=charset, cte=coding)
    reading = reading_of("a.eml", message.as_bytes())
    assert lines_of(reading)[2:] == [f"主题: {'关于周大海的案子' * 9}", "", "王院长问那个案子"]
    assert reading.parts[0].hint is Kind.EMAIL


def test_plain_text_is_taken_before_its_page_and_a_page_alone_is_read() -> None:
    both = letter()
    both.set_content("纯文本\n")
    both.add_alternative("<p>网页</p>", subtype="html")
    assert lines_of(reading_of("a.eml", both.as_bytes()))[-1] == "纯文本"
    page = letter()
    page.set_content(
        "<p>王院长</p><table><tr><td>甲</td><td>乙</td></tr></table><p hidden>藏着的话</p>",
        subtype="html",
        charset="gb18030",
    )
    (part,) = reading_of("a.eml", page.as_bytes()).parts
    assert [(block.role, block.text) for block in part.blocks[-3:]] == [
        (TurnRole.PARAGRAPH, "王院长"),
        (TurnRole.ROW, "甲 | 乙"),
        (TurnRole.ASIDE, "藏着的话"),
    ]


def test_an_empty_plain_text_gives_way_to_its_page() -> None:
    message = letter()
    message.set_content("\n")
    message.add_alternative("<p>网页里的话</p>", subtype="html")
    assert lines_of(reading_of("a.eml", message.as_bytes()))[-1] == "网页里的话"


def test_attachments_and_forwarded_messages_are_documents_of_their_own() -> None:
    inner = letter(Subject="原信")
    inner.set_content("里面的话\n")
    inner.add_attachment("最里面的附件".encode("gb18030"), maintype="text", subtype="plain", filename="说明.txt")
    outer = letter(Subject="转")
    outer.set_content("见附件\n")
    outer.add_attachment(
        "时间,发送人,内容\n2024-03-05 09:12,袁峰,在吗\n".encode(),
        maintype="text",
        subtype="csv",
        filename="聊天记录.csv",
    )
    outer.add_attachment(inner)
    reading = reading_of("a.eml", outer.as_bytes())
    assert [(part.part, part.format) for part in reading.parts] == [
        (None, "eml"),
        ("聊天记录.csv", "csv"),
        ("part-3.eml", "eml"),
        ("part-3.eml!/说明.txt", "txt"),
    ]
    assert reading.parts[3].blocks[0].location.part == "part-3.eml!/说明.txt"


def test_two_attachments_of_one_name_are_told_apart() -> None:
    message = letter()
    message.set_content("见附件\n")
    for words in ("第一份", "第二份"):
        message.add_attachment(words.encode(), maintype="text", subtype="plain", filename="a.txt")
    reading = reading_of("a.eml", message.as_bytes())
    assert [part.part for part in reading.parts] == [None, "a.txt", "a.txt (2)"]
    assert reading.parts[2].blocks[0].location.part == "a.txt (2)"


def test_an_attachment_that_cannot_be_read_makes_the_mail_partial() -> None:
    message = letter()
    message.set_content("见附件\n")
    message.add_attachment(b"Rar!\x1a\x07\x01\x00", maintype="application", subtype="rar", filename="卷.rar")
    reading = reading_of("a.eml", message.as_bytes())
    assert reading.status is FileStatus.PARTIAL
    assert reading.reason.startswith("a.eml!/卷.rar: it is a RAR archive")


def test_message_cut_off_keeps_what_there_is() -> None:
    message = letter()
    message.set_content("见附件\n")
    message.add_attachment("附件里的话" * 50, filename="a.txt")
    data = message.as_bytes()
    reading = reading_of("a.eml", data[: data.rindex(b"--==")])
    assert lines_of_part(reading.parts[1].blocks) == ["附件里的话" * 50]


def lines_of_part(blocks: object) -> list[str]:
    """The texts of blocks."""
    assert isinstance(blocks, tuple)
    return [block.text for block in blocks]


def test_mime_deeper_than_allowed_keeps_the_rest() -> None:
    text = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    inner = text + "里面".encode()
    for number in range(3):
        inner = (
            b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
            + text
            + f"第{number}层".encode()
            + b"\r\n--b%d\r\n" % number
            + inner
            + b"\r\n--b%d--\r\n" % number
        )
    data = b"From: a@mail.example\r\nMIME-Version: 1.0\r\n" + inner
    reading = reading_of("a.eml", data, Limits(mime_depth=3))
    assert reading.status is FileStatus.PARTIAL
    assert [line for line in lines_of(reading) if line][1:] == ["第2层", "第1层"]
    assert reading_of("a.eml", data).status is FileStatus.OK


def test_soft_line_ends_are_joined() -> None:
    assert unflowed("王院长问 \n那个案子。\n> 引用 \n> 的话\n-- \n签名") == (
        "王院长问 那个案子。\n> 引用 的话\n-- \n签名"
    )


def test_each_quoted_letter_has_its_writer() -> None:
    message = letter(Subject="回复")
    message.set_content(
        "我看看。\n\n"
        "在 2024-03-04 08:00，李四 <b@mail.example> 写道：\n"
        "> 帮忙问一下\n> 到哪一步了\n>> 更早的话\n\n我又想了想\n"
    )
    (part,) = reading_of("a.eml", message.as_bytes()).parts
    text, turns = compose(part.blocks, Kind.EMAIL)
    told = [(text[t.start : t.end], t.role, t.speaker, str(t.sent_at)) for t in turns if t.role is not TurnRole.HEADER]
    day, before = "2024-03-05 09:12:00", "2024-03-04 08:00:00"
    assert told == [
        ("我看看。", TurnRole.PARAGRAPH, "张三", day),
        ("在 2024-03-04 08:00，李四 <b@mail.example> 写道：", TurnRole.QUOTED, "李四", before),
        ("> 帮忙问一下", TurnRole.QUOTED, "李四", before),
        ("> 到哪一步了", TurnRole.QUOTED, "李四", before),
        (">> 更早的话", TurnRole.QUOTED, None, "None"),
        ("我又想了想", TurnRole.PARAGRAPH, "张三", day),
    ]


def test_mailbox() -> None:
    first = RAW.replace("\r\n", "\n").encode("gb18030")
    second = RAW.replace("\r\n", "\n").replace("王院长问那个案子", "李庭长也问\n\n>From 那里来的话").encode()
    start = b"From a@mail.example Tue Mar  5 09:12:00 2024\n"
    reading = reading_of("all.mbox", start + first + b"\n" + start + second)
    assert [part.part for part in reading.parts] == ["1.eml", "2.eml"]
    assert reading.parts[0].blocks[-1].text == "王院长问那个案子"
    assert reading.parts[1].blocks[-1].text == "From 那里来的话"


def test_mailbox_of_too_many_messages_keeps_the_first() -> None:
    message = b"From a@mail.example Tue Mar  5 09:12:00 2024\n" + RAW.replace("\r\n", "\n").encode() + b"\n"
    reading = reading_of("all.mbox", message * 4, Limits(archive_members=2))
    assert reading.status is FileStatus.PARTIAL
    assert len(reading.parts) == 2
    assert "all.mbox, message 3: it holds 4 messages, more than 2" in reading.reason

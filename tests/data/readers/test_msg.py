"""Outlook messages: Unicode and ANSI, recipients, attachments, embedded messages, packed rich text."""

from __future__ import annotations

import struct
from datetime import datetime

import pytest

from data.errors import FileStatus, ReadError
from data.readers.rtf_packed import unpack
from data.types import Kind
from tests.data.readers.reading import lines_of, reading_of
from tests.ole import compound_file

UNICODE, ANSI, BINARY = 0x001F, 0x001E, 0x0102
SENT = 0x0039
EPOCH = datetime(1601, 1, 1)
PACKED_SAMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
"""The first example of [MS-OXRTFCP], section 3.1."""


def text(number: int, words: str, codec: str = "") -> dict[str, object]:
    """A text property: Unicode, or ANSI in the codec."""
    kind = ANSI if codec else UNICODE
    return {f"__substg1.0_{number:04X}{kind:04X}": words.encode(codec or "utf-16-le")}


def properties(header: int, *fixed: tuple[int, int, bytes]) -> dict[str, object]:
    """The stream of properties of fixed size: (number, kind, eight bytes)."""
    rows = b"".join(struct.pack("<HHI", kind, number, 6) + value.ljust(8, b"\0") for number, kind, value in fixed)
    return {"__properties_version1.0": bytes(header) + rows}


def moment(at: datetime) -> bytes:
    """A time as the message keeps it: hundreds of nanoseconds since 1601, UTC."""
    return struct.pack("<Q", int((at - EPOCH).total_seconds()) * 10_000_000)


def recipient(name: str, mail: str, kind: int, codec: str = "") -> dict[str, object]:
    """A recipient: kind 1 to, 2 cc."""
    return {
        **properties(8, (0x0C15, 0x0003, struct.pack("<I", kind))),
        **text(0x3001, name, codec),
        **text(0x39FE, mail, codec),
    }


def message(codec: str = "", header: int = 32, body: str = "王院长问那个案子\r\n请多关照\r\n") -> dict[str, object]:
    """A message with head, text, two recipients."""
    codepage = ((0x3FFD, 0x0003, struct.pack("<I", 936)),) if codec else ()
    return {
        **properties(header, (SENT, 0x0040, moment(datetime(2024, 3, 5, 1, 12))), *codepage),
        **text(0x0037, "关于周大海", codec),
        **text(0x0C1A, "张三", codec),
        **text(0x5D01, "a@mail.example", codec),
        **text(0x1000, body, codec),
        "__recip_version1.0_#00000000": recipient("李四", "b@mail.example", 1, codec),
        "__recip_version1.0_#00000001": recipient("王五", "c@mail.example", 2, codec),
    }


EXPECTED = [
    "发件人: 张三 <a@mail.example>",
    "收件人: 李四 <b@mail.example>",
    "抄送: 王五 <c@mail.example>",
    "时间: 2024-03-05 09:12",
    "主题: 关于周大海",
    "",
    "王院长问那个案子",
    "请多关照",
]


@pytest.mark.parametrize("codec", ["", "gb18030"], ids=["Unicode", "ANSI, codepage 936"])
def test_message(codec: str) -> None:
    reading = reading_of("a.msg", compound_file(message(codec)))
    assert lines_of(reading) == EXPECTED
    assert reading.parts[0].hint is Kind.EMAIL


def test_attachments_and_embedded_messages() -> None:
    inner = message(header=24, body="里面的话") | {
        "__attach_version1.0_#00000000": {
            **properties(8),
            **text(0x3707, "最里面.txt"),
            f"__substg1.0_3701{BINARY:04X}": "最里面的话".encode(),
        }
    }
    outer = message() | {
        "__attach_version1.0_#00000000": {
            **properties(8),
            **text(0x3707, "材料.txt"),
            f"__substg1.0_3701{BINARY:04X}": "附件里的话".encode("gb18030") * 1000,
        },
        "__attach_version1.0_#00000001": {**properties(8), **text(0x3001, "原信"), "__substg1.0_3701000D": inner},
    }
    reading = reading_of("a.msg", compound_file(outer))
    assert [part.part for part in reading.parts] == [None, "材料.txt", "原信.msg", "原信.msg!/最里面.txt"]
    assert [part.blocks[-1].text for part in reading.parts] == [
        "请多关照",
        "附件里的话" * 1000,
        "里面的话",
        "最里面的话",
    ]


def test_page_is_read_where_there_is_no_text() -> None:
    tree = message(body="") | {f"__substg1.0_1013{BINARY:04X}": "<p>网页里的话</p>".encode("gb18030")}
    assert lines_of(reading_of("a.msg", compound_file(tree)))[-1] == "网页里的话"


def test_packed_rich_text_is_unpacked() -> None:
    assert unpack(PACKED_SAMPLE, 1000) == rb"{\rtf1\ansi\ansicpg1252\pard hello world}" + b"\r\n"


def test_rich_text_packed_in_no_known_way_is_damaged() -> None:
    with pytest.raises(ReadError) as caught:
        unpack(bytes(20), 1000)
    assert caught.value.status is FileStatus.DAMAGED

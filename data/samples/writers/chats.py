"""Chat exports: WeChat as text and as a table, the 企业微信 session archive."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any
from zlib import crc32

from data.samples.writers.plain import CHAT_LINE
from evaluation.marked import MarkedDocument

LOCAL = timezone(timedelta(hours=8))
COLUMNS = (
    *("localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status"),
    *("StrContent", "StrTime", "Remark", "NickName", "Sender"),
)


def messages(document: MarkedDocument) -> list[tuple[str, str, str]]:
    """(stamp, sender, words) of every message."""
    found = (CHAT_LINE.fullmatch(line) for line in document.text.split("\n"))
    return [(message[1], message[2], message[3]) for message in found if message]


def wechat_txt(document: MarkedDocument) -> bytes:
    """The text export: stamp and sender on a line, the words below, a blank line between."""
    blocks = (f"{stamp} {sender}\r\n{words}\r\n" for stamp, sender, words in messages(document))
    return "\r\n".join(blocks).encode("utf-8")


def wechat_csv(document: MarkedDocument) -> bytes:
    """The table export of all chats: thirteen cells under a heading of twelve, as the tool writes it.

    The owner's own messages carry IsSender 1 and no name that a reader could take.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, (stamp, sender, words) in enumerate(messages(document), 1001):
        own = sender == "我"
        name = "" if own else sender
        account = "" if own else f"wxid_{crc32(sender.encode()):08x}"
        epoch = str(milliseconds(stamp) // 1000)
        row = [str(number), "17", "1", "0", "1" if own else "0", epoch, "", words, stamp, name, name, account, "0"]
        writer.writerow(row)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def archive(document: MarkedDocument) -> bytes:
    """The session archive as it is fetched, with the names of senders filled in: one object a message.

    A room is known by its id only. Words in brackets stand for what is no text: a picture, a recall.
    """
    said = messages(document)
    people = sorted({account(sender) for _, sender, _ in said})
    room = f"wr{crc32(document.id.encode()):08x}" if len(people) > 2 else ""
    rows: list[dict[str, Any]] = []
    for number, (stamp, sender, words) in enumerate(said, 1):
        own = account(sender)
        row = {
            "msgid": f"{crc32(document.id.encode()):08x}{number:04d}",
            "action": "send",
            "from": own,
            "from_name": sender,
            "tolist": [other for other in people if other != own],
            "roomid": room,
            "msgtime": milliseconds(stamp),
        }
        rows.append({**row, **_payload(words, rows)})
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _payload(words: str, before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if words == "[图片]":
        return {"msgtype": "image", "image": {"md5sum": "0" * 32, "filesize": 48213, "sdkfileid": "c2FtcGxl"}}
    if words == "[撤回了一条消息]":
        return {"msgtype": "revoke", "revoke": {"pre_msgid": before[-1]["msgid"]}}
    return {"msgtype": "text", "text": {"content": words}}


def account(name: str) -> str:
    """An invented account id for a person of the city; the archive knows people by such ids only."""
    return f"lt{crc32(name.encode()) % 100000:05d}"


def milliseconds(stamp: str) -> int:
    """Milliseconds since 1970 of a local stamp with or without seconds."""
    shape = "%Y-%m-%d %H:%M:%S" if stamp.count(":") == 2 else "%Y-%m-%d %H:%M"
    return int(datetime.strptime(stamp, shape).replace(tzinfo=LOCAL).timestamp() * 1000)

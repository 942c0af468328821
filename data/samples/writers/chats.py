"""Chat exports: WeChat as text and as a table, the 企业微信 session archive."""

from __future__ import annotations

import csv
import io
import json
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
GROUP = "群聊: "


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
    """The session archive with names filled in: one object a message, a picture and a recall among them."""
    group = document.text.split("\n")[0].removeprefix(GROUP) if document.text.startswith(GROUP) else ""
    people = sorted({sender for _, sender, _ in messages(document)})
    rows: list[dict[str, Any]] = []
    for number, (stamp, sender, words) in enumerate(messages(document), 1):
        row = _message(document, number, (stamp, sender), {"msgtype": "text", "text": {"content": words}})
        rows.append({**row, "tolist": [account(name) for name in people if name != sender]})
    if len(rows) > 3:
        picture = {"msgtype": "image", "image": {"md5sum": "0" * 32, "filesize": 48213, "sdkfileid": "c2FtcGxl"}}
        rows.insert(2, _message(document, 90, (rows[2]["time"], rows[2]["from_name"]), picture))
        recall = {"msgtype": "revoke", "revoke": {"pre_msgid": rows[2]["msgid"]}}
        rows.insert(3, _message(document, 91, (rows[3]["time"], rows[3]["from_name"]), recall))
    for row in rows:
        row["roomid"] = f"wr{crc32(group.encode()):08x}" if group else ""
        row["room_name"] = group
        del row["time"]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _message(document: MarkedDocument, number: int, said: tuple[str, str], payload: dict[str, Any]) -> dict[str, Any]:
    stamp, sender = said
    return {
        "msgid": f"{crc32(document.id.encode()):08x}{number:04d}",
        "action": "send",
        "from": account(sender),
        "from_name": sender,
        "tolist": [],
        "roomid": "",
        "msgtime": milliseconds(stamp),
        "time": stamp,
        **payload,
    }


def account(name: str) -> str:
    """An invented account id for a person of the city; the archive knows people by such ids only."""
    return f"lt{crc32(name.encode()) % 100000:05d}"


def milliseconds(stamp: str) -> int:
    """Milliseconds since 1970 of a local stamp with or without seconds."""
    shape = "%Y-%m-%d %H:%M:%S" if stamp.count(":") == 2 else "%Y-%m-%d %H:%M"
    return int(datetime.strptime(stamp, shape).replace(tzinfo=LOCAL).timestamp() * 1000)

"""A small inbox of real files and a store of proposals on them, turn by turn as the readers give them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import insert, update

from data.codec import to_text
from data.errors import FileStatus
from data.inbox import InboxFile, documents_of
from data.readers.base import Limits
from data.readers.dispatch import read_file
from data.types import Document, Turn
from records.types import Evidence, Passage, PersonLink, Reasoned, Record, Rival
from store.database import open_database
from store.desk_tables import BARS
from store.repository import open_store
from store.rows import Batch, FileOutcome, PlannedFile
from store.tables import PROPOSALS
from tests.papers import docx_bytes, paragraph, pdf_bytes, run
from tests.review.conftest import CHAT_PROPOSAL, UNIT

HOSTILE = '<img src=x onerror="window.hacked=1">'
CHAT = "comms/P0017/袁峰.txt"
CHAT_LINES = (
    "2024-03-05 08:58 袁峰: 小敏早",
    "2024-03-05 09:00 小敏: 早，袁局",
    "2024-03-05 09:12 袁峰: 周大海那个案子到哪一步了？家里人找到我了",
    "2024-03-05 09:20 小敏: 不方便说",
    "2024-03-05 09:21 袁峰: 明白，不为难你",
    "2024-03-06 10:00 小敏: 周末值班表发您了",
    "2024-03-06 10:05 袁峰: 收到",
)
SHEET = "units/来电登记.xlsx"
SHEET_ROWS = (
    ("时间", "来电人", "内容", "处理"),
    ("2024-03-05 10:00", "快递", "放门卫", "好"),
    ("2024-03-06 15:40", "市政协老周", "问宏达的执行案能不能缓一缓", "未答复"),
    ("2024-03-07 09:00", "当事人", "问开庭时间", "告知"),
)
PAPER = "cases/情况说明.pdf"
PAPER_LINES = ("情况说明", "三月六日下午，钱副院长当面要求对该案从轻处理。", "本人未作答复，特此说明。")
MAIL = "comms/P0017/来信.eml"
MAIL_TEXT = """From: =?utf-8?b?6aG55Lyv6Ziz?= <x@example.cn>
To: <y@example.cn>
Date: Wed, 06 Mar 2024 17:26:00 +0800
Subject: =?utf-8?b?6L+b5bqm?=
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

请把恒岭路桥一案的进度报一份给我们。

> 主任好，材料已收到。
> 我们依程序办理。
"""
ZIP = "cases/卷宗.zip"
MEMBER = "副卷/记录.docx"
MEMBER_LINES = ("办案工作记录", "第二段没有什么。", "三月七日，县里打电话来问案子怎么判。", "第四段也没有什么。")
NASTY = f"units/{HOSTILE.replace('/', '')}.txt"
NASTY_LINES = (
    f"2024-03-05 09:12 {HOSTILE}: 打招呼<script>window.hacked=1</script>",
    f"2024-03-05 09:20 {HOSTILE}: {HOSTILE}",
)

RIVAL = Rival("officials", "P9", HOSTILE, HOSTILE, HOSTILE, 0.5, (Reasoned("name", 1.0, HOSTILE),))


@dataclass(frozen=True)
class City:
    """The inbox and the store over it. Proposals: Gchat, Gsheet, Gpaper, Gmail, Gzip, Gnasty."""

    inbox: Path
    url: str


def lay_inbox(inbox: Path) -> None:
    """Lays the files."""
    files = {
        CHAT: "\n".join(CHAT_LINES).encode(),
        SHEET: _workbook(),
        PAPER: pdf_bytes([[(90, 120 + 40 * n, line) for n, line in enumerate(PAPER_LINES)]]),
        MAIL: MAIL_TEXT.encode(),
        ZIP: _archive(),
        NASTY: "\n".join(NASTY_LINES).encode(),
    }
    for path, data in files.items():
        file = inbox / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _workbook() -> bytes:
    book = Workbook()
    for row in SHEET_ROWS:
        book.active.append(row)
    book.active.title = "来电"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(MEMBER, docx_bytes("".join(paragraph(run(line)) for line in MEMBER_LINES)))
    return buffer.getvalue()


def document(inbox: Path, path: str) -> Document:
    """The one document of a file."""
    (found,) = documents_of(read_file(inbox / path, path, Limits()), InboxFile(path, 0))
    return found


def evidence(paper: Document, quotes: Mapping[str, str]) -> tuple[tuple[Evidence, ...], tuple[Passage, ...]]:
    """The evidence of `quotes` (by item), each standing once in the paper, and the turns it stands in."""
    pieces, turns = [], {}
    for item, quote in quotes.items():
        start = paper.text.index(quote)
        turn = next(turn for turn in paper.turns if turn.start <= start < turn.end)
        turns[turn.start] = turn
        pieces.append(Evidence(paper.doc_id, paper.path, location(turn), start, start + len(quote), quote, item))
    return tuple(pieces), tuple(_passage(paper, turn) for _, turn in sorted(turns.items()))


def location(turn: Turn) -> dict[str, Any]:
    return {name: value for name, value in asdict(turn.location).items() if value is not None}


def _passage(paper: Document, turn: Turn) -> Passage:
    at = turn.sent_at.isoformat() if turn.sent_at else None
    text = paper.text[turn.start : turn.end]
    return Passage(paper.doc_id, turn.start, turn.end, turn.role.value, turn.speaker, at, text, location(turn))


def _proposals(inbox: Path) -> Sequence[Any]:
    asked = {
        "content": "周大海那个案子到哪一步了？",
        "case": "周大海那个案子",
        "handling": "不方便说",
    }
    chat, told = document(inbox, CHAT), {}
    asked_at = chat.text.index("09:12 袁峰")
    pieces, turns = evidence(chat, asked)
    asking = next(turn for turn in chat.turns if turn.start <= asked_at < turn.end)
    name = Evidence(CHAT, CHAT, location(asking), asked_at + 6, asked_at + 8, "袁峰", "name")
    told["Gchat"] = ((name, *pieces), turns)
    told["Gsheet"] = evidence(document(inbox, SHEET), {"name": "老周", "content": "能不能缓一缓"})
    told["Gpaper"] = evidence(document(inbox, PAPER), {"name": "钱副院长", "content": "当面要求对该案从轻处理"})
    told["Gmail"] = evidence(document(inbox, MAIL), {"content": "请把恒岭路桥一案的进度报一份给我们"})
    told["Gzip"] = evidence(document(inbox, ZIP), {"content": "县里打电话来问案子怎么判"})
    told["Gnasty"] = evidence(document(inbox, NASTY), {"content": "打招呼"})
    made = []
    for proposal_id, (found, passages) in told.items():
        record = Record(
            **{piece.item: piece.quote for piece in found if piece.item != "case"}, occurred_on="2024-03-05"
        )
        nasty = {
            "record": replace(record, name=HOSTILE, org=HOSTILE, place=HOSTILE, relation=HOSTILE),
            "intervener": PersonLink(HOSTILE, None, None, 0.0, (), (RIVAL,)),
            "rules": (HOSTILE,),
            "report_to": (HOSTILE,),
        }
        made.append(
            replace(
                CHAT_PROPOSAL,
                proposal_id=proposal_id,
                evidence=found,
                passages=passages,
                **(nasty if proposal_id == "Gnasty" else {"record": replace(record, case=CHAT_PROPOSAL.record.case)}),
            )
        )
    return made


def post(org: str, position: str, since: str, until: str | None, decided: bool) -> dict[str, Any]:
    return {"org": org, "position": position, "valid_from": since, "valid_to": until, "decided": decided}


DETAILS = {
    "certainty": {"name": 0.97, "content": 0.7, "case": 0.3, "handling": None},
    "tenures": {
        "intervener": [
            {
                "org": "安澜市公安局",
                "position": "副局长",
                "valid_from": "2020-01-01",
                "valid_to": None,
                "decided": True,
            },
            {
                "org": "柳塘县公安局",
                "position": "局长",
                "valid_from": "2015-03-01",
                "valid_to": "2019-12-31",
                "decided": False,
            },
        ],
        "recipient": [],
    },
    "compared": [
        {
            "record_id": "F0012",
            "recorder": "小敏",
            "intervener": "袁峰",
            "case_no": "（2024）川97刑终12号",
            "occurred_on": "2024-01-15",
            "channel": "电话",
            "filed_on": "2024-01-18",
            "fits": False,
            "reasons": [
                {"comparison": "person", "fits": True, "words": "同一过问人"},
                {"comparison": "day", "fits": False, "words": "相差五十日"},
                {"comparison": "recorder", "fits": None, "words": "填报人未记"},
            ],
        }
    ],
}


def fill(city: Path) -> City:
    """Lays inbox and store below the folder `city`. Only Gchat has details, and only Gpaper a severe reading."""
    inbox, url = city / "inbox", f"sqlite:///{city / 'guowen.db'}"
    lay_inbox(inbox)
    outcomes = []
    for file in sorted(inbox.rglob("*")):
        if file.is_file():
            path = file.relative_to(inbox).as_posix()
            reading = read_file(file, path, Limits())
            outcomes.append(FileOutcome(path, reading.sha256, "w", FileStatus.OK))
    with open_store(url) as store:
        run_ = store.begin_run(str(inbox), {"code": "1", "rulebook": "court/1+0"})
        batch = Batch(run_.run_id, run_.run_id, 0, tuple(PlannedFile(one.path, one.sha256, "w") for one in outcomes))
        store.plan_batches(run_, [batch])
        store.commit_batch(run_, batch, outcomes)
        store.save_proposals(run_, _proposals(inbox))
        store.finish_run(run_, {"files": len(outcomes)}, {})
    database = open_database(url)
    with database.writing() as connection:
        connection.execute(update(PROPOSALS).values(unit=UNIT, barred_by="0" * 64))
        connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == "Gchat").values(details=to_text(DETAILS)))
        connection.execute(insert(BARS), [{"proposal_id": "Gzip", "person": "P9999", "kind": "named"}])
    database.close()
    return City(inbox, url)

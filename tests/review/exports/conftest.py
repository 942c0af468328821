"""A confirmed item made by hand, with other people in it, and the stamp of whoever takes it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from review.exports.sheet import Facts, Sheet, sheet_of
from review.exports.stamp import Stamp
from store.desk.rows import Decision, DecisionKind, DeskState, Item, Outcome
from store.rows import PassageRow, ProposalRow, ProposalState

CASE_NO = "（2024）川97刑终12号"
DOC = "comms/P0017/周大海的事.txt"
QUOTE = "周大海那个案子到哪一步了？他表弟李小山（19900031931）找到我了"
CASE = {
    "case_no": CASE_NO,
    "unit": "安澜市中级人民法院",
    "cause": "盗窃罪",
    "parties": ["周大海", "澜汀宏筑建设有限公司"],
    "stage": "二审",
}
RECORD = {
    "name": "袁峰",
    "org": "安澜市公安局",
    "position": "副局长",
    "occurred_on": "2024-03-05",
    "place": None,
    "channel": "短信微信",
    "content": QUOTE,
    "case": CASE,
    "relation": "受周大海表弟李小山之托",
    "handling": "回复不方便说",
}
BASIS = "法发〔2015〕11号《人民法院落实〈司法机关内部人员过问案件的记录和责任追究规定〉的实施办法》第二条"
RULE = f"打听进展（试行）（{BASIS}）"


def evidence(item: str, quote: str, line: int) -> dict[str, Any]:
    return {
        "doc_id": DOC,
        "path": DOC,
        "location": {"line": line},
        "start": 10,
        "end": 10 + len(quote),
        "quote": quote,
        "item": item,
    }


def candidate(id_: str, name: str) -> dict[str, Any]:
    return {
        "registry": "officials",
        "id": id_,
        "name": name,
        "org": "安澜市公安局",
        "position": "副局长",
        "score": 0.9,
        "reasons": [],
    }


BODY = {
    "proposal_id": "Gsheet01",
    "verdict": "unfiled",
    "severity": "high",
    "score": 0.81,
    "category": "inquire",
    "situations": ["ask_progress", "plead"],
    "record": RECORD,
    "links": {
        "intervener": {
            "registry": "officials",
            "id": "P0002",
            "score": 0.97,
            "reasons": [],
            "candidates": [candidate("P0002", "袁峰"), candidate("P0301", "袁锋利")],
        },
        "recipient": {"registry": "officials", "id": "P0017", "score": 1.0, "reasons": [], "candidates": []},
    },
    "evidence": [
        evidence("name", "袁峰", 1),
        evidence("content", QUOTE, 1),
        evidence("relation", "他表弟李小山（19900031931）找到我了", 1),
        evidence("handling", "回复不方便说", 9),
    ],
    "due_on": "2024-03-12",
    "report_to": ["部门负责人", "分管领导"],
    "rules": [RULE],
}
MENTIONS = [
    {"id": "m1", "start": 0, "end": 2, "type": "PER", "text": "袁峰", "registry_id": "P0002"},
    {"id": "m2", "start": 3, "end": 5, "type": "PER", "text": "小敏", "registry_id": "P0017"},
    {"id": "m3", "start": 6, "end": 9, "type": "PER", "text": "李小山", "registry_id": None},
    {"id": "m4", "start": 10, "end": 13, "type": "PER", "text": "周大海", "registry_id": None},
    {"id": "m5", "start": 14, "end": 16, "type": "POS", "text": "局长", "registry_id": None},
]
OUTCOME = Outcome(
    RECORD | {"place": "微信群"}, ("ask_progress", "plead"), {"registry": "officials", "id": "P0002"}, ("place",)
)
FIRST = Decision(1, "Gsheet01", 1, DecisionKind.AMEND, None, "", OUTCOME, "a1", "2024-03-06T01:00:00+00:00")
SECOND = Decision(2, "Gsheet01", 2, DecisionKind.CONFIRM, None, "", OUTCOME, "a2", "2024-03-07T02:30:00+00:00")
ROW = ProposalRow(
    "Gsheet01",
    ProposalState.PROPOSED,
    "r1",
    "r2",
    "high",
    "2024-03-12",
    0.81,
    "inquire",
    "2024-03-05",
    "安澜市中级人民法院",
    CASE_NO,
    "袁峰",
    BODY,
)
ITEM = Item(
    row=ROW,
    desk=DeskState.CONFIRMED,
    origin="machine",
    blind=False,
    news=False,
    details={
        "annotations": [
            {"doc_id": DOC, "kind": "chat", "owner": "P0017", "folder_case": None, "mentions": MENTIONS, "event": {}}
        ],
        "people": [
            {"role": "intervener", "words": "峰哥", "registry": "officials", "id": "P0002", "name": "袁峰"},
            {"role": "recipient", "words": "小敏", "registry": "officials", "id": "P0017", "name": "沈小敏"},
            {
                "role": "via",
                "words": "海子",
                "registry": None,
                "id": None,
                "name": None,
                "candidates": [{"registry": "officials", "id": "P0099", "name": "海正明"}],
            },
        ],
        "compared": [{"record_id": "F1", "intervener": "郑重山", "recorder": "小敏"}],
    },
    passages=(PassageRow("Gsheet01", 0, DOC, {"speaker": "高阳台", "text": QUOTE}),),
    decisions=(FIRST, SECOND),
    merged=("Gother",),
    outcome=OUTCOME,
    versions={"code": "1.0", "rulebook": "court/1.0.0"},
)
FACTS = Facts({"a1": "何静", "a2": "孟一凡"}, {}, {"r1": "2024-03-05T18:00:00+00:00"})
STAMP = Stamp("何静", "hejing", "2024-03-08T10:20:30+00:00", masked=True, wishes=(("unit", "安澜市中级人民法院"),))


@pytest.fixture
def item() -> Callable[..., Item]:
    """The item with some fields changed."""
    return lambda **changes: replace(ITEM, **changes)


@pytest.fixture
def sheet() -> Callable[..., Sheet]:
    """The sheet of the item; `record` changes items of the record, `filed` is what is on file and falls short of it,
    the rest is of the stamp."""

    def make(record: dict[str, Any] | None = None, filed: dict[str, Any] | None = None, **stamp: Any) -> Sheet:
        outcome = replace(OUTCOME, record={**OUTCOME.record, **(record or {})})
        decided = replace(ITEM, outcome=outcome)
        if filed:
            row = replace(ROW, body={**BODY, "verdict": "incomplete"})
            decided = replace(decided, row=row, details={**ITEM.details, "filed": filed})
        return sheet_of(decided, FACTS, replace(STAMP, **stamp))

    return make

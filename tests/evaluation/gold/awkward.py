"""Gold lines that are hard to carry: every offset here was counted by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]
CASE = "（2025）云98民终112号"


def mention(name: str, start: int, text: str, kind: str, registry: str | None = None, linked: bool = False) -> Row:
    return {
        "id": name,
        "start": start,
        "end": start + len(text),
        "type": kind,
        "text": text,
        "registry_id": registry,
        "linked": linked or registry is not None,
    }


def event(name: str, triggers: Sequence[str], **told: Any) -> Row:
    return {
        "id": name,
        "triggers": list(triggers),
        "situations": ["ask_progress"],
        "intervener": "p1",
        "recipient": "owner",
        "case": None,
        "case_no": CASE,
        "time": None,
        "date": "2025-10-22",
        "channel": "message",
        "on_behalf_of": None,
        "via": None,
        "status": "asserted",
        "lawful": None,
        "verdict": "unfiled",
    } | told


def document(name: str, text: str, mentions: Sequence[Row], events: Sequence[Row] = (), **told: Any) -> Row:
    fields = {"doc_id": name, "source": "s", "kind": "chat", "format": "txt", "owner": "P0002", "folder_case": None}
    return {**fields, **told, "text": text, "mentions": list(mentions), "events": list(events)}


# 😂 and 𠮷 are one code point and two UTF-16 units each; é here is e with a combining accent, two code points.
ASTRAL = "😂𠮷野问e\u0301案"
ROWS = [
    document(
        "astral",
        ASTRAL,
        [
            mention("p1", 1, "𠮷野", "PER", "P0001"),
            mention("x1", 3, "问", "TRIGGER"),
            mention("c1", 4, "e\u0301案", "CASE"),
        ],
        [event("e1", ["x1"], case="c1")],
    ),
    document(
        "lines",
        "甲问\r\n\r\n\t乙催\n\n",
        [
            mention("p1", 0, "甲", "PER", None, True),
            mention("x1", 1, "问", "TRIGGER"),
            mention("p2", 7, "乙", "PER"),
            mention("x2", 8, "催", "TRIGGER"),
        ],
        [event("e1", ["x1", "x2"], situations=["plead", "ask_progress", "benefit", "pressure"], via="p2")],
    ),
    document(
        "touching",
        "甲乙丙",
        [mention("p1", 0, "甲", "PER"), mention("x1", 1, "乙", "TRIGGER"), mention("q1", 2, "丙", "POS")],
        [
            event("e1", ["x1"], verdict="filed:F0012", recipient="q1"),
            event("e2", ["x1"], intervener="q1", recipient=None, verdict="lawful", lawful="hotline"),
        ],
    ),
    document(
        "over lines",
        "甲打个\n招\r\n呼",
        [mention("p1", 0, "甲", "PER"), mention("x1", 1, "打个\n招\r\n呼", "TRIGGER")],
        [event("e1", ["x1"], date=None, case_no='a; b="c" \\ d')],
    ),
    document(
        "order",
        "甲乙问",
        [mention("p2", 1, "乙", "PER"), mention("p1", 0, "甲", "PER"), mention("x9", 2, "问", "TRIGGER")],
        [event("e7", ["x9"]), event("e2", ["x9"], via="p2")],
    ),
    document("more", "甲", [{**mention("p1", 0, "甲", "PER"), "score": 0.25}], [], note={"by": "甲 乙"}, owner=None),
    document("path with　wide space/甲.txt", "\ufeff 空\u3000格\u2028\x0b\\s", [mention("p1", 2, "空", "PER")]),
    document("nothing", "", []),
]


def write_gold(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path

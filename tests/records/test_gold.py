"""Decided items to gold: passages joined, offsets moved, the person's word over the machine's."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from data.goldfile import document_of, read_rows, row_of
from data.outputs import write_json_lines
from data.types import CaseLink, Channel, Extraction, Kind, Link, Reading, Registry, ResolvedEvent, Verdict, VerdictKind
from evaluation.scorer import score
from records.gold import Decided, Gold, gold_of
from records.overlay import REJECTED, Ruled, channel_code
from store.desk.rows import RejectReason
from tests.marked import event, marked

CASE_NO = "（2024）川97刑终12号"
CHAT = (
    "2024-03-05 09:12 ⟦p1|袁峰⟧: ⟦p2|小敏⟧，⟦c1|周大海那个案子⟧⟦x1|到哪一步了⟧？\n"
    "2024-03-05 09:15 ⟦p4|小敏⟧: 开会呢\n"
    "2024-03-05 09:20 ⟦p5|袁峰⟧: ⟦t1|昨晚⟧⟦p3|老周⟧也⟦x2|打电话问⟧了"
)
OUTCOME: dict[str, Any] = {
    "record": {"occurred_on": None, "channel": "短信微信", "case": {"case_no": CASE_NO}},
    "situations": ["ask_progress"],
    "intervener": {"registry": "officials", "id": "P0002"},
    "changed": [],
}
CONFIRM = Ruled("G1", confirmed=True, outcome=OUTCOME)


def paper(text: str = CHAT, kind: Kind = Kind.CHAT, doc_id: str = "comms/a.txt", **fields: Any) -> dict[str, Any]:
    """The machine's annotation of a marked-up paper, as details have it."""
    document, mentions = marked(text, kind, doc_id=doc_id, path=doc_id, owner="P0017")
    links = {"p1": "P0002", "p5": "P0002", "p2": "P0017"} | fields.pop("links", {})
    one = event(**({"case": "c1", "channel": Channel.MESSAGE} | fields))
    found = tuple(Link(key, Registry.OFFICIALS, value, 1.0) for key, value in links.items())
    resolved = ResolvedEvent(one, CaseLink(CASE_NO, 1.0), Verdict(VerdictKind.UNFILED))
    row = row_of(Reading(document, Extraction(mentions, (one,)), found, (resolved,)))
    return {
        "doc_id": doc_id,
        "kind": kind.value,
        "owner": "P0017",
        "folder_case": None,
        "mentions": [{k: v for k, v in m.items() if k != "score"} for m in row["mentions"]],
        "event": {k: v for k, v in row["events"][0].items() if k != "score"},
    }


def turns(*kept: int, text: str = CHAT, kind: Kind = Kind.CHAT, doc_id: str = "comms/a.txt") -> list[dict[str, Any]]:
    """The passages of some turns of the paper, by number."""
    document, _ = marked(text, kind)
    chosen = [document.turns[number] for number in kept]
    return [
        {"doc_id": doc_id, "start": t.start, "end": t.end, "role": t.role.value, "text": document.text[t.start : t.end]}
        for t in chosen
    ]


def item(ruled: Ruled = CONFIRM, inbox: str = "/inbox", **fields: Any) -> Decided:
    told: dict[str, Any] = {"annotations": [paper()], "passages": turns(0, 2)} | fields
    return Decided(ruled.proposal_id, inbox, ruled, told["annotations"], told["passages"])


def only(gold: Gold) -> dict[str, Any]:
    (row,) = gold.rows
    return row


def words(row: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    return {m["id"]: (m["text"], m["registry_id"]) for m in row["mentions"]}


def test_kept_passages_are_joined_and_offsets_moved() -> None:
    row = only(gold_of([item()]))
    assert row["text"] == (
        "2024-03-05 09:12 袁峰: 小敏，周大海那个案子到哪一步了？\n2024-03-05 09:20 袁峰: 昨晚老周也打电话问了"
    )
    assert words(row) == {
        "p1": ("袁峰", "P0002"),
        "p2": ("小敏", "P0017"),
        "c1": ("周大海那个案子", None),
        "x1": ("到哪一步了", None),
        "p3": ("袁峰", "P0002"),
        "t1": ("昨晚", None),
        "p4": ("老周", None),
    }
    for mention in row["mentions"]:
        assert row["text"][mention["start"] : mention["end"]] == mention["text"]
    assert row["events"] == [
        {
            "id": "e1",
            "triggers": ["x1"],
            "situations": ["ask_progress"],
            "intervener": "p1",
            "recipient": "owner",
            "case": "c1",
            "case_no": CASE_NO,
            "time": None,
            "date": None,
            "channel": "message",
            "on_behalf_of": None,
            "via": None,
            "status": "asserted",
            "lawful": None,
            "verdict": "unfiled",
        }
    ]
    assert (row["source"], row["kind"], row["owner"]) == ("G1", "chat", "P0017")
    assert [turn.speaker for turn in document_of(row, "here").turns] == ["袁峰", "袁峰"]


def test_words_of_acts_that_are_no_events_are_not_marked() -> None:
    assert [m["id"] for m in only(gold_of([item()]))["mentions"] if m["type"] == "TRIGGER"] == ["x1"]


REJECTIONS = [
    ("lawful", {}, ("asserted", None, "lawful")),
    ("lawful", {"lawful": "hotline"}, ("asserted", "hotline", "lawful")),
    ("own_duty", {}, ("asserted", "supervision", "lawful")),
    ("filed", {}, ("asserted", None, "filed")),
    ("filed", {"filed": "F0012"}, ("asserted", None, "filed:F0012")),
    ("not_happened", {}, ("hypothetical", None, "not_event")),
]


@pytest.mark.parametrize(("reason", "known", "expected"), REJECTIONS)
def test_rejections_by_reason(reason: str, known: dict[str, str], expected: tuple[str, str | None, str]) -> None:
    (found,) = only(gold_of([item(Ruled("G1", False, reason, **known))]))["events"]
    assert (found["status"], found["lawful"], found["verdict"]) == expected


@pytest.mark.parametrize("reason", ["not_inquiry", "unreadable"])
def test_where_nobody_asked_the_paper_is_gold_without_an_event(reason: str) -> None:
    row = only(gold_of([item(Ruled("G1", False, reason))]))
    assert row["events"] == []
    assert {m["type"] for m in row["mentions"]} == {"PER", "CASE", "TIME"}


def test_every_reason_has_its_reading() -> None:
    assert {*REJECTED, "not_ours"} == {reason.value for reason in RejectReason}


def test_what_nothing_can_be_learnt_from_is_counted() -> None:
    found = gold_of(
        [
            item(Ruled("G1", False, "not_ours")),
            item(Ruled("G2", True), annotations=[]),
            item(Ruled("G3", True), passages=turns(1)),
            item(Ruled("G4", True), passages=[]),
        ]
    )
    assert found == Gold((), (), {"no_annotation": 1, "no_words": 2, "not_of_text": 1})


def said(**changes: Any) -> Ruled:
    """A confirmation in which these were changed."""
    record = OUTCOME["record"] | {k: v for k, v in changes.items() if k not in ("situations", "intervener")}
    top = {k: v for k, v in changes.items() if k in ("situations", "intervener")}
    return Ruled("G1", True, outcome=OUTCOME | top | {"record": record, "changed": list(changes)})


CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"situations": ["plead", "ask_progress"]}, {"situations": ["plead", "ask_progress"]}),
    ({"channel": "电话"}, {"channel": "phone"}),
    ({"channel": "托人带话"}, {"channel": "message"}),
    ({"occurred_on": "2024-03-04"}, {"date": "2024-03-04", "time": None}),
    ({"case": {"case_no": "（2024）川97民初1号"}}, {"case_no": "（2024）川97民初1号", "case": "c1"}),
    ({"case": None}, {"case_no": None, "case": "c1"}),
]


@pytest.mark.parametrize(("changes", "expected"), CHANGES)
def test_the_persons_word_is_laid_over(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    (found,) = only(gold_of([item(said(**changes))]))["events"]
    assert {name: found[name] for name in expected} == expected


def test_another_person_by_the_words_of_the_intervener() -> None:
    row = only(gold_of([item(said(intervener={"registry": "officials", "id": "P0301"}))]))
    assert words(row)["p1"] == ("袁峰", "P0301")
    assert words(row)["p3"] == ("袁峰", "P0301")  # the same words on another line
    assert row["events"][0]["intervener"] == "p1"


def test_another_person_who_has_words_of_his_own() -> None:
    annotation = paper(links={"p3": "P0044"})
    row = only(gold_of([item(said(intervener={"registry": "officials", "id": "P0044"}), annotations=[annotation])]))
    assert words(row)[row["events"][0]["intervener"]] == ("老周", "P0044")
    assert words(row)["p1"] == ("袁峰", "P0002")


def test_nobody_of_a_registry() -> None:
    row = only(gold_of([item(said(intervener=None))]))
    assert words(row)["p1"] == ("袁峰", None)
    assert all(mention["linked"] for mention in row["mentions"] if mention["text"] == "袁峰")


NOTE = "⟦t1|3月6日⟧⟦p1|袁峰⟧来电⟦x1|问⟧⟦c1|周大海案⟧。"


def test_of_several_papers_each_keeps_its_own_reading() -> None:
    papers = [paper(), paper(NOTE, Kind.WORK_NOTE, "b.txt", channel=Channel.PHONE, time="t1")]
    passages = [*turns(0), *turns(0, text=NOTE, kind=Kind.WORK_NOTE, doc_id="b.txt")]
    rows = gold_of([item(said(occurred_on="2024-03-07"), annotations=papers, passages=passages)]).rows
    assert [(row["kind"], row["events"][0]["channel"], row["events"][0]["date"]) for row in rows] == [
        ("work_note", "phone", "2024-03-07"),
        ("chat", "message", "2024-03-07"),
    ]


def test_two_items_of_one_paper_are_one_row() -> None:
    second = item(
        Ruled("G2", False, "lawful"),
        annotations=[paper(triggers=("x2",), intervener="p3", case=None)],
        passages=turns(1, 2),
    )
    row = only(gold_of([item(passages=turns(0)), second]))
    assert row["source"] == "G1,G2"
    assert len(row["text"].split("\n")) == 3
    assert [(e["id"], e["verdict"], e["triggers"]) for e in row["events"]] == [
        ("e1", "unfiled", ["x1"]),
        ("e2", "lawful", ["x2"]),
    ]
    assert words(row)["x2"] == ("打电话问", None)


def test_papers_of_one_name_are_kept_apart_by_inbox_and_by_text() -> None:
    other = CHAT.replace("开会呢", "在忙").replace("小敏⟧，", "敏姐⟧，")
    rows = gold_of(
        [
            item(),
            item(Ruled("G1", True), inbox="/other"),
            item(Ruled("G2", True), annotations=[paper(other)], passages=turns(0, text=other)),
        ]
    ).rows
    assert len({row["doc_id"] for row in rows}) == len(rows) == 3


def test_the_same_items_give_the_same_rows_in_any_order() -> None:
    items = [
        item(),
        item(Ruled("G2", False, "lawful"), annotations=[paper(triggers=("x2",), intervener="p3")]),
        item(Ruled("G3", True), inbox="/other"),
    ]
    made = {json.dumps(gold_of(order).rows, ensure_ascii=False) for order in itertools.permutations(items)}
    assert len(made) == 1


MAIL = "发件人: ⟦p1|袁峰⟧\n时间: 2024-03-05 09:12\n\n⟦p2|小敏⟧：\n请问⟦c1|周大海案⟧⟦x1|到哪一步了⟧？\n谢谢"


def test_the_head_of_a_mail_stays_apart_from_its_words() -> None:
    passages = turns(0, 3, text=MAIL, kind=Kind.EMAIL)
    row = only(gold_of([item(annotations=[paper(MAIL, Kind.EMAIL)], passages=passages)]))
    assert row["text"] == "发件人: 袁峰\n\n请问周大海案到哪一步了？"


def test_such_gold_loads_and_scores(tmp_path: Path) -> None:
    gold = gold_of([item(), item(Ruled("G2", False, "not_inquiry"), inbox="/other")])
    write_json_lines(tmp_path / "gold.jsonl", gold.rows)
    assert len(list(read_rows(tmp_path / "gold.jsonl"))) == 2
    scores = score(gold.rows, gold.rows)
    assert scores.f1("record") == scores.f1("mention_strict") == 1.0


CHANNELS = [("电话", "phone"), ("phone", "phone"), ("托人", None), (None, None)]


@pytest.mark.parametrize(("label", "code"), CHANNELS)
def test_channels(label: str | None, code: str | None) -> None:
    assert channel_code(label) == code

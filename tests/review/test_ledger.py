"""The page for auditors, over HTTP: what it shows, what it never shows, and that looking at it is on record."""

from __future__ import annotations

import sqlite3

import pytest

from review.ledger_words import said
from review.wording import words
from store.ledger import Action, Entry, Ledger, Source, Wanted, append
from store.ledger_check import Fault, FaultKind
from store.viewer import Role

NAME = "顾长青"


@pytest.fixture(scope="module")
def desk(serve_module):
    """A desk whose ledger holds rows of several people."""
    served = serve_module()
    edited = Entry(Action.ITEM_EDITED, "Gchat", {"item": "place"}, old=NAME, new="会议室")
    decided = Entry(Action.DECIDED, "Gchat", {"kind": "reject", "reason": "lawful"}, new={"note": NAME})
    rows = [
        (edited, "2024-03-09T15:59:59.000Z", "a1"),
        (decided, "2024-03-09T16:00:00.000Z", "a1"),  # midnight in Beijing
        (Entry(Action.QUEUE_VIEWED, "queue", {"words": NAME, "found": 3}), "2024-03-10T15:59:59.000Z", "a2"),
        (Entry(Action.EXPORTED, f"{NAME}.docx", {"items": 1}), "2024-03-10T16:00:00.000Z", "a2"),
    ]
    with served.site.database.writing() as connection:
        for entry, at, actor in rows:
            append(connection, [entry], Source(actor=actor), at=at)
    return served


def numbers(text: str) -> list[int]:
    """The rows on a page, from top to bottom."""
    return [int(piece.split('"')[0]) for piece in text.split('<tr id="row-')[1:]]


def test_the_newest_row_stands_first_and_names_stay_out(desk):
    auditor = desk.visitor(Role.AUDITOR, name="沈五")
    text = auditor.get("/ledger").text
    found = numbers(text)
    assert found == sorted(found, reverse=True)
    assert len(found) > 5
    assert NAME not in text
    assert "会议室" not in text
    assert text.count("有，不示") >= 3
    assert "修改要素" in text
    assert "属依法程序" in text


def test_looking_is_on_record(desk):
    auditor = desk.visitor(Role.AUDITOR, name="沈五")
    auditor.get("/ledger?action=decided&subject=Gchat")
    row = Ledger(desk.site.database).rows(limit=1)[0]
    assert (row.action, row.actor, row.detail) == (
        Action.LEDGER_VIEWED,
        auditor.account.account_id,
        {"action": "decided", "subject": "Gchat"},
    )


@pytest.mark.parametrize(
    ("query", "actions"),
    [
        ("subject=Gchat&actor=a1", ["decided", "item_edited"]),
        ("action=exported", ["exported"]),
        ("day=2024-03-10&actor=a1", ["decided"]),
        ("day=2024-03-10", ["queue_viewed", "decided"]),
        ("day=2024-03-11", ["exported"]),
        ("day=9999-12-31", []),
        ("actor=a2&action=decided", []),
    ],
)
def test_it_can_be_narrowed(desk, query, actions):
    auditor = desk.visitor(Role.AUDITOR, name="沈五")
    rows = {row.sequence: row.action for row in Ledger(desk.site.database).rows(limit=10_000)}
    assert [rows[number] for number in numbers(auditor.get(f"/ledger?{query}").text)] == actions


@pytest.mark.parametrize(
    "query", ["day=morgen", "before=x", "before=99999999999999999999", "action=' OR 1=1", "day=0001-01-01"]
)
def test_an_address_that_makes_no_sense_is_answered(desk, query):
    assert desk.visitor(Role.AUDITOR, name="沈五").get(f"/ledger?{query}").status_code == 200


def test_pages_go_down_by_number(desk, monkeypatch):
    monkeypatch.setattr("review.pages.ledger.PAGE", 3)
    auditor = desk.visitor(Role.AUDITOR, name="沈五")
    first = auditor.get("/ledger").text
    last = numbers(first)[-1]
    assert len(numbers(first)) == 3
    assert f'href="/ledger?before={last}"' in first
    assert numbers(auditor.get(f"/ledger?before={last}").text) == [last - 1, last - 2, last - 3]


def test_roles_are_the_values_that_are_shown(desk):
    auditor = desk.visitor(Role.AUDITOR, name="沈五")
    changed = desk.visitor(Role.REVIEWER, name="林换岗").account
    desk.site.accounts.change(changed.account_id, {"roles": frozenset({Role.APPROVER})}, by="command")
    text = auditor.get("/ledger?action=roles_changed").text
    assert "原值" in text
    assert "林换岗" in text
    assert "有，不示" not in text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_nobody_else_sees_it(desk, role):
    visitor = desk.visitor(role)
    assert visitor.get("/ledger").status_code == 403
    assert visitor.post("/ledger/verify").status_code == 403


def test_english_is_complete(desk):
    auditor = desk.visitor(Role.AUDITOR, name="Shen")
    auditor.post("/account/language", {"language": "en", "back": "/ledger"})
    text = auditor.get("/ledger").text
    assert "element edited" in text
    assert "kept, not shown" in text


def test_the_check_tells_what_is_wrong(own_desk):
    auditor = own_desk.visitor(Role.AUDITOR, name="沈五")
    whole = auditor.post("/ledger/verify")
    assert "留痕完整" in whole.text
    path = own_desk.site.database.label.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER ledger_no_update")
        connection.execute("UPDATE ledger SET actor = 'x' WHERE sequence = 2")
    connection.close()
    broken = auditor.htmx("POST", "/ledger/verify")
    assert "第 2 条" in broken.text
    assert "内容与写入时的摘要不符" in broken.text
    assert "<html" not in broken.text, "a piece of the page"


def test_every_action_and_every_fault_has_words():
    known = words()
    assert [action.value for action in Action if f"ledger.act.{action.value}" not in known] == []
    assert [kind.value for kind in FaultKind if f"ledger.fault.{kind.value}" not in known] == []


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(FaultKind.MISSING, 5, through=7), ("第 5 至 7 条", "被删去")),
        (Fault(FaultKind.MOVED, 5, "9"), ("第 5 条", "被挪动，原为第 9 条")),
        (Fault(FaultKind.VALUE_CHANGED, 5, "old"), ("第 5 条", "所附原值与写入时不符")),
        (
            Fault(FaultKind.TELLS_OTHERWISE, 5, "field:kind decision:2 proposal:G1"),
            ("第 5 条", "与库中现状不一致：栏目 类别、核定 2、线索 G1"),
        ),
        (
            Fault(FaultKind.NOT_ON_RECORD, None, "state:confirmed proposal:G1"),
            ("无对应记录", "留痕没有记载：状态 已确认、线索 G1"),
        ),
    ],
)
def test_a_fault_in_words(fault, expected):
    assert said(fault, "zh") == expected


def test_a_check_is_on_record(desk):
    auditor = desk.visitor(Role.AUDITOR, name="沈五")
    auditor.post("/ledger/verify")
    row = Ledger(desk.site.database).rows(Wanted(action=Action.LEDGER_VERIFIED), 1)[0]
    assert set(row.detail) == {"rows", "faults"}
    assert row.actor == auditor.account.account_id

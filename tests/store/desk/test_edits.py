"""What a person may write into an item, and what becomes of it."""

from __future__ import annotations

import pytest

from data.errors import Unfit
from store.desk.edits import checked
from store.desk.rows import Verdict
from store.viewer import Role
from tests.store.desk.conftest import CASE_NO, CONFIRM, COURT, body_of

BODY = body_of("G1")
CASE = BODY["record"]["case"]
OTHER = {"registry": "officials", "id": "P0008"}

KEPT = [
    ("name", " 顾长清 ", "顾长清"),
    ("name", "", None),
    ("content", None, None),
    ("content", "长" * 2000, "长" * 2000),
    ("occurred_on", "2024-03-06", "2024-03-06"),
    ("occurred_on", " ", None),
    ("channel", "当面", "当面"),
    ("channel", "face", "当面"),
    ("channel", None, None),
    ("case", "(2024)川97民初5号", CASE | {"case_no": "（2024）川97民初5号"}),
    ("case", "老周那个案子", CASE | {"case_no": "老周那个案子"}),
    ("case", {"case_no": "", "cause": " 借款 "}, CASE | {"case_no": None, "cause": "借款"}),
    ("case", {"parties": ["甲", " "]}, CASE | {"parties": ["甲"]}),
    ("case", {"case_no": None, "unit": None, "parties": []}, None),
    ("situations", ["pressure", "说情打招呼", "pressure"], ["pressure", "plead"]),
    ("intervener", OTHER, OTHER),
    ("intervener", None, None),
]
REFUSED = [
    ("name", 7),
    ("name", "长" * 2001),
    ("name", "半\ud83d"),
    ("name", "零\x00"),
    ("occurred_on", "2024-13-01"),
    ("occurred_on", "昨天"),
    ("occurred_on", "20240306T"),
    ("channel", "心灵感应"),
    ("situations", []),
    ("situations", None),
    ("situations", "pressure"),
    ("situations", ["no such"]),
    ("case", 5),
    ("case", {"judge": "x"}),
    ("case", {"parties": "甲"}),
    ("case", {"parties": ["甲"] * 51}),
    ("intervener", {"registry": "officials", "id": "P9999"}),
    ("intervener", "P0008"),
    ("no such", "x"),
]


@pytest.mark.parametrize(("item", "value", "kept"), KEPT)
def test_what_is_kept(item, value, kept):
    assert checked(BODY, item, value, CASE if item == "case" else None) == kept


@pytest.mark.parametrize(("item", "value"), REFUSED)
def test_what_is_refused(item, value):
    with pytest.raises(Unfit):
        checked(BODY, item, value, None)


def test_edits_are_ones_own_and_can_be_dropped(office):
    office.put("G1")
    ann, ben, desk = office.person("ann"), office.person("ben"), office.desk
    assert desk.edit(ann, "G1", "place", "茶楼 ") == "茶楼"
    desk.edit(ann, "G1", "occurred_on", None)
    desk.edit(ann, "G1", "case", {"case_no": "（2024）川97民初5号"})
    desk.edit(ann, "G1", "case", {"unit": None})
    changed = {"case_no": "（2024）川97民初5号", "unit": None, "cause": None, "parties": ["周大海"], "stage": None}
    assert desk.item(ann, "G1").drafts == {"place": "茶楼", "occurred_on": None, "case": changed}
    assert desk.item(ben, "G1").drafts == {}
    desk.edit(ann, "G1", "case", {"case_no": CASE_NO, "unit": COURT})  # as the machine has it
    desk.drop_edit(ann, "G1", "occurred_on")
    desk.drop_edit(ann, "G1", "content")
    assert desk.item(ann, "G1").drafts == {"place": "茶楼"}
    told = [row.detail["item"] for row in office.ledger() if row.action == "item_edited"]
    assert told == ["place", "occurred_on", "case", "case", "case", "occurred_on"]
    desk.release(ann, "G1")
    assert desk.decide(ben, "G1", CONFIRM).outcome.changed == ()


def test_only_who_decides_edits(office):
    office.put("G1", "high")
    ann, eva = office.person("ann"), office.person("eva", Role.APPROVER)
    with pytest.raises(Unfit):
        office.desk.edit(eva, "G1", "place", "茶楼")
    office.desk.decide(ann, "G1", Verdict(CONFIRM.kind))
    with pytest.raises(Unfit):
        office.desk.edit(ann, "G1", "place", "茶楼")

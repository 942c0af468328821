"""What differs between two versions of the registries, told from what the earlier one left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.registry import Agent, Case, FiledRecord, LawyerRelative, Official, Registries, Tenure
from matching.changes import Change, How, changes_between, footprints_of, registries_of

POST = Tenure("瑶光市中级人民法院", "审判员", "审判机关", date(2015, 1, 21), None)
OFFICIAL = Official("P0011", "于天佑", ("老于",), "男", ("19900001187",), (POST,))
LAWYER = LawyerRelative(
    "L0001", "丁晓东", "147", "湘泰安律师事务所", "199", "子女", "P1", "彭鹏", POST.org, "院长", None
)
CASE = Case(
    "（2023）湘96民初563号",
    POST.org,
    "合同纠纷",
    ("田斌",),
    ("P0011",),
    (Agent("丁晓东", "湘泰安", "147"),),
    date(2023, 3, 25),
    None,
)
FILED = FiledRecord(
    "F0001",
    "P0011",
    "于天佑",
    "任国华",
    None,
    "政协",
    "委员",
    CASE.case_no,
    date(2023, 5, 13),
    "电话",
    "打听案情",
    None,
)
BEFORE = Registries({"P0011": OFFICIAL}, {"L0001": LAWYER}, {CASE.case_no: CASE}, {"F0001": FILED}, "one")
SECOND = replace(CASE, case_no="(2023)湘96民初563号")

TABLE = [
    (BEFORE, []),
    (replace(BEFORE, lawyers=BEFORE.lawyers | {"L0043": replace(LAWYER, entry_id="L0043")}), ["lawyers L0043 added"]),
    (replace(BEFORE, filed={}), ["filed F0001 removed"]),
    (replace(BEFORE, officials={"P0011": replace(OFFICIAL, aliases=())}), ["officials P0011 changed"]),
    (replace(BEFORE, officials={"P0011": replace(OFFICIAL, gender="女")}), ["officials P0011 changed"]),
    (
        replace(BEFORE, officials={"P0011": replace(OFFICIAL, tenures=(replace(POST, valid_to=date(2024, 1, 1)),))}),
        ["officials P0011 changed"],
    ),
    (replace(BEFORE, filed={"F0001": replace(FILED, content="打招呼")}), ["filed F0001 changed"]),
    (
        replace(BEFORE, cases={CASE.case_no: replace(CASE, handlers=())}, lawyers={}),
        [f"cases {CASE.case_no} changed", "lawyers L0001 removed"],
    ),
]


@pytest.mark.parametrize(("after", "told"), TABLE)
def test_entries_that_differ(after, told):
    assert list(map(str, changes_between(footprints_of(BEFORE), after).entries)) == told


def test_both_versions_of_an_entry_are_there_by_their_handles():
    after = replace(BEFORE, filed={"F0001": replace(FILED, intervener="任玉兰")})
    changes = changes_between(footprints_of(BEFORE), after)
    old, new = changes.versions_of(Change("filed", "F0001", How.CHANGED))
    assert (old.intervener, old.occurred_on, old.content, new.content) == ("任国华", date(2023, 5, 13), "", "打听案情")


def test_what_no_paper_is_found_by_is_not_left_behind():
    left = "".join(footprint.handles for footprint in footprints_of(BEFORE))
    assert not any(words in left for words in ("打听案情", "电话", "子女", "审判员", "男"))


def test_handles_give_back_all_that_cases_have():
    assert registries_of(footprints_of(BEFORE)).cases == BEFORE.cases


def test_two_cases_of_one_number_change_when_their_order_does():
    both = {case.case_no: case for case in (CASE, SECOND)}
    turned = dict(reversed(both.items()))
    changes = changes_between(footprints_of(Registries(cases=both)), Registries(cases=turned))
    assert {change.entry_id for change in changes.entries} == set(both)

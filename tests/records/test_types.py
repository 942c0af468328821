"""Findings as JSON and back."""

import json

from records.types import ITEMS, Claim, Finding, PersonLink, Reasoned, Record, Rival


def test_a_finding_survives_json_unchanged(finding):
    reason = Reasoned("name", 4.6, "姓名一致")
    rival = Rival("officials", "P05", "任志远", "白岭县人民政府", "县长", 0.9, (reason,))
    link = PersonLink("任县", "officials", "P05", 0.9, (reason,), (rival,))
    for told in (finding(), finding(intervener=link, claim=Claim("F01", 1), case_reasons=(reason,))):
        line = told.to_json()
        assert Finding.from_json(line) == told
        assert Finding.from_json(line).to_json() == line
        assert "\n" not in line


def test_the_record_row_has_the_ten_items_in_the_order_of_the_form():
    assert tuple(Record().row()) == ITEMS
    assert set(Record().row().values()) == {None}


def test_rows_are_plain_values(finding):
    assert json.loads(json.dumps(finding().to_row(), ensure_ascii=False))["record"]["case"]["parties"] == ["周大海"]

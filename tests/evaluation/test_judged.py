"""What a person said, as values by field."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.judged import FIELDS, judged

RECORD = {
    "name": "袁峰",
    "org": None,
    "position": "副局长",
    "occurred_on": "2024-03-05",
    "place": None,
    "channel": "电话",
    "content": "问到哪一步了",
    "case": {"case_no": "（2024）川97刑终12号", "unit": None, "cause": None, "parties": None, "stage": None},
    "relation": None,
    "handling": None,
}
OUTCOME: dict[str, Any] = {
    "record": RECORD,
    "situations": ["plead", "ask_progress"],
    "intervener": {"registry": "officials", "id": "P0002"},
}
CASES: list[tuple[dict[str, Any], str, str | None]] = [
    ({}, "verdict", "confirm"),
    ({}, "situation", "plead"),
    ({}, "category", "interfere"),
    ({"situations": []}, "situation", None),
    ({"situations": []}, "category", None),
    ({}, "intervener", "officials:P0002"),
    ({"intervener": None}, "intervener", ""),
    ({"intervener": {"registry": None, "id": None}}, "intervener", ""),
    ({}, "recipient", None),
    ({"recipient": {"registry": "officials", "id": "P0017"}}, "recipient", "officials:P0017"),
    ({}, "case_no", "(2024)川97刑终12号"),
    ({"record": RECORD | {"case": None}}, "case_no", ""),
    ({"record": {"case": {"case_no": "(2024) 川97刑终12号"}}}, "case_no", "(2024)川97刑终12号"),
    ({"record": {}}, "case_no", None),
    ({}, "org", ""),
    ({"record": {}}, "org", None),
    ({}, "occurred_on", "2024-03-05"),
    ({}, "channel", "电话"),
]


@pytest.mark.parametrize(("changes", "field", "expected"), CASES)
def test_values(changes: dict[str, Any], field: str, expected: str | None) -> None:
    assert judged("confirm", OUTCOME | changes)[field] == expected


def test_a_rejection_tells_nothing_but_the_verdict() -> None:
    assert judged("reject", None) == {**dict.fromkeys(FIELDS), "verdict": "reject"}
    assert set(judged("confirm", OUTCOME)) == set(FIELDS)

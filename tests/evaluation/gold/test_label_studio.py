"""Label Studio's JSON as its editor writes it after people have worked, and its labeling configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree as Xml

from data.types import Channel, Label, Lawful, Situation, Status, VerdictKind
from evaluation.gold.drafts import ROLES
from evaluation.gold.formats import Imported, export_gold, import_gold
from evaluation.gold.label_config import config
from evaluation.gold.tool_files import Options
from evaluation.gold.units import Unit
from tests.evaluation.gold import awkward

TEXT = "😂甲找乙问案"
FIELDS = {"doc_id": "d", "kind": "chat", "owner": "P0002"}


def region(name: str, start: int, end: int, text: str, label: str) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": text, "labels": [label]}
    return {"id": name, "from_name": "mention", "to_name": "text", "type": "labels", "value": value}


def field(name: str, control: str, kind: str, *told: str) -> dict[str, Any]:
    key = "text" if kind == "textarea" else kind
    return {
        "id": name,
        "from_name": control,
        "to_name": "text",
        "type": kind,
        "value": {"start": 4, "end": 5, key: [*told]},
    }


def relation(start: str, end: str, *labels: str, direction: str = "right") -> dict[str, Any]:
    return {"type": "relation", "from_id": start, "to_id": end, "direction": direction, "labels": list(labels)}


PEOPLE = [region("a1B2c3D4e5", 1, 2, "甲", "PER"), region("zz", 3, 4, "乙", "PER"), region("tt", 4, 5, "问", "TRIGGER")]


def imported(tmp_path: Path, result: list[Any], **options: Any) -> Imported:
    task = {"id": 7, "data": {"text": TEXT, **FIELDS}, "annotations": [{"id": 1, "result": result, "completed_by": 3}]}
    (tmp_path / "export.json").write_text(json.dumps([task]), "utf-8")
    return import_gold(tmp_path / "export.json", "label-studio", Options(**options))


def test_what_people_added_comes_in_with_fresh_ids(tmp_path: Path) -> None:
    result = [
        *PEOPLE,
        field("a1B2c3D4e5", "registry_id", "textarea", "P0001"),
        field("zz", "link", "choices", "unregistered"),
        field("tt", "situation_1", "choices", "plead"),
        field("tt", "situation_2", "choices", "benefit"),
        field("tt", "channel", "choices", "face"),
        field("tt", "status", "choices", "asserted"),
        field("tt", "verdict", "choices", "filed"),
        field("tt", "record", "textarea", "F0001"),
        field("tt", "date", "textarea", "2025-01-01", " 2025-01-02 "),
        field("tt", "owner_is", "choices", "recipient"),
        relation("tt", "a1B2c3D4e5", "intervener"),
        relation("zz", "tt", "via"),
        relation("tt", "tt2", "case"),
        region("tt2", 5, 6, "案", "CASE"),
    ]
    found = imported(tmp_path, result)
    assert found.faults == ()
    row = found.rows[0]
    assert [(m["id"], m["start"], m["text"], m["registry_id"], m["linked"]) for m in row["mentions"]] == [
        ("p1", 1, "甲", "P0001", True),
        ("p2", 3, "乙", None, True),
        ("x1", 4, "问", None, False),
        ("c1", 5, "案", None, False),
    ]
    assert row["events"] == [
        {
            "id": "e1",
            "triggers": ["x1"],
            "situations": ["plead", "benefit"],
            "intervener": "p1",
            "recipient": "owner",
            "case": "c1",
            "case_no": None,
            "time": None,
            "date": "2025-01-02",
            "channel": "face",
            "on_behalf_of": None,
            "via": "p2",
            "status": "asserted",
            "lawful": None,
            "verdict": "filed:F0001",
        }
    ]


def test_older_editors_count_utf16(tmp_path: Path) -> None:
    older = [region("a", 2, 3, "甲", "PER"), region("b", 4, 5, "乙", "PER")]
    assert [m["text"] for m in imported(tmp_path, older).rows[0]["mentions"]] == ["甲", "乙"]
    bare = [{**one, "value": {**one["value"], "text": None}} for one in older]
    assert [m["text"] for m in imported(tmp_path, bare).rows[0]["mentions"]] == ["找", "问"]
    assert [m["text"] for m in imported(tmp_path, bare, unit=Unit.UTF16).rows[0]["mentions"]] == ["甲", "乙"]


FAULTY = [
    ([region("a", 1, 2, "甲", "PERSON")], "import-label", "a", "PERSON"),
    ([region("a", 2, 2, "", "PER")], "import-empty", "a", "2:2"),
    ([region("a", 5, 9, "案", "PER")], "import-outside", "a", "5:9"),
    ([region("a", 1, 2, "丙", "PER")], "import-text", "a", "1:2"),
    ([region("a", 1, 3, "甲找", "PER"), region("b", 2, 3, "找", "POS")], "import-overlap", "b", "2:3"),
    ([*PEOPLE, relation("tt", "gone", "via")], "import-reference", "tt>gone", ""),
    ([*PEOPLE, relation("tt", "zz", "friend")], "import-relation", "tt>zz", "friend"),
    ([*PEOPLE, relation("tt", "zz")], "import-relation", "tt>zz", "none"),
    ([*PEOPLE, relation("zz", "a1B2c3D4e5", "via")], "import-relation", "zz>a1B2c3D4e5", "via"),
    (
        [*PEOPLE, relation("tt", "zz", "via"), relation("tt", "a1B2c3D4e5", "via")],
        *("import-role-twice", "tt>a1B2c3D4e5", ""),
    ),
    ([5], "import-shape", "result[1]", ""),
    ([{"type": "labels", "id": "a", "value": {"start": "x"}}], "import-shape", "a", ""),
    ([field("gone", "date", "textarea", "x")], "import-reference", "gone", ""),
]


@pytest.mark.parametrize(("result", "code", "item", "value"), FAULTY)
def test_what_cannot_be_gold_is_told_and_the_rest_comes_in(
    result: list[Any], code: str, item: str, value: str, tmp_path: Path
) -> None:
    found = imported(tmp_path, [*result, region("rest", 0, 1, "😂", "ORG")])
    assert [(one.code, one.item, one.value) for one in found.faults] == [(code, item, value)]
    assert "o1" in [mention["id"] for mention in found.rows[0]["mentions"]]
    assert all(TEXT not in str(one) and "甲" not in str(one) for one in found.faults)


def test_a_changed_label_gives_a_new_id_that_events_follow(tmp_path: Path) -> None:
    gold = awkward.write_gold(tmp_path / "gold.jsonl", [awkward.ROWS[2]])
    export_gold(gold, "label-studio", tmp_path / "t.json", Options())
    tasks = json.loads((tmp_path / "t.json").read_text("utf-8"))
    result = tasks[0]["annotations"][0]["result"]
    next(one for one in result if one["id"] == "q1")["value"]["labels"] = ["ORG"]
    next(one for one in result if one["id"] == "p1")["value"].update(start=0, end=1)
    (tmp_path / "t.json").write_text(json.dumps(tasks), "utf-8")
    row = import_gold(tmp_path / "t.json", "label-studio", Options()).rows[0]
    assert [mention["id"] for mention in row["mentions"]] == ["p1", "x1", "o1"]
    assert [(one["id"], one["intervener"], one["recipient"]) for one in row["events"]] == [
        ("e1", "p1", "o1"),
        ("e2", "o1", None),
    ]


def test_left_relations_run_the_other_way(tmp_path: Path) -> None:
    words = [region("u", 5, 6, "案", "TRIGGER"), *PEOPLE]
    found = imported(tmp_path, [*words, relation("tt", "u", "trigger", direction="left"), relation("u", "zz", "via")])
    assert [(one["triggers"], one["via"]) for one in found.rows[0]["events"]] == [(["x2", "x1"], "p2")]


def test_annotations_of_several_people(tmp_path: Path) -> None:
    first = {"result": [region("a", 1, 2, "甲", "PER")], "completed_by": {"id": 3, "email": "a@x"}}
    second = {"result": [], "completed_by": 4}
    dropped = {"result": [region("a", 1, 2, "甲", "ORG")], "was_cancelled": True, "completed_by": 5}
    task = {"data": {"text": TEXT, **FIELDS}, "annotations": [first, second, dropped]}
    (tmp_path / "t.json").write_text(json.dumps([task]), "utf-8")

    def found(who: str) -> tuple[list[int], list[str]]:
        told = import_gold(tmp_path / "t.json", "label-studio", Options(annotator=who))
        return [len(row["mentions"]) for row in told.rows], [one.code for one in told.faults]

    assert found("") == ([0], ["import-several"])
    assert found("a@x") == found("3") == ([1], [])
    assert found("5") == ([0], ["import-unannotated"])


def test_the_configuration_has_every_code_and_role() -> None:
    view = Xml.fromstring(config())
    assert {one.get("value") for one in view.iter("Label")} == {label.value for label in Label}
    assert {one.get("value") for one in view.iter("Relation")} == {"trigger", *ROLES}
    choices = {one.get("name"): {choice.get("alias") for choice in one} for one in view.iter("Choices")}
    assert choices["situation_1"] == choices["situation_more"] == {code.value for code in Situation}
    for name, codes in (("channel", Channel), ("status", Status), ("lawful", Lawful), ("verdict", VerdictKind)):
        assert choices[name] == {code.value for code in codes}
    assert all(one.get("perRegion") == "true" for tag in ("Choices", "TextArea") for one in view.iter(tag))
    assert [one.get("value") for one in view.iter("Text")] == ["$text"]


def test_every_control_of_an_export_is_in_the_configuration(tmp_path: Path) -> None:
    gold = awkward.write_gold(tmp_path / "gold.jsonl", awkward.ROWS)
    export_gold(gold, "label-studio", tmp_path / "t.json", Options())
    view = Xml.fromstring((tmp_path / "t.config.xml").read_text("utf-8"))
    controls = {(one.get("name"), one.tag.lower()) for one in view.iter() if one.get("toName")}
    tasks = json.loads((tmp_path / "t.json").read_text("utf-8"))
    used = {
        (one["from_name"], one["type"])
        for task in tasks
        for one in task["annotations"][0]["result"]
        if "from_name" in one
    }
    assert used <= controls

"""doccano's JSONL: both shapes, its UTF-16 offsets, entities numbered anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.gold.formats import Imported, export_gold, import_gold
from evaluation.gold.tool_files import Options, read_texts
from evaluation.gold.units import Unit
from tests.evaluation.gold import awkward

HEAD = {"id": 1, "text": "😂甲问", "doc_id": "d", "kind": "chat"}


def exported(tmp_path: Path, rows: list[awkward.Row], **options: Any) -> list[dict[str, Any]]:
    gold = awkward.write_gold(tmp_path / "gold.jsonl", rows)
    export_gold(gold, "doccano", tmp_path / "t.jsonl", Options(**options))
    return [json.loads(line) for line in (tmp_path / "t.jsonl").read_text("utf-8").split("\n") if line]


def imported(tmp_path: Path, lines: list[dict[str, Any]], **options: Any) -> Imported:
    (tmp_path / "t.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return import_gold(tmp_path / "t.jsonl", "doccano", Options(**options))


def test_entities_and_relations_as_doccano_reads_them(tmp_path: Path) -> None:
    line = exported(tmp_path, [awkward.ROWS[0]])[0]
    assert line["entities"] == [
        {"id": 1, "label": "PER", "start_offset": 2, "end_offset": 5},
        {"id": 2, "label": "TRIGGER", "start_offset": 5, "end_offset": 6},
        {"id": 3, "label": "CASE", "start_offset": 6, "end_offset": 9},
    ]
    assert line["relations"] == [
        {"id": 1, "from_id": 2, "to_id": 1, "type": "intervener"},
        {"id": 2, "from_id": 2, "to_id": 3, "type": "case"},
    ]


def test_the_older_shape_and_code_points(tmp_path: Path) -> None:
    line = exported(tmp_path, [awkward.ROWS[0]], spans_only=True, unit=Unit.CODE_POINTS)[0]
    assert line["label"] == [[1, 3, "PER"], [3, 4, "TRIGGER"], [4, 7, "CASE"]]
    assert "relations" not in line


def test_label_types_for_the_project(tmp_path: Path) -> None:
    exported(tmp_path, awkward.ROWS[:1])
    spans = json.loads((tmp_path / "t.span_types.json").read_text("utf-8"))
    relations = json.loads((tmp_path / "t.relation_types.json").read_text("utf-8"))
    assert [one["text"] for one in spans] == ["PER", "POS", "ORG", "CASE", "TIME", "PHONE", "TRIGGER"]
    assert {one["text"] for one in relations} >= {"trigger", "intervener", "via"}
    assert len({one["suffix_key"] for one in spans}) == 7


def test_doccano_may_number_and_order_anew(tmp_path: Path) -> None:
    lines = exported(tmp_path, awkward.ROWS[:5])
    for line in lines:
        line["id"] += 70
        for entity in line["entities"]:
            entity["id"] += 1000
        for relation in line["relations"]:
            relation.update(id=relation["id"] + 5, from_id=relation["from_id"] + 1000, to_id=relation["to_id"] + 1000)
        line["entities"].reverse()
        line["Comments"] = ["looked at"]
    found = imported(tmp_path, lines)
    assert found.faults == ()
    assert list(found.rows) == awkward.ROWS[:5]


def test_a_widened_span_stays_the_mention_it_was(tmp_path: Path) -> None:
    lines = exported(tmp_path, [awkward.ROWS[0]])
    lines[0]["entities"][0]["start_offset"] = 0
    row = imported(tmp_path, lines).rows[0]
    assert [(m["id"], m["start"], m["registry_id"]) for m in row["mentions"][:1]] == [("p1", 0, "P0001")]
    assert row["events"][0]["intervener"] == "p1"


def test_new_spans_and_relations_come_in(tmp_path: Path) -> None:
    lines = exported(tmp_path, [awkward.ROWS[0]])
    lines[0]["entities"].append({"id": 9, "label": "ORG", "start_offset": 0, "end_offset": 2})
    lines[0]["relations"].append({"id": 9, "from_id": 2, "to_id": 9, "type": "on_behalf_of"})
    found = imported(tmp_path, lines)
    assert found.faults == ()
    assert [m["id"] for m in found.rows[0]["mentions"]] == ["o1", "p1", "x1", "c1"]
    assert found.rows[0]["events"][0]["on_behalf_of"] == "o1"
    assert found.rows[0]["events"][0]["recipient"] == "owner"


def test_an_event_whose_trigger_went_goes_and_is_told(tmp_path: Path) -> None:
    lines = exported(tmp_path, [awkward.ROWS[0]])
    lines[0]["entities"] = [one for one in lines[0]["entities"] if one["label"] != "TRIGGER"]
    lines[0]["relations"] = []
    found = imported(tmp_path, lines)
    assert [(one.code, one.item) for one in found.faults] == [("import-event", "e1")]
    assert found.rows[0]["events"] == []


def test_spans_without_any_gold_before(tmp_path: Path) -> None:
    found = imported(tmp_path, [{**HEAD, "label": [[3, 4, "TRIGGER"], [2, 3, "PER"]]}])
    assert [(m["id"], m["start"]) for m in found.rows[0]["mentions"]] == [("p1", 1), ("x1", 2)]
    drawn = {"entities": [{"id": 5, "start_offset": 3, "end_offset": 4, "label": "TRIGGER"},
                          {"id": 6, "start_offset": 2, "end_offset": 3, "label": "PER"}],
             "relations": [{"id": 1, "from_id": 5, "to_id": 6, "type": "intervener"}]}  # fmt: skip
    event = imported(tmp_path, [{**HEAD, **drawn}]).rows[0]["events"][0]
    assert (event["id"], event["triggers"], event["intervener"], event["verdict"]) == ("e1", ["x1"], "p1", None)


def test_texts_give_fields_and_links_again(tmp_path: Path) -> None:
    gold = awkward.write_gold(tmp_path / "gold.jsonl", awkward.ROWS[:1])
    line = {"text": awkward.ASTRAL, "doc_id": "astral", "label": [[2, 5, "PER"], [5, 6, "TRIGGER"], [6, 9, "CASE"]]}
    found = imported(tmp_path, [line], texts=read_texts(gold))
    assert list(found.rows) == awkward.ROWS[:1]


FAULTY = [
    ([[1, 2, "PER"]], "import-outside"),
    ([[2, 3, "WHO"]], "import-label"),
    ([[3, 3, "PER"]], "import-empty"),
    ([[2, 40, "PER"]], "import-outside"),
    ([[2, 4, "PER"], [3, 4, "POS"]], "import-overlap"),
    (["x"], "import-shape"),
    ([[True, 2, "PER"]], "import-shape"),
    ([[2, 3]], "import-shape"),
]


@pytest.mark.parametrize(("label", "code"), FAULTY)
def test_faults_are_told_and_the_rest_comes_in(label: list[Any], code: str, tmp_path: Path) -> None:
    found = imported(tmp_path, [{**HEAD, "label": [*label, [0, 2, "ORG"]]}])
    assert [one.code for one in found.faults] == [code]
    assert str(found.faults[0].place) == f"{tmp_path / 't.jsonl'}:1"
    assert "o1" in [mention["id"] for mention in found.rows[0]["mentions"]]


def test_lines_that_no_doccano_wrote_are_told(tmp_path: Path) -> None:
    found = imported(tmp_path, [{**HEAD, "mentions": []}])
    assert [(one.code, one.field) for one in found.faults] == [("import-shape", "label")]


def test_a_document_that_comes_twice_is_kept_once(tmp_path: Path) -> None:
    line = {**HEAD, "label": [[0, 2, "ORG"]]}
    found = imported(tmp_path, [line, line])
    assert [(one.code, one.place.line) for one in found.faults] == [("import-twice", 2)]
    assert len(found.rows) == 1

"""Gold out and back: what a tool can hold comes back byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.errors import GoldError
from evaluation.gold.formats import FORMATS, export_gold, import_gold
from evaluation.gold.tool_files import Options, read_texts, write_gold
from evaluation.gold.units import Unit
from tests.evaluation.gold import awkward

SAMPLES = Path(__file__).parents[3] / "data" / "samples" / "gold" / "gold.jsonl"
WHOLE = [
    ("label-studio", {}),
    ("label-studio", {"unit": Unit.UTF16}),
    ("label-studio", {"predictions": True}),
    ("doccano", {}),
    ("doccano", {"unit": Unit.CODE_POINTS}),
    ("doccano", {"spans_only": True}),
    ("brat", {}),
]


def there_and_back(gold: Path, name: str, options: dict[str, Any], folder: Path) -> tuple[bytes, list[str]]:
    out = folder / {"label-studio": "t.json", "doccano": "t.jsonl", "brat": "t", "conll": "t.conll"}[name]
    export_gold(gold, name, out, Options(**options))
    imported = import_gold(out, name, Options(**options))
    write_gold(folder / "back.jsonl", imported.rows)
    return (folder / "back.jsonl").read_bytes(), [str(fault) for fault in imported.faults]


@pytest.mark.parametrize(("name", "options"), WHOLE)
def test_awkward_gold_survives(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    gold = awkward.write_gold(tmp_path / "gold.jsonl", awkward.ROWS)
    back, faults = there_and_back(gold, name, options, tmp_path)
    assert faults == []
    lines = zip(back.decode().split("\n"), gold.read_text("utf-8").split("\n"), strict=True)
    assert [line for line, expected in lines if line != expected] == []
    assert back == gold.read_bytes()


@pytest.mark.parametrize(("name", "options"), WHOLE)
def test_the_sample_city_survives(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    back, faults = there_and_back(SAMPLES, name, options, tmp_path)
    assert faults == []
    assert back == SAMPLES.read_bytes()


def test_conll_with_texts_gives_all_back(tmp_path: Path) -> None:
    gold = awkward.write_gold(tmp_path / "gold.jsonl", awkward.ROWS)
    for path in (gold, SAMPLES):
        back, faults = there_and_back(path, "conll", {"texts": read_texts(path)}, tmp_path)
        assert faults == []
        assert back == path.read_bytes()


def test_conll_alone_gives_the_mentions_back(tmp_path: Path) -> None:
    rows = awkward.ROWS[:3]
    gold = awkward.write_gold(tmp_path / "gold.jsonl", rows)
    back, _ = there_and_back(gold, "conll", {}, tmp_path)
    found = [json.loads(line) for line in back.decode().split("\n") if line]
    assert [row["doc_id"] for row in found] == ["astral", "lines", "touching"]
    for row, expected in zip(found, rows, strict=True):
        assert row["text"] == expected["text"]
        assert [(m["start"], m["end"], m["type"]) for m in row["mentions"]] == [
            (m["start"], m["end"], m["type"]) for m in expected["mentions"]
        ]
        assert row["events"] == []


def test_losses_are_told_by_name_and_count(tmp_path: Path) -> None:
    gold = awkward.write_gold(tmp_path / "gold.jsonl", awkward.ROWS[:3])
    assert export_gold(gold, "conll", tmp_path / "t.conll", Options()).lost == {
        "mention ids": 10,
        "links to registries": 2,
        "events": 4,
    }
    assert export_gold(gold, "brat", tmp_path / "brat", Options()).lost == {}
    bare = awkward.write_gold(
        tmp_path / "bare.jsonl",
        [awkward.document("d", "甲", [awkward.mention("p1", 0, "甲", "PER")], [awkward.event("e1", [])])],
    )
    for name in ("label-studio", "brat"):
        assert export_gold(bare, name, tmp_path / f"bare-{name}", Options()).lost == {"events without trigger": 1}


def test_nested_spans_are_counted_where_they_cannot_be_held(tmp_path: Path) -> None:
    nested = [awkward.mention("p1", 0, "甲院长", "PER"), awkward.mention("q1", 1, "院长", "POS")]
    gold = awkward.write_gold(tmp_path / "gold.jsonl", [awkward.document("d", "甲院长", nested)])
    assert export_gold(gold, "conll", tmp_path / "t.conll", Options()).lost["mentions that nest or overlap"] == 1
    for name in ("label-studio", "doccano", "brat"):
        export_gold(gold, name, tmp_path / name, Options())
        imported = import_gold(tmp_path / name, name, Options())
        assert [fault.code for fault in imported.faults] == ["import-overlap"]
        assert [m["id"] for m in imported.rows[0]["mentions"]] == ["p1"]


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_there_is_one_clear_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=str(tmp_path)):
        import_gold(tmp_path / "none", name, Options())


BROKEN = [
    ("label-studio", '[1, {}, {"data": 3}, {"data": {"text": 1}}]', 4),
    ("label-studio", '{"data": {"text": "甲"}, "annotations": [{"result": []}]}', 1),
    ("doccano", '{"text": "甲", "label": [[0, 1, "PER"]]}\n5\n{"label": []}\n', 3),
    ("conll", "甲 B-PER\n", 1),
]


@pytest.mark.parametrize(("name", "content", "documents"), BROKEN)
def test_documents_that_cannot_be_gold_are_told_one_by_one(
    name: str, content: str, documents: int, tmp_path: Path
) -> None:
    (tmp_path / "t").write_text(content, "utf-8")
    imported = import_gold(tmp_path / "t", name, Options())
    assert imported.rows == ()
    assert sum(fault.code == "import-document" for fault in imported.faults) == documents


def test_gold_without_its_shape_does_not_go_out(tmp_path: Path) -> None:
    gold = awkward.write_gold(tmp_path / "gold.jsonl", [{"doc_id": "d"}])
    with pytest.raises(GoldError, match="field-missing"):
        export_gold(gold, "brat", tmp_path / "t", Options())


def test_a_document_that_stands_twice_does_not_go_out(tmp_path: Path) -> None:
    gold = awkward.write_gold(tmp_path / "gold.jsonl", [awkward.ROWS[0]] * 2)
    with pytest.raises(GoldError, match="astral stands twice"):
        export_gold(gold, "doccano", tmp_path / "t", Options())

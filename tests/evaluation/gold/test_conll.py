"""CoNLL columns, one character a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import GoldError
from evaluation.gold.formats import Imported, export_gold, import_gold
from evaluation.gold.tool_files import Options
from tests.evaluation.gold import awkward

HEAD = '-DOCSTART- -X- O O {"doc_id":"d","kind":"chat"}\n\n'


def imported(tmp_path: Path, content: str, **options: object) -> Imported:
    (tmp_path / "t.conll").write_bytes(content.encode())
    return import_gold(tmp_path / "t.conll", "conll", Options(**options))  # type: ignore[arg-type]


def test_the_lines_of_a_document(tmp_path: Path) -> None:
    row = {
        "doc_id": "a b",
        "kind": "chat",
        "text": "甲 \n\\",
        "mentions": [awkward.mention("p1", 0, "甲 ", "PER")],
        "events": [],
    }
    gold = awkward.write_gold(tmp_path / "gold.jsonl", [row])
    export_gold(gold, "conll", tmp_path / "t.conll", Options())
    assert (tmp_path / "t.conll").read_text("utf-8") == (
        '-DOCSTART- -X- O O {"doc_id":"a\\u0020b","kind":"chat"}\n\n'
        "甲 -X- _ B-PER\n\\s -X- _ I-PER\n\\n -X- _ O\n\n\\\\ -X- _ O\n\n"
    )


SCHEMES = [
    ("B-PER I-PER O B-ORG", [(0, 2, "PER"), (3, 4, "ORG")]),
    ("B-PER B-PER I-PER O", [(0, 1, "PER"), (1, 3, "PER")]),
    ("B-PER E-PER S-ORG O", [(0, 2, "PER"), (2, 3, "ORG")]),
    ("B-PER L-PER U-ORG U-ORG", [(0, 2, "PER"), (2, 3, "ORG"), (3, 4, "ORG")]),
    ("B-PER I-ORG O O", [(0, 1, "PER"), (1, 2, "ORG")]),
]


@pytest.mark.parametrize(("tags", "spans"), SCHEMES)
@pytest.mark.parametrize("gap", [" ", "\t", " -X- _ "])
def test_schemes(tags: str, spans: list[tuple[int, int, str]], gap: str, tmp_path: Path) -> None:
    lines = "".join(f"{letter}{gap}{tag}\r\n" for letter, tag in zip("甲乙丙丁", tags.split(), strict=True))
    row = imported(tmp_path, HEAD + lines).rows[0]
    assert [(m["start"], m["end"], m["type"]) for m in row["mentions"]] == spans


def test_a_tag_that_goes_on_with_nothing_is_told(tmp_path: Path) -> None:
    found = imported(tmp_path, HEAD + "甲 O\n乙 I-PER\n")
    assert [(one.code, one.item) for one in found.faults] == [("import-tags", "line 4")]
    assert [m["id"] for m in found.rows[0]["mentions"]] == ["p1"]


def test_words_of_several_letters_are_laid_along_the_text(tmp_path: Path) -> None:
    row = awkward.document("d", "王  院长\n问", [awkward.mention("p4", 0, "王", "PER", "P0001")])
    content = "-DOCSTART- -X- O O\n王 B-PER\n院长 B-POS\n问 B-TRIGGER\n"
    assert imported(tmp_path, content, texts={"d": row}).faults[0].code == "import-document"
    named = imported(tmp_path, content.replace("O O", "O O d"), texts={"d": row})
    assert named.faults == ()
    assert [(m["id"], m["start"], m["end"]) for m in named.rows[0]["mentions"]] == [
        ("p4", 0, 1),
        ("q1", 3, 5),
        ("x1", 6, 7),
    ]
    other = imported(tmp_path, content.replace("O O", "O O d").replace("院", "所"), texts={"d": row})
    assert [one.code for one in other.faults] == ["import-text"]


def test_an_unknown_label_is_left_out(tmp_path: Path) -> None:
    found = imported(tmp_path, HEAD + "甲 B-WHO\n乙 B-PER\n")
    assert [(one.code, one.item, one.value) for one in found.faults] == [("import-label", "line 3", "WHO")]
    assert [m["id"] for m in found.rows[0]["mentions"]] == ["p1"]


def test_one_column_is_no_conll(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"t\.conll:1: one column"):
        imported(tmp_path, "甲\n")

"""brat's standoff lines as its server writes them, counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import GoldError
from evaluation.gold.brat_config import annotation, visual
from evaluation.gold.brat_lines import pairs_of, pieces_of
from evaluation.gold.formats import Imported, export_gold, import_gold
from evaluation.gold.tool_files import Options, read_texts
from tests.evaluation.gold import awkward


def exported(tmp_path: Path, rows: list[awkward.Row]) -> Path:
    gold = awkward.write_gold(tmp_path / "gold.jsonl", rows)
    export_gold(gold, "brat", tmp_path / "b", Options())
    return tmp_path / "b"


def imported(tmp_path: Path, text: str, ann: str) -> Imported:
    folder = tmp_path / "b"
    folder.mkdir()
    (folder / "d.txt").write_bytes(text.encode())
    (folder / "d.ann").write_text(ann, "utf-8")
    row = awkward.document("d", text, [])
    return import_gold(folder, "brat", Options(texts={"d": row}))


def test_the_lines_of_one_document(tmp_path: Path) -> None:
    folder = exported(tmp_path, [awkward.ROWS[2]])
    assert (folder / "00001.txt").read_bytes() == "甲乙丙".encode()
    assert (folder / "00001.ann").read_text("utf-8") == (
        "T1\tPER 0 1\t甲\n"
        "T2\tTRIGGER 1 2\t乙\n"
        "T3\tPOS 2 3\t丙\n"
        "E1\tTRIGGER:T2 intervener:T1 recipient:T3\n"
        "A1\tsituation_1 E1 ask_progress\n"
        "A2\tchannel E1 message\n"
        "A3\tstatus E1 asserted\n"
        "A4\tverdict E1 filed\n"
        "#1\tAnnotatorNotes E1\tcase_no=（2025）云98民终112号; date=2025-10-22; record=F0012\n"
        "E2\tTRIGGER:T2 intervener:T3\n"
        "A5\tsituation_1 E2 ask_progress\n"
        "A6\tchannel E2 message\n"
        "A7\tstatus E2 asserted\n"
        "A8\tlawful E2 hotline\n"
        "A9\tverdict E2 lawful\n"
        "#2\tAnnotatorNotes E2\tcase_no=（2025）云98民终112号; date=2025-10-22\n"
    )


def test_spans_over_lines_are_fragments(tmp_path: Path) -> None:
    folder = exported(tmp_path, [awkward.ROWS[3]])
    line = (folder / "00001.ann").read_text("utf-8").split("\n")[1]
    assert line == "T2\tTRIGGER 1 3;4 5;7 8\t打个 招 呼"
    assert (folder / "00001.txt").read_bytes() == "甲打个\n招\r\n呼".encode()


@pytest.mark.parametrize(
    ("text", "pieces"), [("ab", [(0, 2)]), ("a\nb", [(0, 1), (2, 3)]), ("\n\n", [(0, 2)]), ("\na\r\n", [(1, 2)])]
)
def test_pieces(text: str, pieces: list[tuple[int, int]]) -> None:
    assert pieces_of(text, 0, len(text)) == pieces


def test_a_second_trigger_is_a_bare_event_that_is_an_argument(tmp_path: Path) -> None:
    folder = exported(tmp_path, [awkward.ROWS[1]])
    lines = (folder / "00001.ann").read_text("utf-8").split("\n")
    assert "E1\tTRIGGER:T4" in lines
    assert "E2\tTRIGGER:T2 trigger:E1 intervener:T1 via:T3" in lines
    assert "A1\tunregistered T1" in lines


ADDED = (
    "T1\tPER 1 2\t甲\nT5\tTRIGGER 3 4\t问\nT6\tTRIGGER 4 5\t催\n"
    "E1\tTRIGGER:T5 intervener:T1 trigger1:E2\nE2\tTRIGGER:T6\n"
    "A1\tsituation_2 E1 plead\nA2\tsituation_1 E1 pressure\nM1\towner_is_recipient E1\nA3\tverdict E1 filed\n"
    "#1\tAnnotatorNotes E1\tdate = 2025-01-02；record=F0001; sure? no\n#2\tAnnotatorNotes T1\tregistry_id=P0001\n"
)


def test_what_people_added_comes_in(tmp_path: Path) -> None:
    found = imported(tmp_path, "𠮷甲\n问催", ADDED)
    assert found.faults == ()
    assert [(m["id"], m["text"], m["registry_id"]) for m in found.rows[0]["mentions"]] == [
        ("p1", "甲", "P0001"),
        ("x1", "问", None),
        ("x2", "催", None),
    ]
    event = found.rows[0]["events"][0]
    assert (event["triggers"], event["situations"]) == (["x1", "x2"], ["pressure", "plead"])
    assert (event["intervener"], event["recipient"], event["date"]) == ("p1", "owner", "2025-01-02")
    assert event["verdict"] == "filed:F0001"


def test_line_ends_read_as_one_are_found_out(tmp_path: Path) -> None:
    found = imported(tmp_path, "甲\r\n乙\r\n丙", "T1\tPER 0 1\t甲\nT2\tPER 2 3\t乙\nT3\tPER 4 5\t丙\n")
    assert [(m["text"], m["start"]) for m in found.rows[0]["mentions"]] == [("甲", 0), ("乙", 3), ("丙", 6)]


def test_relations_and_normalisations_of_others(tmp_path: Path) -> None:
    ann = (
        "T1\tPER 0 1\t甲\nT2\tTRIGGER 1 2\t问\nE1\tTRIGGER:T2\nR1\tvia Arg1:T2 Arg2:T1\n"
        "N1\tReference T1 registry:P0003\t甲\n*\tEquiv T1 T1\n"
    )
    found = imported(tmp_path, "甲问", ann)
    assert found.faults == ()
    assert found.rows[0]["mentions"][0]["registry_id"] == "P0003"
    assert found.rows[0]["events"][0]["via"] == "p1"


FAULTY = [
    ("T1\tWHO 0 1\t甲\n", "import-label"),
    ("T1\tPER 0 9\t甲\n", "import-outside"),
    ("T1\tPER 0 1\t丙\n", "import-text"),
    ("T1\tPER 0 1;2 3\t甲 丙\n", "import-fragments"),
    ("T1\tPER 0\t甲\n", "import-shape"),
    ("Z1\tPER 0 1\t甲\n", "import-shape"),
    ("nonsense\n", "import-shape"),
    ("T1\tTRIGGER 0 1\t甲\nE1\tTRIGGER:T1 friend:T2\n", "import-relation"),
    ("T1\tTRIGGER 0 1\t甲\nE1\tTRIGGER:T1 via:T9\n", "import-reference"),
    ("T1\tTRIGGER 0 1\t甲\nT3\tPER 2 3\t丙\nE1\tTRIGGER:T1 via:T2 via:T3\n", "import-role-twice"),
]


@pytest.mark.parametrize(("ann", "code"), FAULTY)
def test_faults_are_told_and_the_rest_comes_in(ann: str, code: str, tmp_path: Path) -> None:
    found = imported(tmp_path, "甲乙丙", ann + "T2\tORG 1 2\t乙\n")
    assert [one.code for one in found.faults] == [code]
    assert "o1" in [mention["id"] for mention in found.rows[0]["mentions"]]


def test_without_the_index_the_text_tells_the_document(tmp_path: Path) -> None:
    folder = exported(tmp_path, awkward.ROWS[:1])
    (folder / "documents.jsonl").unlink()
    found = import_gold(folder, "brat", Options(texts=read_texts(tmp_path / "gold.jsonl")))
    assert found.faults == ()
    assert found.rows[0]["doc_id"] == "astral"
    assert import_gold(folder, "brat", Options()).rows == ()


def test_nobodys_work_is_overwritten(tmp_path: Path) -> None:
    exported(tmp_path, awkward.ROWS[:1])
    with pytest.raises(GoldError, match="holds files already"):
        export_gold(tmp_path / "gold.jsonl", "brat", tmp_path / "b", Options())


def test_notes_hold_pairs_and_other_words() -> None:
    assert list(pairs_of('case_no="a; b"; date=2025-01-02；看过')) == [("case_no", '"a; b"'), ("date", "2025-01-02")]


def test_configuration() -> None:
    lines = annotation().split("\n")
    assert lines[lines.index("[entities]") + 1 : lines.index("[relations]") - 1] == [
        "PER",
        "POS",
        "ORG",
        "CASE",
        "TIME",
        "PHONE",
    ]
    event = lines[lines.index("[events]") + 1]
    assert event.startswith("TRIGGER\ttrigger*:TRIGGER, intervener?:PER|POS|ORG|PHONE")
    assert "status\tArg:TRIGGER, Value:asserted|negated|hypothetical" in lines
    assert "PER | 人员 PER | PER" in visual()

"""`guowen gold agreement`, `adjudicate` and `leaks` as a person calls them, and the worklist in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from data.errors import ConfigError, GoldError
from data.goldfile import read_rows
from pipelines.cli import app
from tests.evaluation.gold.annotated import EVENTS, MENTIONS, TEXT, document, mention, plain_document, write_rows
from tests.needs import require

CHROMIUM = Path("/usr/bin/chromium")
WIDE = [*MENTIONS[:1], mention("x1", 3, 7, "TRIGGER"), *MENTIONS[2:]]


def guowen(*arguments: object) -> Result:
    found = CliRunner().invoke(app, ["gold", *map(str, arguments)])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    first = [plain_document("d1"), plain_document("d2"), plain_document("d3")]
    second = [plain_document("d3"), plain_document("d1", channel="face"), document(WIDE, EVENTS, "d2")]
    return write_rows(tmp_path / "mei.jsonl", first), write_rows(tmp_path / "lan.jsonl", second)


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [row for _, row in read_rows(path)]


def test_agreement_as_table_and_json(files: tuple[Path, Path], tmp_path: Path) -> None:
    found = guowen("agreement", *files, "--out", tmp_path / "a.json", "--resamples", 20)
    assert found.exit_code == 0
    assert "3 documents marked by two or more of 2 annotators" in found.output
    told = json.loads((tmp_path / "a.json").read_text("utf-8"))
    # Twelve spans each, eleven alike: 22 / 24.
    assert told["spans"]["mention_strict"]["value"] == pytest.approx(0.9167)
    assert told["fields"]["channel"]["percent"]["value"] == pytest.approx(0.6667)
    assert TEXT[:3] not in (tmp_path / "a.json").read_text("utf-8")


def test_conflicts_are_filled_in_and_the_same_command_ends_in_gold(files: tuple[Path, Path], tmp_path: Path) -> None:
    gold, work = tmp_path / "gold.jsonl", tmp_path / "work.jsonl"
    begun = guowen("adjudicate", *files, "--out", gold, "--conflicts", work)
    assert begun.exit_code == 3
    assert [row["doc_id"] for row in lines_of(gold)] == ["d3"]
    assert "undecided: 2 documents with 2 undecided conflicts\n    d1\n    d2" in begun.output
    asked = lines_of(work)
    # Files by name: lan is A, mei is B.
    assert [(row["layer"], row["field"], row["decision"], row["taken"]) for row in asked] == [
        ("field", "channel", "", None),
        ("mention", "", "", None),
    ]
    assert asked[0]["candidates"] == {"A": "face", "B": "phone"}
    assert [span["text"] for span in asked[1]["candidates"]["A"]] == ["来电打听"]
    write_rows(work, [{**row, "decision": decision} for row, decision in zip(asked, ("A", "mei"), strict=True)])
    ended = guowen("adjudicate", *reversed(files), "--out", gold, "--conflicts", work, "--decisions", work)
    assert (ended.exit_code, ended.stderr) == (0, "")
    rows = lines_of(gold)
    assert [row["events"][0]["channel"] for row in rows] == ["face", "phone", "phone"]
    assert [[(one["start"], one["end"]) for one in row["mentions"]] for row in rows] == [[(0, 3), (5, 7), (7, 11)]] * 3
    before = gold.read_bytes(), work.read_bytes()
    assert guowen("adjudicate", *files, "--out", gold, "--conflicts", work, "--decisions", work).exit_code == 0
    assert (gold.read_bytes(), work.read_bytes()) == before
    assert guowen("check", gold).exit_code == 0


def test_a_decision_on_no_conflict_is_said(files: tuple[Path, Path], tmp_path: Path) -> None:
    told = write_rows(tmp_path / "told.jsonl", [{"id": "d1#field:5-7:channel:00000000", "decision": "A"}])
    found = guowen("adjudicate", *files, "--out", tmp_path / "g.jsonl", "--decisions", told)
    assert found.exit_code == 3
    assert "decision on no conflict of these files: d1#field:5-7:channel:00000000" in found.stderr


def test_decisions_that_contradict_one_another_are_said(tmp_path: Path) -> None:
    first = write_rows(tmp_path / "a.jsonl", [plain_document(status="negated", verdict="not_event")])
    second = write_rows(tmp_path / "b.jsonl", [plain_document()])
    work = tmp_path / "w.jsonl"
    guowen("adjudicate", first, second, "--out", tmp_path / "g.jsonl", "--conflicts", work)
    decided = {"status": "A", "verdict": "B"}
    write_rows(work, [{**row, "decision": decided[row["field"]]} for row in lines_of(work)])
    found = guowen("adjudicate", first, second, "--out", tmp_path / "g.jsonl", "--decisions", work)
    assert (found.exit_code, "d1" in found.stderr) == (3, True)


def test_names_are_shown_when_asked_alone(files: tuple[Path, Path], tmp_path: Path) -> None:
    for names, shown in (((), ["A", "B"]), (("--names",), ["lan", "mei"])):
        work, page = tmp_path / "w.jsonl", tmp_path / "p.html"
        guowen("adjudicate", *files, "--out", tmp_path / "g.jsonl", "--conflicts", work, "--page", page, *names)
        assert [sorted(row["candidates"]) for row in lines_of(work)] == [shown, shown]
        assert ("mei" in page.read_text("utf-8")) is bool(names)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    paths = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        paths.append(write_rows(tmp_path / name / "gold.jsonl", [plain_document()]))
    told = tmp_path / "a.json"
    guowen("agreement", *paths, "--out", told, "--resamples", 5)
    assert json.loads(told.read_text("utf-8"))["annotators"] == ["one/gold", "two/gold"]


def test_an_annotators_file_is_not_overwritten_nor_given_twice(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="an annotator's file"):
        guowen("adjudicate", *files, "--out", files[0])
    with pytest.raises(GoldError, match="given twice"):
        guowen("agreement", files[0], files[0])
    with pytest.raises(GoldError, match="cannot be read"):
        guowen("agreement", files[0], tmp_path / "none.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes('{"doc_id": "打听"}'.encode("gb18030"))
    with pytest.raises(GoldError, match="not UTF-8"):
        guowen("agreement", files[0], tmp_path / "gbk.jsonl")


def test_leaks_end_with_5_where_texts_are_the_same(files: tuple[Path, Path], tmp_path: Path) -> None:
    other = write_rows(tmp_path / "test.jsonl", [document([], [], "n1", text="食堂周三停业一天")])
    assert guowen("leaks", *files, other).exit_code == 0
    found = guowen("leaks", files[1], files[0], "--json", tmp_path / "l.json")
    assert found.exit_code == 5
    assert "refuse: 3 test documents; not fit as a test" in found.output
    told = json.loads((tmp_path / "l.json").read_text("utf-8"))
    # Three documents of one text on either side.
    assert (told["refused"], told["leaks"][0]["sort"]) == (9, "same_text")
    with pytest.raises(GoldError, match="one file is given"):
        guowen("leaks", files[0])
    broken = write_rows(tmp_path / "broken.jsonl", [document([{"id": "p1"}], [])])
    with pytest.raises(GoldError, match="'start' is missing"):
        guowen("leaks", files[0], broken)


@pytest.fixture
def browser() -> Iterator[Any]:
    require("chromium", CHROMIUM.exists(), f"{CHROMIUM} is not installed: no page can be opened")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


def test_the_worklist_opens_from_disk_and_is_filtered(files: tuple[Path, Path], tmp_path: Path, browser: Any) -> None:
    hostile = plain_document("<img src=x onerror=alert(1)>", channel="face")
    write_rows(files[0], [*lines_of(files[0]), {**hostile, "events": []}])
    write_rows(files[1], [*lines_of(files[1]), hostile])
    guowen("adjudicate", *files, "--out", tmp_path / "g.jsonl", "--page", tmp_path / "p.html")
    page = browser.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto((tmp_path / "p.html").as_uri())
    assert page.locator("details:visible").count() == 3
    assert page.locator("summary b").all_inner_texts() == ["<img src=x onerror=alert(1)>", "d1", "d2"]
    page.get_by_role("button", name="提及").click()
    assert page.locator("details:visible").count() == 1
    page.locator("summary:visible").click()
    cells = page.locator("tr:visible td").all_inner_texts()
    assert [cells[0], cells[2], cells[3]] == ["提及", "来电打听 [TRIGGER 3-7]", "打听 [TRIGGER 5-7]"]
    assert page.locator("pre:visible mark.d").all_inner_texts() == ["来电打听", "打听"]
    assert asked == [(tmp_path / "p.html").as_uri()]
    assert faults == []

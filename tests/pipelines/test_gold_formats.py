"""`guowen gold export, import, check, build` as a person runs them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evaluation.gold.faults import Fault, Place
from pipelines.cli import app
from pipelines.gold_formats import fault_lines

CITY = Path(__file__).parents[2] / "data" / "samples"
GOLD, REGISTRIES = CITY / "gold" / "gold.jsonl", CITY / "registries"
OUT = {"label-studio": "t.json", "doccano": "t.jsonl", "brat": "t", "conll": "t.conll"}


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["gold", *map(str, words)])


@pytest.mark.parametrize("tool", OUT)
def test_there_and_back(tool: str, tmp_path: Path) -> None:
    out, back, some = tmp_path / OUT[tool], tmp_path / "back.jsonl", tmp_path / "some.jsonl"
    some.write_text("".join(GOLD.read_text("utf-8").splitlines(keepends=True)[:4]), "utf-8")
    rows = [json.loads(line) for line in some.read_text("utf-8").splitlines()]
    mentions, events = (sum(len(row[name]) for row in rows) for name in ("mentions", "events"))
    counts = f"4 documents, {mentions} mentions, {events} events"
    gone = run("export", some, "--format", tool, "--out", out)
    assert gone.exit_code == 0
    assert counts in gone.output
    assert (f"not to be held by conll: events: {events}" in gone.output) is (tool == "conll")
    texts = ["--texts", some] if tool == "conll" else []
    came = run("import", out, "--format", tool, *texts, "--out", back)
    assert (came.exit_code, came.stdout) == (0, f"{counts}: {back}\n")
    assert back.read_bytes() == some.read_bytes()
    assert stat.S_IMODE(back.stat().st_mode) == 0o600


def test_what_does_not_come_in_ends_with_code_2(tmp_path: Path) -> None:
    line = {"text": "甲乙", "doc_id": "d", "kind": "chat", "label": [[0, 1, "PER"], [1, 9, "PER"]]}
    (tmp_path / "t.jsonl").write_text(json.dumps(line), "utf-8")
    came = run("import", tmp_path / "t.jsonl", "--format", "doccano", "--out", tmp_path / "g.jsonl")
    assert came.exit_code == 2
    assert f"{tmp_path / 't.jsonl'}:1: error import-outside [d label[2] = 1:9]" in came.stderr
    assert len(json.loads((tmp_path / "g.jsonl").read_text("utf-8"))["mentions"]) == 1


def test_check_says_what_is_wrong_and_writes_it_for_machines(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    rows[0]["events"][0]["channel"] = "pigeon"
    bad = tmp_path / "bad.jsonl"
    bad.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    told = run("check", bad, "--registries", REGISTRIES, "--json", tmp_path / "f.json")
    assert told.exit_code == 2
    assert "error unknown-channel" in told.stdout
    assert "1 errors" in told.stdout
    found = json.loads((tmp_path / "f.json").read_text("utf-8"))
    assert (found["errors"], found["counts"]["unknown-channel"]) == (1, 1)
    assert run("check", GOLD, "--registries", REGISTRIES).exit_code == 0


def test_build_gives_the_gold_of_the_sample_city(tmp_path: Path) -> None:
    made = run("build", CITY / "src", "--registries", REGISTRIES, "--out", tmp_path / "g.jsonl")
    assert made.exit_code == 0
    assert (tmp_path / "g.jsonl").read_bytes() == GOLD.read_bytes()


def test_build_writes_nothing_with_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("=== d\nkind: fax\n---\n甲\n---\n", "utf-8")
    made = run("build", tmp_path, "--registries", REGISTRIES, "--out", tmp_path / "g.jsonl")
    assert made.exit_code == 2
    assert "a.txt:1: error unknown-kind [d kind = fax]" in made.stderr
    assert not (tmp_path / "g.jsonl").exists()


def test_many_faults_are_cut_and_counted_errors_first() -> None:
    faults = [Fault("duplicate-text", Place("g", line)) for line in range(1, 4)] + [Fault("not-json", Place("g", 9))]
    lines = fault_lines(faults, most=2)
    assert lines[0].startswith("g:9: error not-json")
    assert lines[2:] == ["... and 2 more; --json FILE holds them all", "by code: not-json 1, duplicate-text 3"]

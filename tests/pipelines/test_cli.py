"""The command as a person calls it: a process of its own, its words and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = [
    {
        "doc_id": "d1",
        "kind": "chat",
        "owner": "P0011",
        "folder_case": None,
        "text": "2023-06-02 20:14 任玉兰: 于法官，（2023）湘96民初563号那个案子请多关照，能不能快点判",
    },
    {"doc_id": "d2", "kind": "work_note", "owner": None, "folder_case": None, "text": "食堂周三停业一天"},
]


def guowen(*arguments: object, folder: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the command without any `GUOWEN_*` or `PREFECT_*` variable but those given."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("GUOWEN_", "PREFECT_"))}
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**plain, **variables},
        cwd=folder,
        timeout=120,
        check=False,
    )


def test_help_names_the_commands_and_loads_nothing_heavy():
    code = (
        "import os, sys, pipelines.cli; "
        "heavy = {'prefect', 'pandas', 'spacy', 'sqlalchemy', 'onnxruntime', 'numpy', 'torch', 'fastapi', 'lxml'}; "
        "sys.argv = ['guowen', '--help']\n"
        "os._exit = lambda code: print('heavy:', sorted(heavy & set(sys.modules)))\n"
        "pipelines.cli.main()"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert told.stdout.endswith("heavy: []\n")
    for command in ("screen", "extract", "evaluate", "review", "demo"):
        assert f" {command} " in told.stdout


def test_version():
    told = guowen("--version")
    assert (told.returncode, told.stdout.split()[0]) == (0, "guowen")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["screen"], "Missing argument"),
        (["screen", "none"], "registries: not told"),
        (["screen", "none", "--registries", "none"], "inbox: "),
        (["screen", ".", "--registries", ".", "--out", "out"], "lies in the inbox"),
        (["screen", ".", "--registries", ".", "--profile", "army"], "profile: "),
        (["screen", ".", "--registries", ".", "--workers", "0"], "workers: "),
        (["extract", "none.jsonl", "--out", "p.jsonl"], "registries: not told"),
        (["evaluate", "none.jsonl"], "registries: not told"),
        (["review", "--store", "none.db"], "none.db"),
    ],
)
def test_wrong_use_is_one_clear_line(arguments, words, tmp_path):
    told = guowen(*arguments, folder=tmp_path)
    assert told.returncode == 2
    assert words in told.stderr
    assert "Traceback" not in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_prefect_server_that_does_not_answer_is_named(laid_city, tmp_path):
    told = guowen(
        "screen",
        laid_city.inbox,
        "--registries",
        laid_city.registries,
        folder=tmp_path,
        PREFECT_API_URL="http://127.0.0.1:9/api",
        PREFECT_HOME=str(tmp_path / "prefect"),
    )
    assert told.returncode == 2
    assert "no server answers at http://127.0.0.1:9/api" in told.stderr
    assert "--no-prefect" in told.stderr


def test_a_fault_of_the_program_is_told_without_its_words(tmp_path, monkeypatch, capsys):
    from pipelines import cli, command

    def fail(*_, **__):
        raise KeyError("任玉兰说的话")

    monkeypatch.setattr(command, "screen_inbox", fail)
    monkeypatch.setattr(sys, "argv", ["guowen", "screen", str(tmp_path)])
    monkeypatch.setattr(os, "_exit", sys.exit)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "KeyError at " in said
    assert "任玉兰" not in said


def test_screen_under_a_posix_locale(laid_city, tmp_path, undisturbed, read_outputs):
    """Chinese file names, outputs and summary, where Python would take everything for ASCII."""
    told = guowen(
        "screen",
        laid_city.inbox,
        "--registries",
        laid_city.registries,
        "--workers",
        1,
        "--log-file",
        "run.log",
        folder=tmp_path,
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
    )
    assert told.returncode == 0, told.stderr
    assert "已筛查 screened: 10" in told.stdout
    assert read_outputs(tmp_path / "out") == undisturbed
    assert (tmp_path / "guowen.db").exists()

    log = (tmp_path / "run.log").read_text("utf-8")
    assert [json.loads(line)["event"] for line in log.splitlines()] == ["planned", "committed", "concluded"]
    assert log.isascii()
    assert "minutes" not in log


def test_extract_and_evaluate(laid_city, tmp_path):
    docs = tmp_path / "docs.jsonl"
    docs.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in DOCS), "utf-8")
    told = guowen("extract", docs, "--registries", laid_city.registries, "--out", tmp_path / "made" / "pred.jsonl")
    assert told.returncode == 0, told.stderr
    rows = [json.loads(line) for line in (tmp_path / "made" / "pred.jsonl").read_text("utf-8").splitlines()]
    assert [row["doc_id"] for row in rows] == ["d1", "d2"]
    assert [row["text"] for row in rows] == [row["text"] for row in DOCS]
    assert "任玉兰" in [mention["text"] for mention in rows[0]["mentions"]]

    # Scored against itself a prediction is perfect.
    told = guowen(
        "evaluate",
        tmp_path / "made" / "pred.jsonl",
        tmp_path / "made" / "pred.jsonl",
        "--registries",
        laid_city.registries,
        "--out",
        tmp_path / "report",
    )
    assert told.returncode == 0, told.stderr
    assert {file.name for file in (tmp_path / "report").iterdir()} >= {"scores.json", "report.html"}


def test_a_gold_line_that_is_none_is_named(laid_city, tmp_path):
    docs = tmp_path / "docs.jsonl"
    docs.write_text('{"doc_id": "d1", "kind": "letter", "text": "x"}\n', "utf-8")
    told = guowen("extract", docs, "--registries", laid_city.registries, "--out", tmp_path / "pred.jsonl")
    assert told.returncode == 2
    assert f"{docs}:1: field 'kind' is 'letter'" in told.stderr

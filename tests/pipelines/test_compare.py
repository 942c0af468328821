"""`guowen compare` on real files and folders: what is written, what is refused, the exit codes.

A process of its own only where its exit code is asked for: starting one costs more than comparing.
"""

import json
import re
import stat
from pathlib import Path

import pytest

from data.errors import ConfigError, GoldError
from data.goldfile import read_documents, read_rows
from data.outputs import write_json_lines
from data.registries import load_registries
from evaluation.baseline import Baseline
from evaluation.run import evaluate_files
from pipelines.comparing import ComparisonOrder, compare_runs
from tests.pipelines.test_cli import guowen

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
GOLD = SAMPLES / "gold" / "gold.jsonl"
REGISTRIES = SAMPLES / "registries"
MERCY = 'version = "mild"\n[[lines]]\nname = "any"\nmeasure = "documents"\nat_least = 1\nwhy = "so"\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder of evaluate for the baseline, one for gold itself, and both as bare files."""
    folder = tmp_path_factory.mktemp("runs")
    registries, _ = load_registries(REGISTRIES)
    write_json_lines(folder / "naive.jsonl", Baseline(registries).rows(read_documents(GOLD)))
    write_json_lines(folder / "perfect.jsonl", [row for _, row in read_rows(GOLD)])
    for name in ("naive", "perfect"):
        evaluate_files(GOLD, folder / f"{name}.jsonl", REGISTRIES, folder / name, None)
    return folder


def test_two_folders_with_the_gate(made, tmp_path):
    told = guowen(
        "compare", GOLD, made / "naive", made / "perfect", "--registries", REGISTRIES, "--out", tmp_path / "o",
        "--gate", "shipped", folder=tmp_path,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert re.search(r"record_f1 .* 1\.000 .* second is better", told.stdout)
    assert "gate, version 1: passed" in told.stdout
    assert "note:" not in told.stdout
    assert re.search(r"unfiled_event .* <0\.001 .* second is better", told.stdout)
    assert told.stdout.endswith(f"page: {tmp_path / 'o' / 'comparison.html'}\n")
    wanted = {"comparison.html", "comparison.json"}
    assert {path.name for path in (tmp_path / "o").iterdir()} == wanted
    assert {stat.S_IMODE((tmp_path / "o" / name).stat().st_mode) for name in wanted} == {0o600}
    found = json.loads((tmp_path / "o" / "comparison.json").read_text("utf-8"))
    assert found["documents"] == 83
    assert found["headlines"][0]["key"] == "record_f1"
    assert found["headlines"][0]["second"] == 1.0
    assert found["gate"]["passed"] is True
    assert found["first"]["versions"]["gold_sha256"] == found["second"]["versions"]["gold_sha256"]


def test_the_gate_refuses_with_five(made, tmp_path):
    told = guowen("compare", GOLD, made / "perfect", made / "naive", "--gate", "shipped", folder=tmp_path)
    assert told.returncode == 5
    assert "REFUSED" in told.stdout
    assert told.stderr == "refused by the gate\n"
    found = json.loads((tmp_path / "out" / "comparison.json").read_text("utf-8"))
    assert (found["gate"]["passed"], found["slices"]) == (False, [])


def test_another_gate_judges_otherwise(made, tmp_path):
    (tmp_path / "mild.toml").write_text(MERCY, "utf-8")
    runs = made / "perfect", made / "naive"
    assert compare_runs(ComparisonOrder(GOLD, *runs, tmp_path, gate=tmp_path / "mild.toml")).passed
    assert compare_runs(ComparisonOrder(GOLD, *runs, tmp_path)) is None


def test_the_json_holds_no_words_of_the_papers(made, tmp_path, capsys):
    order = ComparisonOrder(GOLD, made / "naive.jsonl", made / "perfect.jsonl", tmp_path / "out")
    compare_runs(order)
    assert capsys.readouterr().out.count("note: a bare prediction file") == 2
    found = json.loads((tmp_path / "out" / "comparison.json").read_text("utf-8"))
    for name in ("changes", "documents_changed"):
        for one in found[name]:
            del one["doc_id"]
    text = json.dumps([found["changes"], found["documents_changed"]], ensure_ascii=False)
    assert found["changes"]
    assert not re.search(r"[\u4e00-\u9fff]", text)
    first = (tmp_path / "out" / "comparison.json").read_bytes()
    compare_runs(order)
    assert (tmp_path / "out" / "comparison.json").read_bytes() == first


def retold(made, tmp_path, **changed):
    """A copy of the naive folder whose scores.json says otherwise."""
    folder = tmp_path / "retold"
    folder.mkdir()
    (folder / "predictions.jsonl").write_bytes((made / "naive" / "predictions.jsonl").read_bytes())
    values = json.loads((made / "naive" / "scores.json").read_text("utf-8"))
    for name, value in changed.items():
        if name in ("gold_sha256", "registries_sha256"):
            values["versions"][name] = value
        else:
            values[name] = value
    (folder / "scores.json").write_text(json.dumps(values), "utf-8")
    return folder


REFUSED = [
    (
        "another gold",
        {"gold_sha256": "f00"},
        None,
        r"gold_sha256 of run .*retold is f00, that of gold .* is [0-9a-f]{64};",
    ),
    (
        "other registries than in hand",
        {"registries_sha256": "f00"},
        REGISTRIES,
        r"registries_sha256 of run .*retold is f00, that of the registries in hand is [0-9a-f]{64}",
    ),
    (
        "other registries than the other run",
        {"registries_sha256": "f00"},
        None,
        r"registries_sha256 of run .*perfect is [0-9a-f]{64}, that of run .*retold is f00",
    ),
    ("a hash not told", {"gold_sha256": None}, None, "is not told, that of gold"),
    ("no versions", {"versions": None}, None, "has no versions"),
    ("a training fit beside a test", {"scored_on": "training_fit"}, None, "a training fit is not compared with a test"),
]


@pytest.mark.parametrize(("name", "changed", "registries", "words"), REFUSED, ids=[case[0] for case in REFUSED])
def test_folders_that_are_not_comparable_are_refused(made, tmp_path, name, changed, registries, words):
    told = retold(made, tmp_path, **changed)
    with pytest.raises(GoldError, match=words):
        compare_runs(ComparisonOrder(GOLD, told, made / "perfect", tmp_path / "out", registries))
    assert not (tmp_path / "out").exists()


def test_a_number_that_no_longer_comes_out_is_told(made, tmp_path, capsys):
    compare_runs(ComparisonOrder(GOLD, retold(made, tmp_path, record_f1=0.9), made / "perfect", tmp_path / "out"))
    assert "record_f1 is 0.9 in its scores.json and " in capsys.readouterr().out


def test_missing_things_are_named(made, tmp_path):
    (tmp_path / "empty").mkdir()
    cases = {
        "has no predictions.jsonl": (GOLD, tmp_path / "empty", made / "naive"),
        "not there; name a prediction file": (GOLD, made / "naive", tmp_path / "none.jsonl"),
        "cannot be read": (tmp_path / "none.jsonl", made / "naive.jsonl", made / "naive.jsonl"),
    }
    for words, arguments in cases.items():
        with pytest.raises(GoldError, match=words):
            compare_runs(ComparisonOrder(*arguments, tmp_path / "out"))


def test_a_faulty_gate_is_named_before_anything_is_scored(made, tmp_path):
    (tmp_path / "g.toml").write_text(MERCY.replace("documents", "dokuments"), "utf-8")
    with pytest.raises(ConfigError, match="g.toml:2: measure is 'dokuments'"):
        compare_runs(ComparisonOrder(GOLD, made, made, tmp_path / "out", gate=tmp_path / "g.toml"))
    assert not (tmp_path / "out").exists()

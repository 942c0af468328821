"""`guowen train`: real training on a few papers, tests kept apart, refusal and promotion by the gate, the way back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from data.errors import ConfigError
from data.goldfile import read_rows
from data.outputs import write_json_lines
from evaluation.scorer import HEADLINE_KEYS
from extractors.neural.model import neural_files
from extractors.pipeline import version_of
from models.folder import open_model
from models.shelf import Change, Shelf
from pipelines.basis import lay_basis
from pipelines.cli import app
from pipelines.order import order_of
from pipelines.settings import load_settings
from pipelines.weights import weights_of
from tests.pipelines.conftest import City, lay_registries

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "samples" / "gold" / "gold.jsonl"
WEIGHTS = sorted([*(f"linear_{name}.tsv.gz" for name in ("acts", "clauses", "roles", "sorts")), *neural_files()])
LOW = """
version = "low"
[[lines]]
name = "unscorable"
measure = "unscorable"
at_most = 0
why = "every paper is read"
"""
HIGH = (
    LOW
    + """
[[lines]]
name = "flawless"
measure = "record"
at_least = 1.0
why = "no model is"
"""
)


@dataclass(frozen=True)
class Ground:
    """Gold to learn from, gold to test on, and a model that was trained and tested so."""

    learn: Path
    test: Path
    model: Path
    told: Result


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "200"})


def lay_gold(folder: Path, rows: list[dict[str, object]]) -> Path:
    folder.mkdir()
    lay_registries(folder / "world")
    write_json_lines(folder / "gold.jsonl", rows)
    return folder


@pytest.fixture(scope="module")
def papers() -> list[dict[str, object]]:
    """The shorter papers of the sample city that tell of something."""
    told = [row for _, row in read_rows(SAMPLE) if row["events"]]
    return sorted(told, key=lambda row: len(row["text"]))[:14]


@pytest.fixture(scope="module")
def ground(papers: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory) -> Ground:
    root = tmp_path_factory.mktemp("train")
    learn, test = lay_gold(root / "learn", papers[0::2]), lay_gold(root / "test", papers[1::2])
    told = run("train", learn, "--out", root / "model", "--test", test, "--licence", "internal", "--seed", 7)
    assert told.exit_code == 0, told.output
    return Ground(learn, test, root / "model", told)


@pytest.fixture
def gate(tmp_path: Path) -> dict[str, Path]:
    files = {"low": tmp_path / "low.toml", "high": tmp_path / "high.toml"}
    files["low"].write_text(LOW, "utf-8")
    files["high"].write_text(HIGH, "utf-8")
    return files


def promoted(ground: Ground, gate: Path, models: Path) -> Result:
    return run(
        "train", "--candidate", ground.model, "--test", ground.test, "--promote", "--gate", gate, "--models", models
    )


def test_a_model_folder_has_weights_record_and_card(ground, papers):
    assert sorted(file.name for file in ground.model.iterdir()) == sorted(["card.md", *WEIGHTS, "record.json"])
    record = open_model(ground.model).record
    assert (record.trainer, record.seed, record.licence) == ("linear", 7, "internal")
    assert list(record.files) == WEIGHTS
    assert record.gold[0].documents == 7  # the reader goes along as it is, with what it learnt from
    assert len(record.documents) == sum(gold.documents for gold in record.gold) == 7 + 1248
    assert {"code", "python", "numpy", "scikit-learn"} <= set(record.versions)
    (test,) = record.tests
    assert test.gold.documents == 7
    assert set(test.headlines) == set(HEADLINE_KEYS)
    words = (ground.model / "record.json").read_text("utf-8") + (ground.model / "card.md").read_text("utf-8")
    for row in papers:
        assert not any(line in words for line in row["text"].splitlines() if len(line) > 5)
    assert "7 documents" in ground.told.output


def test_the_model_is_used_and_named_and_its_gold_refused(ground, tmp_path):
    used = ("--registries", ground.test / "world", "--model", ground.model, "--out", tmp_path / "out")
    told = run("evaluate", ground.learn / "gold.jsonl", *used)
    assert told.exit_code == 1  # the error itself; the command's own main ends with 2
    assert "7 of 7 documents were read" in str(told.exception)
    assert not (tmp_path / "out").exists()
    told = run("evaluate", ground.learn / "gold.jsonl", *used, "--training-fit")
    assert told.exit_code == 0, told.output
    assert "TRAINING FIT, NOT A TEST: the model learnt from 7 of the 7 documents" in told.output
    values = json.loads((tmp_path / "out" / "scores.json").read_text("utf-8"))
    assert (values["scored_on"], values["training_fit"], len(values["read_in_training"])) == ("training_fit", True, 7)
    name = open_model(ground.model).name
    assert values["versions"]["model"] == f"{name}; {version_of(ground.model)}"
    assert values["versions"]["extractor"] == version_of(ground.model) != version_of()  # of the weights it loaded
    assert {"commit", "rulebook", "gold_sha256", "registries_sha256", "python", "numpy", "bootstrap"} <= set(
        values["versions"]
    )


def test_predictions_made_elsewhere_are_checked_against_the_model_that_is_named(ground, tmp_path):
    gold, out = ground.learn / "gold.jsonl", tmp_path / "out"
    told = run("evaluate", gold, gold, "--registries", ground.learn / "world", "--out", out)
    assert told.exit_code == 0, told.output
    assert "not checked whether the model learnt from this gold" in told.output
    assert json.loads((out / "scores.json").read_text("utf-8"))["scored_on"] == "unchecked"
    told = run("evaluate", gold, gold, "--registries", ground.learn / "world", "--out", out, "--model", ground.model)
    assert "7 of 7 documents were read" in str(told.exception)


REFUSALS = {
    "nothing to learn from": (["--out", "new"], "name gold folders"),
    "gold and a candidate": (["{learn}", "--candidate", "{model}", "--out", "new"], "not both"),
    "no place for it": (["{learn}"], "--out DIR"),
    "a folder without gold": (["{learn}/world", "--out", "new"], "holds no gold.jsonl"),
    "a model there already": (["{learn}", "--out", "{model}"], "never written over"),
    "its own gold as test": (
        ["{learn}", "--test", "{learn}", "--out", "new"],
        "7 of 7 documents stand in",
    ),
    "promotion without a test": (["{learn}", "--out", "new", "--promote", "--models", "m"], "--test"),
    "promotion to nowhere": (["{learn}", "--out", "new", "--promote", "--test", "{test}"], "--models DIR"),
    "a gate that is none": (
        ["{learn}", "--out", "new", "--promote", "--test", "{test}", "--models", "m", "--gate", "none.toml"],
        "none.toml",
    ),
    "back from nowhere": (["--rollback"], "--models DIR"),
    "back and on at once": (["{learn}", "--rollback", "--models", "m"], "--rollback stands alone"),
    "back from an empty shelf": (["--rollback", "--models", "m"], "current.json is missing"),
}


@pytest.mark.parametrize(("options", "says"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_stands_in_the_way_is_said_before_any_work(ground, tmp_path, monkeypatch, options, says):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("models.linear_training.LinearTrainer.train", None)
    places = {"learn": ground.learn, "test": ground.test, "model": ground.model}
    told = run("train", *(option.format(**places) for option in options))
    assert says in str(told.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_nearly_identical_paper_is_no_test(ground, papers, tmp_path):
    text = papers[0]["text"].replace("，", " , ") + "（复印件）"
    row = {**papers[0], "doc_id": "copy", "text": text, "mentions": [], "events": []}
    test = lay_gold(tmp_path / "test", [row, papers[1]])
    told = run("train", ground.learn, "--test", test, "--out", tmp_path / "new")
    assert "1 of 2 documents stand in the training gold" in str(told.exception)
    assert "copy" in str(told.exception)


def test_gold_without_an_event_teaches_nothing_and_leaves_nothing(ground, papers, tmp_path):
    dull = lay_gold(tmp_path / "dull", [{**papers[0], "events": []}])
    told = run("train", dull, "--out", tmp_path / "new")
    assert "not one event to learn from" in str(told.exception)
    faulty = lay_gold(tmp_path / "faulty", [{**papers[0], "mentions": [{"id": "p1"}]}])
    told = run("train", faulty, "--out", tmp_path / "new")
    assert papers[0]["doc_id"] in str(told.exception)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["dull", "faulty"]


def test_the_gate_refuses_and_nothing_changes(ground, gate, tmp_path):
    told = promoted(ground, gate["high"], tmp_path / "models")
    assert told.exit_code == 5, told.output
    assert "passed  unscorable: unscorable 0.000, wanted <= 0; every paper is read" in told.output
    assert "REFUSED flawless: record f1" in told.output
    assert not (tmp_path / "models").exists()
    assert Shelf(tmp_path / "models").incumbent() is None


def test_promoted_used_and_taken_back(ground, gate, laid_city: City, tmp_path, monkeypatch):
    models = tmp_path / "models"
    told = promoted(ground, gate["low"], models)
    assert told.exit_code == 0, told.output
    name = open_model(ground.model).name
    assert f"in use: {name}" in told.output
    settings = load_settings({"models": models, "registries": laid_city.registries})
    assert weights_of(settings) == models / "versions" / name
    (entry,) = Shelf(models).changes()
    assert (entry["change"], entry["version"], entry["gate"][0]["gate_version"]) == ("promote", name, "low")
    assert entry["who"]
    # a screening's versions name the weights, so that papers are read again when they change
    shipped = lay_basis(laid_city.order).versions
    ours = lay_basis(order_of(laid_city.inbox, settings)).versions
    assert {key for key in ours if ours[key] != shipped[key]} == {"model"}
    # damaged weights are an error, never the shipped ones in silence
    weights = models / "versions" / name / "linear_acts.tsv.gz"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-1])
    monkeypatch.setenv("GUOWEN_MODELS", str(models))
    told = run("extract", SAMPLE, "--registries", ground.test / "world", "--out", tmp_path / "pred.jsonl")
    assert "linear_acts.tsv.gz is not the file of its record" in str(told.exception)
    assert not (tmp_path / "pred.jsonl").exists()
    with pytest.raises(ConfigError, match="--rollback"):
        order_of(laid_city.inbox, settings)
    weights.write_bytes(whole)
    assert run("train", "--rollback").output == "in use again: shipped\n"
    assert weights_of(settings) is None
    assert order_of(laid_city.inbox, settings).weights is None


def test_an_incumbent_that_learnt_from_the_test_is_no_measure(ground, gate, tmp_path):
    models = tmp_path / "models"
    model = open_model(ground.model)
    Shelf(models).promote(model, Change("tests", "2026-11-23T00:00:00+00:00"), None)
    new = replace(ground, test=ground.learn)
    told = promoted(new, gate["low"], models)
    assert f"model {model.name} (in use) was trained" in str(told.exception)


def test_killed_in_the_middle_there_is_no_model_and_the_same_command_ends_well(ground, tmp_path):
    out = tmp_path / "model"
    command = [sys.executable, "-m", "pipelines", "train", str(ground.learn), "--out", str(out), "--seed", "7"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("reading"):
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    assert [file.name for file in tmp_path.iterdir()] == [".model.part"]
    assert run(*command[3:]).exit_code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["model"]
    # the same gold, the same bytes
    for name in WEIGHTS:
        assert (out / name).read_bytes() == (ground.model / name).read_bytes()

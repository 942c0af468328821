"""A model folder is whole or not there."""

from dataclasses import replace
from pathlib import Path

import pytest

from data.errors import ConfigError
from evaluation.provenance import file_sha256
from evaluation.training_record import Figures, GoldFile, TrainingRecord
from extractors.neural.model import neural_files
from models.folder import finish, new_folder, open_model, shipped_model

RECORD = TrainingRecord("linear", {}, (GoldFile("ab" * 32, 3),), (), 5, {"strength": 0.2}, {"code": "1.0"})


def test_the_shipped_weights_are_those_of_their_record():
    model = shipped_model()
    assert model.name == "shipped"
    linear = [f"linear_{name}.tsv.gz" for name in ("acts", "clauses", "roles", "sorts")]
    names = [*linear, *sorted(neural_files())]
    assert list(model.record.files) == names
    folder = Path(__file__).resolve().parents[2] / "data" / "weights"
    assert [file_sha256(folder / name) for name in names] == list(model.record.files.values())


def test_a_folder_appears_whole_or_not_at_all(tmp_path):
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "m") as part:
        (part / "w.gz").write_bytes(bytes(1 // 0))
    assert list(tmp_path.iterdir()) == []
    (tmp_path / ".m.part").mkdir()  # what a killed run leaves
    (tmp_path / ".m.part" / "old").write_bytes(b"old")
    with new_folder(tmp_path / "m") as part:
        (part / "w.gz").write_bytes(b"w")
        assert not (tmp_path / "m").exists()
    assert [file.name for file in tmp_path.rglob("*")] == ["m", "w.gz"]
    assert (tmp_path / "m" / "w.gz").stat().st_mode & 0o777 == 0o600


def test_a_model_is_never_written_over_another(tmp_path):
    (tmp_path / "m").mkdir()
    with new_folder(tmp_path / "m"):
        pass  # an empty folder is no model
    (tmp_path / "m" / "w.gz").write_bytes(b"w")
    with pytest.raises(ConfigError, match="never written over"), new_folder(tmp_path / "m"):
        pass


def test_the_card_tells_origin_licence_and_figures(tmp_path):
    figures = (Figures(GoldFile("cd" * 32, 9), {"record_f1": 0.25, "unfiled_event_f1": None}),)
    with new_folder(tmp_path / "m") as part:
        (part / "w.gz").write_bytes(b"w")
        finish(part, replace(RECORD, files={"w.gz": file_sha256(part / "w.gz")}, tests=figures, licence="internal"))
    text = (tmp_path / "m" / "card.md").read_text("utf-8")
    assert "**Licence:** internal" in text
    assert f"| `{'ab' * 32}` | 3 |" in text
    assert "| `cdcdcdcdcdcdcdcd` | 9 | 0.2500 | - |" in text
    finish(tmp_path / "m", RECORD)
    text = (tmp_path / "m" / "card.md").read_text("utf-8")
    assert "not told; ask whoever holds the gold" in text
    assert "Not tested" in text
    with pytest.raises(ConfigError, match="names no weights"):
        open_model(tmp_path / "m")


def test_no_folder_is_no_model(tmp_path):
    with pytest.raises(ConfigError, match="is no folder"):
        open_model(tmp_path / "none")

"""Linear models: what the file says is what is scored, and a broken file is named."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

import extractors.linear
from data.errors import ConfigError
from extractors.linear import LinearModel, load_model
from models.linear_training import write


def _model() -> LinearModel:
    weights = np.array([[1.5, 0.0], [-0.25, 2.0]], np.float32)
    return LinearModel(("yes", "no"), {"a": 0, "b c": 1}, weights, np.array([-0.5, 0.25], np.float32))


def test_logits_are_bias_and_known_weights() -> None:
    assert _model().logits(["a", "b c", "unknown"]).tolist() == [0.75, 2.25]
    assert _model().logits([]).tolist() == [-0.5, 0.25]


def test_written_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weights").mkdir()
    monkeypatch.setattr(extractors.linear, "files", lambda _: tmp_path)
    write(_model(), tmp_path / "weights" / "linear_x.tsv.gz")
    again = load_model("x")
    assert again.outputs == ("yes", "no")
    assert again.rows == {"a": 0, "b c": 1}
    assert again.weights.tolist() == [[1.5, 0.0], [-0.25, 2.0]]
    assert again.bias.tolist() == [-0.5, 0.25]


@pytest.mark.parametrize(
    ("content", "place"),
    [(b"", ":1:"), (b"# version: 1\noutputs\tyes\nbias\t0\nfeature without weights\n", ":4:")],
)
def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, place: str) -> None:
    (tmp_path / "weights").mkdir()
    monkeypatch.setattr(extractors.linear, "files", lambda _: tmp_path)
    (tmp_path / "weights" / "linear_x.tsv.gz").write_bytes(gzip.compress(content))
    with pytest.raises(ConfigError, match=f"linear_x.tsv.gz{place}"):
        load_model("x")


@pytest.mark.parametrize("name", ["acts", "clauses", "sorts", "roles"])
def test_the_shipped_models_load(name: str) -> None:
    model = load_model(name)
    assert model.weights.shape == (len(model.rows), len(model.outputs))

"""The neural reader is trained, interrupted, taken up, exported and read with: a small BERT, a few papers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.errors import ConfigError
from data.goldfile import document_of, read_rows
from data.outputs import write_json_lines
from data.registries import load_registries
from evaluation.provenance import file_sha256
from extractors.neural.files import files_of
from extractors.neural.model import load_neural
from extractors.neural.reader import NeuralReader
from extractors.people import people_of
from extractors.pipeline import draft_of
from models.training import GoldFolder

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "samples"


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A BERT checkpoint of two layers, as any other lies on a disk."""
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("encoder")
    characters = sorted({c for _, row in read_rows(SAMPLE / "gold" / "gold.jsonl") for c in row["text"] if c.strip()})
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters, "案件"]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n", "utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words), hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=48
    )
    BertModel(config).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> GoldFolder:
    rows = [row for _, row in read_rows(SAMPLE / "gold" / "gold.jsonl") if row["events"]]
    file = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    write_json_lines(file, sorted(rows, key=lambda row: len(row["text"]))[:8])
    return GoldFolder(file, SAMPLE / "registries")


def trained(encoder: str, gold: GoldFolder, into: Path, kept: Path | None = None) -> list[str]:
    from models.neural.learning import LearningSettings
    from models.neural.training import NeuralTrainer

    said: list[str] = []
    learning = replace(LearningSettings(), members=2, frozen=1, tuned=1, epochs=2, variants=2, batch=4)
    into.mkdir()
    names = NeuralTrainer(encoder, kept, learning).train([gold], into, 3, said.append)
    assert set(files_of(2)) <= set(names)
    return said


def test_trained_exported_and_read_with(encoder: str, gold: GoldFolder, tmp_path: Path) -> None:
    said = trained(encoder, gold, tmp_path / "model", tmp_path / "kept")
    assert any("100%" in line for line in said)
    model = load_neural(tmp_path / "model")
    assert model is not None
    registries, _ = load_registries(gold.registries)
    read, reader = draft_of(registries), NeuralReader(model, people_of(registries))
    for _, row in read_rows(gold.gold):
        draft = read(document_of(row, "gold"))
        reading = reader.read(draft)
        assert reading.told
        assert all(0.0 <= one.act <= 1.0 for one in reading.told)
        assert all(span.end <= len(draft.text) for span in draft.spans)


def test_taken_up_where_it_was_cut_off_it_comes_to_the_same(
    encoder: str, gold: GoldFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.neural import training
    from models.neural.learning import Learner

    trained(encoder, gold, tmp_path / "whole")
    monkeypatch.setattr(training, "KEEP_EVERY", 0.0)
    learn, steps = Learner.learn, []

    def cut_off(self: Learner, numbers: list[int], epoch: int) -> dict[str, float]:
        steps.append(epoch)
        if len(steps) == 3:
            raise KeyboardInterrupt
        return learn(self, numbers, epoch)

    monkeypatch.setattr(Learner, "learn", cut_off)
    with pytest.raises(KeyboardInterrupt):
        trained(encoder, gold, tmp_path / "part", tmp_path / "kept")
    said = trained(encoder, gold, tmp_path / "again", tmp_path / "kept")
    assert any("taken up at" in line for line in said)
    assert [file_sha256(tmp_path / "again" / name) for name in files_of(2)] == [
        file_sha256(tmp_path / "whole" / name) for name in files_of(2)
    ]


def test_an_encoder_that_cannot_be_had_is_named(encoder: str, tmp_path: Path) -> None:
    from models.neural.encoders import load_encoder

    with pytest.raises(ConfigError, match="has 2 layers, 8 were asked for"):
        load_encoder(encoder, 8)
    with pytest.raises(ConfigError, match="nowhere cannot be loaded"):
        load_encoder(str(tmp_path / "nowhere"), 2)

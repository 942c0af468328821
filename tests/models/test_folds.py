"""Folds of gold folders, and the model that has not learnt from a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import ConfigError, GoldError
from data.outputs import write_text
from evaluation.provenance import file_sha256
from evaluation.training_record import GoldFile, TrainingRecord
from models.folder import finish
from models.folds import StrangeModels, balanced, folds_of
from models.training import GoldFolder

BALANCED = [
    ([5, 4, 3, 2, 1], 2, ((0, 3, 4), (1, 2))),
    ([1, 1, 1], 3, ((0,), (1,), (2,))),
    ([2, 9, 2, 2, 2], 2, ((1,), (0, 2, 3, 4))),
    ([7], 2, ((0,), ())),
]


@pytest.mark.parametrize(("sizes", "count", "folds"), BALANCED)
def test_folds_are_nearly_as_large(sizes: list[int], count: int, folds: tuple[tuple[int, ...], ...]) -> None:
    assert balanced(sizes, count) == folds


@pytest.mark.parametrize("count", [0, 1, 2])
def test_folds_need_folders_to_spare(count: int, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"{count} folds of 1 gold"):
        folds_of([GoldFolder(tmp_path, tmp_path)], count)


@pytest.fixture
def golds(tmp_path: Path) -> list[Path]:
    found = [tmp_path / f"{name}.jsonl" for name in "abc"]
    for gold in found:
        write_text(gold, gold.stem)
    return found


def model(folder: Path, *learnt: Path) -> Path:
    folder.mkdir()
    write_text(folder / "weights", folder.name)
    files = {"weights": file_sha256(folder / "weights")}
    finish(folder, TrainingRecord("t", files, tuple(GoldFile(file_sha256(g), 1) for g in learnt), (), 0, {}, {}))
    return folder


def test_each_gold_is_read_by_a_model_that_is_strange_to_it(golds: list[Path], tmp_path: Path) -> None:
    a, b, c = golds
    models = [model(tmp_path / "m1", b, c), model(tmp_path / "m2", a, c), model(tmp_path / "m3", a)]
    strange = StrangeModels(models)
    assert [strange.to(gold).name for gold in golds] == ["m1", "m2", "m3"]
    with pytest.raises(GoldError, match=r"b\.jsonl: every one of the 1 models learnt from it"):
        StrangeModels(models[:1]).to(b)
    with pytest.raises(ConfigError, match="no folder"):
        StrangeModels([tmp_path / "nowhere"])

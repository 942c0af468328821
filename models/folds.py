"""Gold folders in folds, so that models learn from some and are tried on others.

    python -m models.folds GOLD_FOLDER... --out DIR [--folds 4] [--trainer linear|neural] [--seed 0]

Trains a model folder `DIR/fold-N` a fold, from the gold of all other folds. What was interrupted goes on; what is there
already is kept. `bench.scores --models DIR/*` and others then read every folder with the model that is strange to it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from data.errors import ConfigError, GoldError
from evaluation.provenance import file_sha256
from models.folder import ModelFolder, finish, new_folder, open_model
from models.training import GoldFolder, Lesson, Say, Trainer, gold_folder, gold_rows, learn


def balanced(sizes: Sequence[int], count: int) -> tuple[tuple[int, ...], ...]:
    """The places of `sizes` in `count` folds of nearly equal sums, places in order.

    The largest goes first, each to the fold that has least so far, the first of several.
    """
    folds: list[list[int]] = [[] for _ in range(count)]
    for place in sorted(range(len(sizes)), key=lambda at: (-sizes[at], at)):
        min(folds, key=lambda fold: sum(sizes[at] for at in fold)).append(place)
    return tuple(tuple(sorted(fold)) for fold in folds)


def folds_of(golds: Sequence[GoldFolder], count: int) -> tuple[tuple[GoldFolder, ...], ...]:
    """The gold folders in folds of nearly as many documents each. Raises ConfigError when they are too few."""
    if not 2 <= count <= len(golds):
        raise ConfigError(
            f"folds: {count} folds of {len(golds)} gold folders; models must learn from others than they read, "
            "so name at least two folders and from 2 to as many folds"
        )
    return tuple(
        tuple(golds[place] for place in fold) for fold in balanced([len(gold_rows(one.gold)) for one in golds], count)
    )


def train_folds(lesson: Lesson, count: int, trainer: Trainer, out: Path, say: Say) -> None:
    """Writes a model folder `out/fold-N` for every one of `count` folds of the lesson's gold."""
    for number, fold in enumerate(folds_of(lesson.golds, count), 1):
        into = out / f"fold-{number}"
        if into.is_dir():
            open_model(into)
            continue
        say(f"fold {number} of {count}")
        with new_folder(into) as part:
            others = tuple(gold for gold in lesson.golds if gold not in fold)
            finish(part, learn(trainer, replace(lesson, golds=others), part, say))


class StrangeModels:
    """Model folders of which one is taken that has not learnt from the gold it is to read."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Raises ConfigError for a folder that holds no sound model."""
        self.models: Sequence[ModelFolder] = [open_model(folder) for folder in folders]

    def to(self, gold: Path) -> Path:
        """The first model that is strange to a gold file. Raises GoldError when all have learnt from it."""
        digest = file_sha256(gold)
        for model in self.models:
            if all(read.sha256 != digest for read in model.record.gold):
                return model.path
        raise GoldError(f"gold, {gold}: every one of the {len(self.models)} models learnt from it; train folds anew")


def _trainers(out: Path) -> Mapping[str, Trainer]:
    from models.linear_training import LinearTrainer
    from models.neural.training import NeuralTrainer

    return {"linear": LinearTrainer(alone=True), "neural": NeuralTrainer(kept=out / "checkpoints", members=1)}


def main() -> None:
    """Trains the folds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--trainer", choices=("linear", "neural"), default="neural")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    lesson = Lesson(tuple(gold_folder(folder) for folder in told.folders), told.seed)
    train_folds(lesson, told.folds, _trainers(told.out)[told.trainer], told.out, _say)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()

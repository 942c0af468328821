"""Fits the linear models of the extractors by logistic regression and writes them as plain tables.

Needs the train extra (scikit-learn).
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from data.errors import ConfigError
from data.registries import load_registries
from evaluation.training_record import TrainingRecord
from extractors.linear import SCALE, LinearModel, file_name
from extractors.neural.model import neural_digest, neural_files
from extractors.pipeline import MODELS, RULES_VERSION
from models.folder import shipped_folder, shipped_model
from models.linear_examples import Examples, examples_of, sort_outputs
from models.linear_fitting import FitSettings, fit, fit_choices, side_by_side
from models.training import GoldFolder, Say

VERSION = 1

ACTS = FitSettings(0.2, scales={"s": 0.6, "t": 0.3, "r": 0.4, "d": 0.3, "P": 0.3, "N": 0.3})
CLAUSES = FitSettings(0.3, scales={"p": 0.5, "n": 0.5})
SORTS = FitSettings(0.3, scales={"s": 0.6, "t": 0.3, "r": 0.4, "d": 0.3, "P": 0.3, "N": 0.3, "p": 0.4, "n": 0.4})
ROLES = FitSettings(0.33)


class LinearTrainer:
    """Trains the linear models of the extractors; the shipped neural reader, if there is one, goes along as it is.

    With `alone` nothing goes along.
    """

    name = "linear"
    libraries = ("scikit-learn", "scipy", "jieba")

    def __init__(self, alone: bool = False) -> None:
        self._alone = alone

    @property
    def settings(self) -> Mapping[str, Any]:
        """The fits' settings by model."""
        fits = {"acts": ACTS, "clauses": CLAUSES, "sorts": SORTS, "roles": ROLES}
        return {"format": VERSION, "rules": RULES_VERSION, **{name: asdict(fit) for name, fit in fits.items()}}

    def check(self) -> None:
        """Raises ConfigError when scikit-learn is not installed."""
        if find_spec("sklearn") is None:
            raise ConfigError(
                "train: scikit-learn is not installed; install guowen with its train extra: guowen[train]"
            )

    def carried(self) -> TrainingRecord | None:
        """The record of the shipped weights when their reader goes along."""
        return shipped_model().record if self._takes_reader() else None

    def _takes_reader(self) -> bool:
        return not self._alone and bool(neural_digest())

    def train(self, golds: Sequence[GoldFolder], into: Path, seed: int, say: Say) -> Sequence[str]:
        """Writes the four models. The solver in use draws nothing: every seed gives the same weights."""
        examples = Examples()
        for number, one in enumerate(golds, 1):
            say(f"reading gold {number} of {len(golds)}")
            registries, _ = load_registries(one.registries)
            examples.add(examples_of(one.gold, registries))
        say(f"fitting 4 models to {len(examples.acts)} sentences and {len(examples.sorts)} acts")
        for name, model in fit_all(examples, seed).items():
            write(model, into / file_name(name))
        names = [file_name(name) for name in MODELS]
        if self._takes_reader():
            with shipped_folder() as shipped:
                names += [Path(shutil.copyfile(shipped / name, into / name)).name for name in neural_files(shipped)]
        return names


def fit_all(examples: Examples, seed: int = 0) -> dict[str, LinearModel]:
    """The four models by name: acts, clauses, sorts, roles."""
    roles = [fit_choices(choices, role, ROLES) for role, choices in examples.roles.items()]
    return {
        "acts": fit(examples.acts, ("act",), replace(ACTS, seed=seed)),
        "clauses": fit(examples.clauses, ("clause",), replace(CLAUSES, seed=seed)),
        "sorts": fit(examples.sorts, sort_outputs(), replace(SORTS, seed=seed)),
        "roles": side_by_side(roles),
    }


def write(model: LinearModel, path: Path) -> None:
    """Writes `model` as `extractors.linear.load_model` reads it; same model, same bytes."""
    lines = [f"# version: {VERSION}"]
    lines.append("\t".join(("outputs", *model.outputs)))
    lines.append("\t".join(("bias", *(str(round(float(value) * SCALE)) for value in model.bias))))
    for name, row in model.rows.items():
        pairs = [f"{column}:{round(float(w) * SCALE)}" for column, w in enumerate(model.weights[row]) if w]
        lines.append(f"{name}\t{' '.join(pairs)}")
    with path.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write("\n".join(lines).encode("utf-8"))

"""Fits the linear models of the extractors by logistic regression and writes them as plain tables.

Needs the train extra (scikit-learn).
"""

from __future__ import annotations

import gzip
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import ConfigError
from data.registries import load_registries
from evaluation.training_record import TrainingRecord
from extractors.linear import SCALE, LinearModel, file_name
from extractors.neural.model import neural_digest, neural_files
from extractors.pipeline import MODELS, RULES_VERSION
from models.folder import shipped_folder, shipped_model
from models.linear_examples import Example, Examples, examples_of, sort_outputs
from models.training import GoldFolder, Say

VERSION = 1
FLAT = 6.0
"""The score, up or down, of an output that nothing was learnt about."""


@dataclass(frozen=True, slots=True)
class FitSettings:
    """How one model is fitted. `strength` is the inverse of the penalty; `least` the examples a feature must occur in.

    `scales` weighs features by their first letter: what surrounds a sentence counts less than the sentence. Weights
    below `smallest` are left out of the file.
    """

    strength: float
    least: int = 3
    scales: Mapping[str, float] = field(default_factory=dict)
    smallest: float = 0.004
    seed: int = 0


ACTS = FitSettings(0.2, scales={"s": 0.6, "t": 0.3, "r": 0.4, "d": 0.3, "P": 0.3, "N": 0.3})
CLAUSES = FitSettings(0.3, scales={"p": 0.5, "n": 0.5})
SORTS = FitSettings(0.3, scales={"s": 0.6, "t": 0.3, "r": 0.4, "d": 0.3, "P": 0.3, "N": 0.3, "p": 0.4, "n": 0.4})
ROLES = FitSettings(0.05)


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
    roles = [fit(found, (role,), replace(ROLES, seed=seed)) for role, found in examples.roles.items()]
    return {
        "acts": fit(examples.acts, ("act",), replace(ACTS, seed=seed)),
        "clauses": fit(examples.clauses, ("clause",), replace(CLAUSES, seed=seed)),
        "sorts": fit(examples.sorts, sort_outputs(), replace(SORTS, seed=seed)),
        "roles": side_by_side(roles),
    }


def fit(examples: Sequence[Example], outputs: Sequence[str], settings: FitSettings) -> LinearModel:
    """One logistic regression an output over the same features.

    Outputs without examples get a flat low score, those that every example has a flat high one.
    """
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped,import-not-found,unused-ignore]

    counts = Counter(feature for example in examples for feature in example.features)
    names = sorted(feature for feature, count in counts.items() if count >= settings.least)
    rows = {name: number for number, name in enumerate(names)}
    scales = np.array([_scale(name, settings) for name in names])
    table = _matrix(examples, rows, scales)
    weights = np.zeros((len(names), len(outputs)))
    bias = np.full(len(outputs), -FLAT)
    for column, output in enumerate(outputs):
        wanted = np.array([output in example.true for example in examples])
        if wanted.all() or not wanted.any() or not names:
            bias[column] = FLAT if len(wanted) and wanted.mean() > 0.5 else -FLAT
            continue
        model = LogisticRegression(C=settings.strength, solver="liblinear", random_state=settings.seed).fit(
            table, wanted
        )
        weights[:, column] = model.coef_[0] * scales
        bias[column] = model.intercept_[0]
    weights[np.abs(weights) < settings.smallest] = 0.0
    kept = np.flatnonzero(np.abs(weights).sum(axis=1))
    return LinearModel(
        tuple(outputs),
        {names[row]: number for number, row in enumerate(kept)},
        _rounded(weights[kept]),
        _rounded(bias),
    )


def side_by_side(models: Sequence[LinearModel]) -> LinearModel:
    """One model with the outputs of all `models`, over the features of all."""
    names = sorted({name for model in models for name in model.rows})
    rows = {name: number for number, name in enumerate(names)}
    weights = np.zeros((len(names), sum(len(model.outputs) for model in models)), np.float32)
    column = 0
    for model in models:
        width = len(model.outputs)
        for name, row in model.rows.items():
            weights[rows[name], column : column + width] = model.weights[row]
        column += width
    outputs = tuple(output for model in models for output in model.outputs)
    return LinearModel(outputs, rows, weights, np.concatenate([model.bias for model in models]))


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


def _scale(name: str, settings: FitSettings) -> float:
    return settings.scales.get(name[0], 1.0) if " " not in name[1:-1] else 1.0


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float32]:
    return (np.round(values * SCALE) / SCALE).astype(np.float32)


def _matrix(examples: Sequence[Example], rows: Mapping[str, int], scales: NDArray[np.float64]) -> Any:
    """A sparse matrix (examples, features) of each feature's scale where an example has it."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped,import-not-found,unused-ignore]

    starts, columns = [0], []
    for example in examples:
        columns += sorted(row for row in map(rows.get, example.features) if row is not None)
        starts.append(len(columns))
    return csr_matrix((scales[columns], columns, starts), shape=(len(examples), len(rows)))

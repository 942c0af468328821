"""Linear models fitted to examples: logistic regressions, or choices among candidates. Needs the train extra."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.linear import SCALE, LinearModel
from models.linear_examples import Choice, Example

FLAT = 6.0
"""The score, up or down, of an output that nothing was learnt about."""
MOST_STEPS = 200
"""Steps of the descent to the weights of a choice."""


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


def fit(examples: Sequence[Example], outputs: Sequence[str], settings: FitSettings) -> LinearModel:
    """One logistic regression an output over the same features.

    Outputs without examples get a flat low score, those that every example has a flat high one.
    """
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped,import-not-found,unused-ignore]

    said = [example.features for example in examples]
    names = _names(said, settings)
    scales = np.array([_scale(name, settings) for name in names])
    table = _matrix(said, names, scales)
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
    return _model(names, outputs, weights, bias, settings)


def fit_choices(choices: Sequence[Choice], output: str, settings: FitSettings) -> LinearModel:
    """Weights under which the right ones of each choice together are likeliest, nobody being a choice as well.

    A softmax over the candidates of a choice and nobody: the logistic score of a candidate is his odds against nobody.
    Without one right candidate anywhere the output gets a flat low score.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped,import-not-found,unused-ignore]

    said = [features for choice in choices for features in choice.candidates]
    names = _names(said, settings)
    if not any(choice.right for choice in choices) or not names:
        return _model([], (output,), np.zeros((0, 1)), np.full(1, -FLAT), settings)
    loss = _ChoiceLoss(choices, _matrix(said, names, np.ones(len(names))), 1.0 / settings.strength)
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}).x
    return _model(names, (output,), found[:-1, None], found[-1:], settings)


class _ChoiceLoss:
    """Minus the log likelihood of choices, with a penalty on half the squared weights; and its slope."""

    def __init__(self, choices: Sequence[Choice], table: Any, penalty: float) -> None:
        """`table` (candidates, features) has the candidates of all choices below each other."""
        sizes = [len(choice.candidates) for choice in choices]
        self._table, self._penalty = table, penalty
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self._choice = np.repeat(np.arange(len(sizes)), sizes)
        self._right = np.array(
            [at in choice.right for choice in choices for at in range(len(choice.candidates))], float
        )
        self._nobody = np.array([not choice.right for choice in choices], float)

    def __call__(self, at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """`at` (features + 1,): weights, and what candidates have beyond nobody. -> (loss, slope)."""
        weights, bias = at[:-1], at[-1]
        scores = self._table @ weights + bias
        greatest = np.maximum(np.maximum.reduceat(scores, self._starts), 0.0)
        powers, nobody = np.exp(scores - greatest[self._choice]), np.exp(-greatest)
        total = np.add.reduceat(powers, self._starts) + nobody
        wanted = np.add.reduceat(powers * self._right, self._starts) + nobody * self._nobody
        slope = powers / total[self._choice] - powers * self._right / wanted[self._choice]
        loss = float(np.log(total / wanted).sum() + self._penalty / 2 * (weights @ weights))
        return loss, np.append(self._table.T @ slope + self._penalty * weights, slope.sum())


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


def _names(said: Iterable[Sequence[str]], settings: FitSettings) -> list[str]:
    """The features that occur often enough, in order."""
    counts = Counter(feature for features in said for feature in features)
    return sorted(feature for feature, count in counts.items() if count >= settings.least)


def _model(
    names: Sequence[str],
    outputs: Sequence[str],
    weights: NDArray[np.float64],
    bias: NDArray[np.float64],
    settings: FitSettings,
) -> LinearModel:
    """The model of `weights` (features, outputs), small ones left out."""
    weights[np.abs(weights) < settings.smallest] = 0.0
    kept = np.flatnonzero(np.abs(weights).sum(axis=1)).tolist()
    rows = {names[row]: number for number, row in enumerate(kept)}
    return LinearModel(tuple(outputs), rows, _rounded(weights[kept]), _rounded(bias))


def _scale(name: str, settings: FitSettings) -> float:
    return settings.scales.get(name[0], 1.0) if " " not in name[1:-1] else 1.0


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float32]:
    return (np.round(values * SCALE) / SCALE).astype(np.float32)


def _matrix(said: Sequence[Sequence[str]], names: Sequence[str], scales: NDArray[np.float64]) -> Any:
    """A sparse matrix (examples, features) of each feature's scale where an example has it."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped,import-not-found,unused-ignore]

    rows: Mapping[str, int] = {name: number for number, name in enumerate(names)}
    starts, columns = [0], []
    for features in said:
        columns += sorted(row for row in map(rows.get, features) if row is not None)
        starts.append(len(columns))
    return csr_matrix((scales[columns], columns, starts), shape=(len(said), len(names)))

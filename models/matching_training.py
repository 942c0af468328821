"""Fits the weights of matching people to marked papers and writes them as a plain table.

    python -m models.matching_training GOLD_DIR... --out data/lexicons/match_weights.toml [--seed 1]

Each GOLD_DIR holds `gold.jsonl` and `world/`. The model is a conditional logistic one: of the candidates of a mention
and nobody, each has odds exp(sum of the weights of its levels), nobody 1. Weights maximise the likelihood of the marked
choice less a penalty on their distance from reasoned values, within orders that must hold whatever is learnt; both
stand in data/lexicons/match_training.toml, with how often names are assumed to be written otherwise.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from data.errors import GoldError
from data.outputs import write_text
from matching import lexicon
from matching.comparisons import FEATURES
from matching.lexicon import Weights
from models.matching_examples import Example, examples
from models.training import gold_folder

COLUMNS = tuple(f"{feature.name}.{level}" for feature in FEATURES for level in feature.levels)
VERSION = 3


def fit(found: Sequence[Example], table: Mapping[str, Any]) -> Weights:
    """The weights that make the examples likeliest, near the prior and within the orders of `table`.

    Raises GoldError when no example has a candidate.
    """
    if not found:
        raise GoldError("gold: no mention has a candidate; name gold folders whose mentions are linked")
    place = {column: at for at, column in enumerate(COLUMNS)}
    prior = np.array([float(table["prior"][name][level]) for name, level in (c.split(".") for c in COLUMNS)])
    rows: list[int] = []
    columns: list[int] = []
    starts: list[int] = []
    right: list[int] = []
    count = 0
    for one in found:
        starts.append(count)
        right.append(count + one.right if one.right >= 0 else -1)
        for levels in one.candidates:
            rows.extend([count] * len(levels))
            columns.extend(place[level] for level in levels)
            count += 1
    data = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, len(COLUMNS)))
    likelihood = _loss(data, np.array(starts), np.array(right), [one.weight for one in found])
    orders, least = _orders(table["order"], place)
    held = {"type": "ineq", "fun": lambda at: orders @ at - least, "jac": lambda at: orders}
    pull = float(table["settings"]["pull"])

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = likelihood(at)
        return value + pull * float(((at - prior) ** 2).sum()) / 2, slope + pull * (at - prior)

    best = minimize(loss, prior, jac=True, method="SLSQP", constraints=[held], options={"maxiter": 200, "ftol": 1e-7})
    return _weights(np.round(best.x, 2))


def _loss(
    data: csr_matrix, starts: NDArray[np.int64], right: NDArray[np.int64], weights: Sequence[float]
) -> Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]]:
    """Weights (columns,) to the negative log likelihood and its slope; the rows of a mention begin at its `starts`."""
    weight = np.array(weights)
    sizes = np.diff(np.append(starts, data.shape[0]))
    each = np.repeat(weight, sizes)
    linked = right >= 0
    target = np.zeros(data.shape[0])
    target[right[linked]] = weight[linked]

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = data @ at
        top = np.maximum(np.maximum.reduceat(logits, starts), 0.0)
        odds = np.exp(logits - np.repeat(top, sizes))
        total = np.exp(-top) + np.add.reduceat(odds, starts)
        value = weight @ (top + np.log(total)) - target @ logits
        slope = data.T @ (each * odds / np.repeat(total, sizes) - target)
        return float(value), slope

    return loss


def _orders(
    told: Sequence[Mapping[str, Any]], place: Mapping[str, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(orders, columns) of +1 and -1, and by how much each must hold; a hundredth more than told, for the rounding."""
    orders = np.zeros((len(told), len(place)))
    for row, order in enumerate(told):
        for side, sign in (("above", 1.0), ("below", -1.0)):
            for column in order[side]:
                orders[row, place[column]] += sign
    return orders, np.array([float(order["by"]) + 0.02 for order in told])


def _weights(values: Iterable[float]) -> Weights:
    found: dict[str, dict[str, float]] = {}
    for column, value in zip(COLUMNS, values, strict=True):
        name, level = column.split(".")
        found.setdefault(name, {})[level] = float(value)
    return found


def learn(folders: Sequence[Path], seed: int, say: bool = True) -> tuple[Weights, int]:
    """(the weights, the number of examples) of gold folders."""
    table = lexicon.table("match_training")
    found: list[Example] = []
    for folder in folders:
        found.extend(examples(gold_folder(folder), table, seed))
        if say:
            sys.stderr.write(f"{folder.name}: {len(found)} examples so far\n")
    return fit(found, table), len(found)


def text_of(weights: Weights, learnt: Sequence[str]) -> str:
    """The file of the weights: TOML, in the order of the comparisons."""
    lines = [
        "# Log odds that each level of each comparison adds when a mention is compared with an entry;",
        f"# a level that is not told adds nothing. Version {VERSION}. Written by",
        "# `python -m models.matching_training`: to change them by hand, change what they are held to in",
        "# match_training.toml and learn anew.",
        *(f"# {line}" for line in learnt),
        f'version = "{VERSION}"',
    ]
    for name, levels in weights.items():
        lines += ["", f"[{name}]", *(f"{level} = {weight}" for level, weight in levels.items())]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the folders, fits and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(arguments)
    weights, count = learn(told.folders, told.seed)
    cities = " ".join(folder.name for folder in told.folders)
    learnt = [
        f"learnt on {datetime.now(UTC).date()} from {count} examples of {cities}, match_training.toml version "
        f"{lexicon.table('match_training')['version']}:",
        f"python -m models.matching_training {cities} --out {told.out} --seed {told.seed}",
    ]
    write_text(told.out, text_of(weights, learnt))


if __name__ == "__main__":
    main()

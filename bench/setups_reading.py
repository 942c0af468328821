"""A trained reader in torch in the place of the shipped files, so that any checkpoint can be scored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import process_time

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from extractors.neural.model import NeuralModel, softmax
from models.neural.encoders import load_encoder
from models.neural.learning import Lower
from models.neural.reader import Reader

Arrays = dict[str, NDArray[np.float32]]


class TorchModel(NeuralModel):
    """A neural model out of a checkpoint of `models.neural`, which needs no export.

    A window that was encoded is kept for the next set-up; `seconds` of the processor went into those seen first.
    """

    def __init__(self, encoder: str, frozen: int, tuned: int, checkpoint: Path) -> None:
        self.digest = checkpoint.name
        held = load_encoder(encoder, frozen + tuned)
        self.vocabulary = held.vocabulary
        self._reader = Reader(nn.ModuleList(list(held.layers)[frozen : frozen + tuned]), held.width)
        state = torch.load(checkpoint, weights_only=True)
        self._reader.load_state_dict(state.get("reader", state))
        self._reader.eval()
        self._held, self._frozen = held, frozen
        parts = [held.embed, *list(held.layers)[:frozen], self._reader]
        self.parameters = sum({id(p): p.numel() for part in parts for p in part.parameters()}.values())
        self.seconds = 0.0
        self._kept: dict[tuple[str, bytes], tuple[NDArray[np.float32], NDArray[np.float32]]] = {}

    def encode(self, said: str, signs: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """States (1, L, H) and tag probabilities (L, T) of a window; L = len(said) + 2."""
        key = (said, signs.tobytes())
        if key not in self._kept:
            begun = process_time()
            with torch.inference_mode():
                lower = Lower(self._held, self._frozen).states(0, 0, said)[None]
                states, tags = self._reader.upper(lower, torch.from_numpy(signs)[None])
            self._kept[key] = (states.numpy(), softmax(tags[0].numpy()))
            self.seconds += process_time() - begun
        return self._kept[key]

    def tell(self, states: NDArray[np.float32], inputs: Mapping[str, NDArray[np.int64]]) -> Arrays:
        """The logits of the heads by name for one window, without the axis of windows."""
        fed = {name: torch.from_numpy(value)[None] for name, value in inputs.items()}
        order = ("sentences", "mentions", "mention_signs", "relations")
        with torch.inference_mode():
            told = self._reader.heads(torch.from_numpy(states), *(fed[name] for name in order))
        return {name: value[0].numpy() for name, value in told.items()}

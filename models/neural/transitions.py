"""A linear-chain conditional random field over tags: what may follow what, and how likely (Lafferty et al., 2001)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

FAR = -1e4


def lawful(tags: Sequence[str]) -> NDArray[np.bool_]:
    """(T, T): which tag may follow which, in the schemes B-I-O and B-M-E-S, "O" outside."""
    follows = np.zeros((len(tags), len(tags)), bool)
    closed = any(tag.startswith("E-") for tag in tags)
    for row, before in enumerate(tags):
        open_ = before[0] in "BM" if closed else before[0] in "BI"
        for column, after in enumerate(tags):
            goes_on = after[0] in "MEI"
            if goes_on:
                follows[row, column] = open_ and before[2:] == after[2:]
            else:
                follows[row, column] = not (closed and open_)
    return follows


class Transitions(nn.Module):
    """Scores of steps from tag to tag. Sequences begin and end with tag 0, "O", on the signs of begin and end."""

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__()
        self.between = nn.Parameter(torch.zeros(len(tags), len(tags)))
        self.register_buffer("barred", torch.from_numpy(~lawful(tags)), persistent=False)

    def scores(self) -> Tensor:
        """(T, T), unlawful steps far below all others."""
        return self.between.masked_fill(self.barred, FAR)  # type: ignore[arg-type]

    def loss(self, emissions: Tensor, wanted: Tensor, lengths: Tensor) -> Tensor:
        """Minus the log chance of `wanted` (B, L) under `emissions` (B, L, T), a mean over characters.

        Beyond `lengths` (B,) nothing counts.
        """
        steps = self.scores()
        rows = torch.arange(len(emissions))
        total = emissions[:, 0].clone()
        total[:, 1:] = FAR
        told = emissions[:, 0, 0]
        for at in range(1, emissions.shape[1]):
            going = at < lengths
            reached = (total.unsqueeze(2) + steps).logsumexp(1) + emissions[:, at]
            total = torch.where(going.unsqueeze(1), reached, total)
            here = steps[wanted[:, at - 1], wanted[:, at]] + emissions[rows, at, wanted[:, at]]
            told = told + torch.where(going, here, torch.zeros_like(here))
        return (total[:, 0] - told).sum() / lengths.sum()

"""Evens out the inputs of linear layers before they are kept in 8 bits: great values move from inputs into weights.

A few channels of a BERT's states are a hundred times the others; one scale for all of them would leave the others no
digits. Xiao et al. (2023), SmoothQuant, ICML: y = (x / s) (s W), with s from the greatest values either side has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn

ALPHA = 0.75
"""How much of the burden moves into the weights."""
LEAST = 1e-5


class Evened(nn.Module):
    """A linear layer whose inputs are divided by `scale` (inputs,) and whose weights are multiplied by it."""

    def __init__(self, linear: nn.Linear, scale: Tensor) -> None:
        super().__init__()
        self.linear = nn.Linear(linear.in_features, linear.out_features)
        self.linear.weight = nn.Parameter(linear.weight.detach() * scale)
        self.linear.bias = nn.Parameter(linear.bias.detach().clone())
        self.register_buffer("inverse", 1.0 / scale)

    def forward(self, states: Tensor) -> Tensor:
        """As the layer it stands for."""
        found: Tensor = self.linear(states * self.inverse)
        return found


def even_out(module: nn.Module, run: Callable[[], None], wanted: Iterable[nn.Module]) -> None:
    """Replaces every linear layer inside the `wanted` parts of `module` by an evened one.

    `run` sends texts through `module`: what the layers then take in is what the scales come from.
    """
    greatest: dict[nn.Linear, Tensor] = {}

    def watch(layer: Any, inputs: tuple[Tensor, ...], _: Tensor) -> None:
        most = inputs[0].detach().abs().flatten(0, -2).amax(0)
        greatest[layer] = torch.maximum(greatest[layer], most) if layer in greatest else most

    layers = [layer for part in wanted for layer in part.modules() if isinstance(layer, nn.Linear)]
    hooks = [layer.register_forward_hook(watch) for layer in layers]
    with torch.no_grad():
        run()
    for hook in hooks:
        hook.remove()
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.Linear) and child in greatest:
                setattr(parent, name, Evened(child, _scale(child.weight.detach(), greatest[child])))


def _scale(weight: Tensor, most: Tensor) -> Tensor:
    heavy = weight.abs().amax(0).clamp(min=LEAST)
    scale: Tensor = (most.clamp(min=LEAST) ** ALPHA / heavy ** (1.0 - ALPHA)).clamp(min=LEAST)
    return scale

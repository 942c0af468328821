"""Bidirectional GRU layers that learn fast on one core: both directions step together, gradients by hand.

`nn.GRU` builds a graph of a dozen small nodes a step, and packing makes its way back quadratic in the length.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


class Recurrent(nn.Module):
    """A bidirectional GRU that does not read padding. `embed` is learnt along with it and not used by it."""

    def __init__(self, width: int, embed: nn.Module | None = None) -> None:
        super().__init__()
        self.gru = nn.GRU(width, width // 2, bidirectional=True, batch_first=True)
        self.embed = embed

    def forward(self, states: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        """`states` (B, L, H), `attention_mask` (B, 1, 1, L) True where there is text, None without padding.

        -> (B, L, H); what stands at padding means nothing.
        """
        if attention_mask is None:
            return self.gru(states)[0]  # type: ignore[no-any-return]
        turned = _turned(attention_mask[:, 0, 0].sum(-1), states.shape[1])
        both = torch.stack([states, _rows(states, turned)])
        into, again, bias, bias_again = (self._both(name) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
        given = torch.einsum("dblh,dgh->ldbg", both, into) + bias[:, None]
        found: Tensor = _Steps.apply(given, again.transpose(1, 2), bias_again[:, None])
        onward, backward = found.permute(1, 2, 0, 3)
        return torch.cat([onward, _rows(backward, turned)], -1)

    def _both(self, name: str) -> Tensor:
        return torch.stack([getattr(self.gru, f"{name}_l0"), getattr(self.gru, f"{name}_l0_reverse")])


class _Steps(torch.autograd.Function):
    """States (L, D, B, H) from inputs (L, D, B, 3 H), weights (D, H, 3 H) and biases (D, 1, 3 H); D directions.

    The equations are those of `nn.GRU`: reset, update, new.
    """

    @staticmethod
    def forward(ctx: Any, given: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        length, directions, rows, wide = given.shape
        width = wide // 3
        states = given.new_zeros(length + 1, directions, rows, width)
        gates = torch.empty_like(given[..., : 2 * width])
        new = torch.empty_like(states[1:])
        told = torch.empty_like(new)
        for at in range(length):
            before = states[at]
            again = torch.baddbmm(bias, before, weight)
            torch.add(given[at, ..., : 2 * width], again[..., : 2 * width], out=gates[at]).sigmoid_()
            told[at] = again[..., 2 * width :]
            torch.addcmul(given[at, ..., 2 * width :], gates[at, ..., :width], told[at], out=new[at]).tanh_()
            torch.lerp(new[at], before, gates[at, ..., width:], out=states[at + 1])
        ctx.save_for_backward(states, gates, new, told, weight)
        return states[1:]

    @staticmethod
    def backward(ctx: Any, *wanted: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        states, gates, new, told, weight = ctx.saved_tensors
        width = new.shape[-1]
        reset, update = gates.split(width, -1)
        before = states[:-1]
        of_new = (1 - update) * (1 - new * new)
        of_update = (before - new) * update * (1 - update)
        of_reset = told * reset * (1 - reset)
        upstream = torch.empty_like(new)
        steps = gates.new_empty(*gates.shape[:-1], 3 * width)
        turned = weight.transpose(1, 2)
        carried = torch.zeros_like(new[0])
        for at in range(len(new) - 1, -1, -1):
            carried = carried + wanted[0][at]
            torch.mul(carried, of_new[at], out=upstream[at])
            torch.mul(upstream[at], of_reset[at], out=steps[at, ..., :width])
            torch.mul(carried, of_update[at], out=steps[at, ..., width : 2 * width])
            torch.mul(upstream[at], reset[at], out=steps[at, ..., 2 * width :])
            carried = torch.baddbmm(carried * update[at], steps[at], turned)
        for_given = torch.cat([steps[..., : 2 * width], upstream], -1)
        for_weight = torch.einsum("ldbh,ldbg->dhg", before, steps)
        return for_given, for_weight, steps.sum((0, 2)).unsqueeze(1)


def _turned(lengths: Tensor, longest: int) -> Tensor:
    """(B, L): the places of each row's text back to front, those of padding as they are."""
    at = torch.arange(longest, device=lengths.device)[None]
    last = lengths[:, None] - 1
    return torch.where(at <= last, last - at, at)


def _rows(states: Tensor, places: Tensor) -> Tensor:
    return states.gather(1, places.unsqueeze(-1).expand(-1, -1, states.shape[-1]))

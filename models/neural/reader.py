"""The reader: the upper layers of an encoder, and heads for mentions, acts, their sorts and the roles in them.

Shapes: B windows, L characters, S sentences, M mentions (0 is nobody, 1 the owner), H the encoder's width.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from extractors.neural.outputs import CHANNELS, LAWFULS, ROLES, SITUATIONS, STATUSES, TAGS
from extractors.neural.relations import RELATIONS
from extractors.neural.signs import SIGNS

INNER = 256
POINTER = 64
QUERIES = 4
FAR = -1e4


class Upper(nn.Module):
    """States of the lower layers -> states that know the signs of the mentions found so far, and `tags` tags.

    `dropout` is the share of states that are left out of each layer and of the tags while learning.
    """

    def __init__(
        self,
        layers: nn.ModuleList,
        width: int,
        tags: int = len(TAGS),
        signs: int = len(SIGNS),
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.signs = nn.Embedding(signs, width)
        nn.init.normal_(self.signs.weight, std=0.02)
        self.layers = layers
        self.tag = nn.Linear(width, tags)

    def forward(self, lower: Tensor, signs: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """`lower` (B, L, H), `signs` (B, L), `mask` (B, 1, 1, L) True where there is text -> states, tags."""
        states = lower + self.signs(signs)
        for layer in self.layers:
            states = layer(self.dropout(states), attention_mask=mask)
        return states, self.tag(self.dropout(states))


class Heads(nn.Module):
    """What the sentences of a window tell, and who fills the roles."""

    def __init__(self, width: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.queries = nn.Linear(width, QUERIES)
        self.sentence = nn.Sequential(
            nn.Dropout(dropout), nn.Linear((QUERIES + 1) * width, INNER), nn.GELU(), nn.Dropout(dropout)
        )
        self.act = nn.Linear(INNER, 1)
        self.first = nn.Linear(INNER, len(SITUATIONS))
        self.situations = nn.Linear(INNER, len(SITUATIONS))
        self.status = nn.Linear(INNER, len(STATUSES))
        self.lawful = nn.Linear(INNER, len(LAWFULS))
        self.channel = nn.Linear(INNER, len(CHANNELS))
        self.mention = nn.Sequential(nn.Dropout(dropout), nn.Linear(3 * width, INNER), nn.GELU(), nn.Dropout(dropout))
        self.sign = nn.Embedding(len(SIGNS), INNER)
        self.seeking = nn.Linear(INNER, POINTER * len(ROLES))
        self.offering = nn.Linear(INNER, POINTER * len(ROLES))
        self.relation = nn.Embedding(RELATIONS, len(ROLES))
        nn.init.zeros_(self.relation.weight)
        self.pointing = nn.Linear(INNER, POINTER)
        self.pointed = nn.Linear(width, POINTER)

    def forward(
        self, states: Tensor, sentences: Tensor, mentions: Tensor, signs: Tensor, relations: Tensor
    ) -> Mapping[str, Tensor]:
        """`sentences` (B, S, 2) and `mentions` (B, M, 2) are half-open positions, `signs` (B, M) those of mentions,
        `relations` (B, S, M). All outputs are logits: sorts (B, S, n), roles (B, S, R, M), words (B, S, L)."""
        found = self.sentence(self._pooled(states, sentences))
        who = self.mention(_edges(states, mentions)) + self.sign(signs)
        shape = (*who.shape[:2], len(ROLES), POINTER)
        offering = self.offering(who).view(shape)
        seeking = self.seeking(found).view(*found.shape[:2], len(ROLES), POINTER)
        roles = torch.einsum("bsrp,bmrp->bsrm", seeking, offering) / math.sqrt(POINTER)
        roles = roles + self.relation(relations).permute(0, 1, 3, 2)
        words = torch.einsum("bsp,blp->bsl", self.pointing(found), self.pointed(states)) / math.sqrt(POINTER)
        return {
            "act": self.act(found).squeeze(-1),
            "first": self.first(found),
            "situations": self.situations(found),
            "status": self.status(found),
            "lawful": self.lawful(found),
            "channel": self.channel(found),
            "roles": roles,
            "words": words,
        }

    def _pooled(self, states: Tensor, sentences: Tensor) -> Tensor:
        """What the queries and a mean see of every sentence, (B, S, (Q + 1) * H)."""
        at = torch.arange(states.shape[1], device=states.device)
        inside = (at >= sentences[..., :1]) & (at < sentences[..., 1:])
        weights = self.queries(states).transpose(1, 2).unsqueeze(1)
        weights = weights.masked_fill(~inside.unsqueeze(2), FAR).softmax(-1)
        seen = torch.einsum("bsql,blh->bsqh", weights, states).flatten(2)
        share = inside.to(states.dtype)
        mean = torch.einsum("bsl,blh->bsh", share / share.sum(-1, keepdim=True).clamp(min=1), states)
        return torch.cat([seen, mean], -1)


class Reader(nn.Module):
    """Upper layers and heads, as they are trained."""

    def __init__(self, layers: nn.ModuleList, width: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.upper = Upper(layers, width, dropout=dropout)
        self.heads = Heads(width)


def _edges(states: Tensor, spans: Tensor) -> Tensor:
    """First, last and mean state of every span, (B, M, 3 * H)."""
    sums = torch.cat([torch.zeros_like(states[:, :1]), states.cumsum(1)], 1)
    first, after = spans[..., 0], spans[..., 1]
    count = (after - first).clamp(min=1).unsqueeze(-1).to(states.dtype)
    mean = (_rows(sums, after) - _rows(sums, first)) / count
    return torch.cat([_rows(states, first), _rows(states, (after - 1).clamp(min=0)), mean], -1)


def _rows(states: Tensor, at: Tensor) -> Tensor:
    return states.gather(1, at.unsqueeze(-1).expand(-1, -1, states.shape[-1]))

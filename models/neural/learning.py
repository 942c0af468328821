"""How the reader learns: batches over the kept states of the lower layers, losses, steps, checkpoints."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its name everywhere

from models.neural.course import Course
from models.neural.encoders import LAC, Encoder
from models.neural.examples import UNTOLD, Example, Paper
from models.neural.reader import Reader
from models.neural.swaps import swapped


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """`frozen` lower layers are kept as they come, `tuned` above them learn. Rates are those of AdamW.

    `variants` are the readings of each paper that take turns: as written, and with names and numbers swapped. Each of
    `members` readers learns from other papers, see models.folds; their opinions are averaged. While learning, `dropout`
    is the share of states that layers do not see, `blank` that of characters that a whole encoder reads as unknown.
    """

    members: int = 1

    frozen: int = 5
    tuned: int = 3
    variants: int = 3
    epochs: int = 8
    batch: int = 8
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warm: float = 0.06
    clip: float = 1.0
    dropout: float = 0.0
    blank: float = 0.0
    weights: Mapping[str, float] = field(
        default_factory=lambda: {
            "tag": 4.0,
            "act": 3.0,
            "first": 1.0,
            "situations": 3.0,
            "status": 1.0,
            "lawful": 1.0,
            "channel": 0.7,
            "roles": 0.7,
            "words": 1.0,
        }
    )


def settings_for(encoder: str) -> LearningSettings:
    """What was found to do well for an encoder: LAC learns whole and fast, others in their upper layers."""
    if encoder == LAC:
        return LearningSettings(4, frozen=0, tuned=2, variants=6, epochs=14, rate=1e-3, dropout=0.3, blank=0.05)
    return LearningSettings()


class Lower:
    """Keeps the states that the frozen layers give to every window, by variant, as fp16 on the way.

    Those of an encoder whose embeddings learn are made anew.
    """

    def __init__(self, encoder: Encoder, frozen: int, blank: float = 0.0) -> None:
        self.encoder, self.blank = encoder, blank
        self._layers = list(encoder.layers)[:frozen]
        self._kept: dict[tuple[int, int], Tensor] = {}
        encoder.embed.eval()
        encoder.layers.eval()

    def states(self, number: int, variant: int, said: str) -> Tensor:
        """(L, H) of the window `said`, which is always the same for this number and variant."""
        key = (number, variant)
        if self.encoder.whole:
            return self._embedded(torch.from_numpy(self.encoder.vocabulary.numbers(said)))
        if key not in self._kept:
            with torch.no_grad():
                states = self.encoder.embed(torch.from_numpy(self.encoder.vocabulary.numbers(said))[None])
                for layer in self._layers:
                    states = layer(states)
            self._kept[key] = states[0].half()
        return self._kept[key].float()

    def _embedded(self, numbers: Tensor) -> Tensor:
        if self.blank:
            numbers = numbers.masked_fill(torch.rand(numbers.shape) < self.blank, self.encoder.vocabulary.unknown)
        found: Tensor = self.encoder.embed(numbers)
        return found


def said_in(paper: Paper, example: Example, variant: int) -> str:
    """What a window says in one variant of its paper; variant 0 is as written."""
    if variant == 0:
        return example.said
    seed = variant * 1_000_003 + sum(map(ord, paper.doc_id)) * 31 + len(paper.text)
    text = swapped(paper.text, paper.names, seed)
    length = len(example.said) - example.lead
    return example.said[: example.lead] + text[example.start : example.start + length]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side, padded."""

    lower: Tensor
    signs: Tensor
    mask: Tensor
    sentences: Tensor
    mentions: Tensor
    mention_signs: Tensor
    relations: Tensor
    mentioned: Tensor


def batch_of(states: Sequence[Tensor], examples: Sequence[Example]) -> Batch:
    """The windows of `examples` with their lower `states`."""
    length = max(len(state) for state in states)
    count, width = len(states), states[0].shape[1]
    lower = torch.zeros(count, length, width)
    mask = torch.zeros(count, 1, 1, length, dtype=torch.bool)
    for row, state in enumerate(states):
        lower[row, : len(state)] = state
        mask[row, :, :, : len(state)] = True
    mentions = _padded([e.mentions for e in examples])
    mentioned = torch.zeros(count, mentions.shape[1], dtype=torch.bool)
    for row, example in enumerate(examples):
        mentioned[row, : len(example.mentions)] = True
    return Batch(
        lower,
        _padded([e.signs for e in examples], length),
        mask,
        _padded([e.sentences for e in examples]),
        mentions,
        _padded([e.mention_signs for e in examples]),
        _padded([e.relations for e in examples]),
        mentioned,
    )


def losses(reader: Reader, batch: Batch, examples: Sequence[Example]) -> dict[str, Tensor]:
    """The mean losses of a batch by name."""
    states, tags = reader.upper(batch.lower, batch.signs, batch.mask)
    told = reader.heads(states, batch.sentences, batch.mentions, batch.mention_signs, batch.relations)
    wanted_tags = _padded([e.tags for e in examples], batch.signs.shape[1], UNTOLD)
    found = {"tag": F.cross_entropy(tags.flatten(0, 1), wanted_tags.flatten(), ignore_index=UNTOLD)}
    real = torch.zeros(batch.sentences.shape[:2], dtype=torch.bool)
    acts = torch.zeros(batch.sentences.shape[:2])
    for row, example in enumerate(examples):
        real[row, : len(example.sentences)] = True
        for act in example.acts:
            acts[row, act.sentence] = 1.0
    found["act"] = F.binary_cross_entropy_with_logits(told["act"][real], acts[real])
    pairs = [(row, act) for row, example in enumerate(examples) for act in example.acts]
    if pairs:
        found.update(_sorts(told, pairs))
        found["roles"] = _roles(told["roles"], batch.mentioned, pairs)
        found["words"] = _words(told["words"], batch.sentences, pairs)
    return found


def _sorts(told: Mapping[str, Tensor], pairs: Sequence[tuple[int, Any]]) -> Iterator[tuple[str, Tensor]]:
    rows = torch.tensor([row for row, _ in pairs])
    places = torch.tensor([act.sentence for _, act in pairs])
    for name in ("first", "status", "lawful", "channel"):
        wanted = torch.tensor([getattr(act, name) for _, act in pairs])
        if (wanted != UNTOLD).any():
            yield name, F.cross_entropy(told[name][rows, places], wanted, ignore_index=UNTOLD)
    wanted = torch.zeros(len(pairs), told["situations"].shape[-1])
    for number, (_, act) in enumerate(pairs):
        wanted[number, list(act.situations)] = 1.0
    yield "situations", F.binary_cross_entropy_with_logits(told["situations"][rows, places], wanted)


def _roles(roles: Tensor, mentioned: Tensor, pairs: Sequence[tuple[int, Any]]) -> Tensor:
    """Minus the log of the chance of all mentions that fill a role together, summed over roles, a mean over acts."""
    total = roles.new_zeros(())
    for row, act in pairs:
        scores = roles[row, act.sentence].masked_fill(~mentioned[row], -math.inf).log_softmax(-1)
        for role, filling in enumerate(act.roles):
            if filling:
                total = total - scores[role, list(filling)].logsumexp(0)
    return total / len(pairs)


def _words(words: Tensor, sentences: Tensor, pairs: Sequence[tuple[int, Any]]) -> Tensor:
    total = words.new_zeros(())
    for row, act in pairs:
        start, end = sentences[row, act.sentence].tolist()
        wanted = torch.zeros(end - start)
        wanted[[at - start for at in act.words]] = 1.0
        total = total + F.binary_cross_entropy_with_logits(words[row, act.sentence, start:end], wanted)
    return total / len(pairs)


def _padded(rows: Sequence[NDArray[np.int64]], length: int = 0, fill: int = 0) -> Tensor:
    """Arrays of the same rank in one tensor, filled up at their ends."""
    shape = [max(length if axis == 0 else 0, *(row.shape[axis] for row in rows)) for axis in range(rows[0].ndim)]
    held = np.full((len(rows), *shape), fill, np.int64)
    for number, row in enumerate(rows):
        held[number][tuple(slice(size) for size in row.shape)] = row
    return torch.from_numpy(held)


class Learner(Course):
    """The reader on its way through the epochs."""

    reader: Reader

    def __init__(self, encoder: Encoder, papers: Sequence[Paper], settings: LearningSettings, seed: int) -> None:
        torch.set_num_threads(1)
        torch.manual_seed(seed)
        self.examples = [(paper, example) for paper in papers for example in paper.examples]
        self.lower = Lower(encoder, settings.frozen, settings.blank)
        tuned = nn.ModuleList(list(encoder.layers)[settings.frozen : settings.frozen + settings.tuned])
        without_dropout(tuned)
        reader = Reader(tuned, encoder.width, settings.dropout)
        lengths = [len(example.said) for _, example in self.examples]
        super().__init__(reader, reader.upper.layers.parameters(), settings, lengths, seed)

    def learn(self, numbers: Sequence[int], epoch: int) -> dict[str, float]:
        """One step; its losses by name."""
        variant = (epoch + self.seed) % self.settings.variants
        picked = [self.examples[number] for number in numbers]
        states = [
            self.lower.states(number, variant, said_in(*pair, variant))
            for number, pair in zip(numbers, picked, strict=True)
        ]
        examples = [example for _, example in picked]
        self.reader.train()
        found = losses(self.reader, batch_of(states, examples), examples)
        self.descend(torch.stack([self.settings.weights[name] * loss for name, loss in found.items()]).sum())
        return {name: float(loss.detach()) for name, loss in found.items()}


def without_dropout(layers: nn.Module) -> None:
    """Dropout inside the encoder costs a third of a step on a CPU and gains little beside swaps."""
    for module in layers.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        if hasattr(module, "dropout_prob"):
            module.dropout_prob = 0.0

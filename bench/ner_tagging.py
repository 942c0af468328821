"""A tagger of public sets on the reader's encoders: upper layers of e5 and, beside them, LAC, into a chain of tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from bench.ner_sets import Sentence, Spans, spans_of, tags_of
from extractors.tagger import best_paths
from models.neural.course import Course
from models.neural.encoders import E5, LAC, load_encoder
from models.neural.learning import LearningSettings, Lower, without_dropout
from models.neural.reader import Upper
from models.neural.transitions import FAR, Transitions

LAC_LAYERS = 2
LOST = 0.1
"""Share of characters whose states are left out while learning."""
DROPPED = 0.2
"""Share of the units of LAC's states that are left out while learning."""
LOOSE = 10
"""Sentences of one batch differ in length by about so many characters at most: padding is work too."""
AT_ONCE = 64
LEARNT, OTHERS = 0, 1
"""Whose states are kept: of the sentences that are learnt from, by number, and of others, by what they say."""


@dataclass(frozen=True, slots=True)
class Input:
    """Sentences side by side, padded: the states of both encoders' lower layers, where there is text, and lengths."""

    lower: Tensor
    beside: Tensor
    mask: Tensor
    lengths: Tensor


class Tagging(nn.Module):
    """Tags from the upper layers, which see LAC's states, and from LAC's states themselves."""

    def __init__(self, upper: Upper, beside: nn.ModuleList, widths: tuple[int, int], transitions: Transitions) -> None:
        super().__init__()
        self.upper, self.beside, self.transitions = upper, beside, transitions
        self.into = nn.Linear(widths[1], widths[0])
        self.heard = nn.Linear(widths[1], upper.tag.out_features)
        self.dropped = nn.Dropout(DROPPED)
        nn.init.normal_(self.into.weight, std=0.02)
        nn.init.zeros_(self.into.bias)

    def forward(self, read: Input) -> Tensor:
        """Emissions (B, L, T)."""
        beside = read.beside
        for layer in self.beside:
            beside = layer(beside, attention_mask=read.mask)
        beside = self.dropped(beside)
        lower = read.lower
        if self.training:
            lower = lower * (torch.rand(lower.shape[:2]) >= LOST).unsqueeze(-1)
        signs = torch.zeros(lower.shape[:2], dtype=torch.long)
        _, tags = self.upper(lower + self.into(beside), signs, read.mask)
        found: Tensor = tags + self.heard(beside)
        return found


class Tagger(Course):
    """Learns the tags of `sentences` and reads others with what it has learnt."""

    def __init__(
        self, sentences: Sequence[Sentence], tags: Sequence[str], settings: LearningSettings, seed: int
    ) -> None:
        torch.set_num_threads(1)
        torch.manual_seed(seed)
        self.sentences, self.tags = sentences, tags
        e5, lac = load_encoder(E5, settings.frozen + settings.tuned), load_encoder(LAC, LAC_LAYERS)
        self._e5, self._lac = Lower(e5, settings.frozen), Lower(lac, 0)
        tuned = nn.ModuleList(list(e5.layers)[settings.frozen :])
        without_dropout(tuned)
        upper = Upper(tuned, e5.width, len(tags), 1)
        model = Tagging(upper, lac.layers, (e5.width, lac.width), Transitions(tags))
        super().__init__(model, upper.layers.parameters(), settings, [len(one.said) for one in sentences], seed)
        self.model = model

    def learn(self, numbers: Sequence[int]) -> float:
        """One step over these sentences; its loss."""
        self.model.train()
        read = self._input([(number, LEARNT, self.sentences[number].said) for number in numbers])
        wanted = torch.zeros(read.lower.shape[:2], dtype=torch.long)
        for row, number in enumerate(numbers):
            told = [self.tags.index(tag) for tag in tags_of(self.sentences[number])]
            wanted[row, 1 : 1 + len(told)] = torch.tensor(told)
        loss = self.model.transitions.loss(self.model(read), wanted, read.lengths)
        self.descend(loss)
        return float(loss.detach())

    def read(self, sentences: Sequence[Sentence]) -> list[Spans]:
        """The spans found in each of `sentences`, whatever is marked in them."""
        self.model.eval()
        ranked = sorted(range(len(sentences)), key=lambda number: len(sentences[number].said))
        found: dict[int, Spans] = {}
        with torch.no_grad():
            steps = self.model.transitions.scores().numpy()
            for at in range(0, len(ranked), AT_ONCE):
                some = ranked[at : at + AT_ONCE]
                read = self._input([(hash(said), OTHERS, said) for said in (sentences[number].said for number in some)])
                paths = best_paths(_closed(self.model(read), read.lengths), steps, read.lengths.numpy())
                found |= {n: spans_of([self.tags[t] for t in path[1:-1]]) for n, path in zip(some, paths, strict=True)}
        return [found[number] for number in range(len(sentences))]

    def _input(self, keys: Sequence[tuple[int, int, str]]) -> Input:
        states = [self._e5.states(*key) for key in keys]
        beside = [self._lac.states(*key) for key in keys]
        lengths = torch.tensor([len(one) for one in states])
        mask = torch.arange(int(lengths.max())) < lengths.unsqueeze(1)
        pad = nn.utils.rnn.pad_sequence
        return Input(pad(states, True), pad(beside, True), mask[:, None, None, :], lengths)


def _closed(emissions: Tensor, lengths: Tensor) -> NDArray[np.float32]:
    """Emissions whose first and last place can only be outside."""
    closed = emissions.clone()
    closed[:, 0, 1:] = FAR
    closed[torch.arange(len(closed)), lengths - 1, 1:] = FAR
    return closed.numpy()

"""The way of a module through its epochs: AdamW at two rates, warm-up, linear decay, order of batches, checkpoints."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from models.neural.learning import LearningSettings

LOOSE = 60
"""Examples lie side by side in a batch when their lengths differ by less than this, in characters, or little more."""


class Course:
    """`reader` on its way; its state can be saved and taken up again at any step."""

    def __init__(
        self,
        reader: nn.Module,
        old: Iterable[nn.Parameter],
        settings: LearningSettings,
        lengths: Sequence[int],
        seed: int,
    ) -> None:
        """The parameters `old` learn at `settings.rate`, all others at `head_rate`; `lengths` are those of examples."""
        self.reader, self.settings, self.seed = reader, settings, seed
        self._lengths = lengths
        first = [parameter for parameter in old if parameter.requires_grad]
        known = {id(parameter) for parameter in first}
        new = [parameter for parameter in reader.parameters() if id(parameter) not in known and parameter.requires_grad]
        self.optimizer = torch.optim.AdamW(
            [{"params": first, "lr": settings.rate}, {"params": new, "lr": settings.head_rate}],
            weight_decay=settings.decay,
        )
        self.steps = settings.epochs * math.ceil(len(lengths) / settings.batch)
        self.step = 0
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self._rate)

    def _rate(self, step: int) -> float:
        warm = max(1, round(self.settings.warm * self.steps))
        return min((step + 1) / warm, max(0.02, (self.steps - step) / max(1, self.steps - warm)))

    def batches(self, epoch: int, loose: int = LOOSE) -> list[list[int]]:
        """The examples of one epoch, of like length side by side; the same seed and epoch give the same."""
        draw = random.Random(self.seed * 1_000 + epoch)  # noqa: S311 - an order, no secret
        lengths = {number: length + loose * draw.random() for number, length in enumerate(self._lengths)}
        ranked = sorted(lengths, key=lambda number: lengths[number])
        size = self.settings.batch
        found = [ranked[at : at + size] for at in range(0, len(ranked), size)]
        draw.shuffle(found)
        return found

    def descend(self, loss: Tensor) -> None:
        """One step down from `loss`."""
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.reader.parameters(), self.settings.clip)
        self.optimizer.step()
        self.schedule.step()
        self.step += 1

    def save(self, path: Path, place: tuple[int, int]) -> None:
        """Keeps everything that the rest of the way rests on; `place` is (epoch, batch) of the next step."""
        state = {
            "reader": self.reader.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "draws": torch.get_rng_state(),
            "step": self.step,
            "place": place,
        }
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)

    def load(self, path: Path) -> tuple[int, int]:
        """Goes on where `save` stopped; returns its place."""
        state = torch.load(path, weights_only=True)
        self.reader.load_state_dict(state["reader"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["draws"])
        self.step = state["step"]
        epoch, batch = state["place"]
        return epoch, batch

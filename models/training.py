"""The one door to every training: gold folders in; weights and the record of what was learnt from out.

A trainer is one file with one class of this protocol; it neither reads the tests nor writes anything but weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from data.errors import ConfigError, GoldError
from data.goldfile import read_rows
from evaluation.annotation import read_annotations
from evaluation.provenance import code_version, file_sha256, installed, library_versions
from evaluation.training_record import Learnt, TrainingRecord

Say = Callable[[str], None]
"""Takes a line on how the work goes on: counts, no names, no text."""


@dataclass(frozen=True, slots=True)
class GoldFolder:
    """A gold file and the registries of its city."""

    gold: Path
    registries: Path


class Trainer(Protocol):
    """Learns one sort of model."""

    @property
    def name(self) -> str:
        """What records call it."""

    @property
    def libraries(self) -> Sequence[str]:
        """Whose versions may move a weight, besides those every record names."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What decides the weights besides gold and seed, as plain values."""

    def check(self) -> None:
        """Raises ConfigError, before any work, when something that training needs is missing."""

    def carried(self) -> TrainingRecord | None:
        """The record of a model some of whose weights go into the new one as they are; None when all are learnt."""

    def train(self, golds: Sequence[GoldFolder], into: Path, seed: int, say: Say) -> Sequence[str]:
        """Writes the weights to the folder `into`, which exists; returns the names of the files. The same gold, seed
        and libraries give the same bytes."""


def gold_folder(folder: Path) -> GoldFolder:
    """What a folder holds: `gold.jsonl` and `world/`, or `gold/gold.jsonl` and `registries/`.

    Raises ConfigError naming what is missing.
    """
    for gold, registries in (("gold.jsonl", "world"), ("gold/gold.jsonl", "registries")):
        if (folder / gold).is_file() and (folder / registries).is_dir():
            return GoldFolder(folder / gold, folder / registries)
    raise ConfigError(
        f"gold: {folder} holds no gold.jsonl beside world/, nor gold/gold.jsonl beside registries/; "
        "name a folder with a gold file and the registries of its city"
    )


def gold_rows(gold: Path) -> list[dict[str, Any]]:
    """The rows of a gold file, each whole and sound. Raises GoldError naming file, document, field and way out."""
    rows = [row for _, row in read_rows(gold)]
    read_annotations(rows, f"gold, {gold}")
    return rows


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be learnt: gold, seed, and under which licence the weights may be passed on, empty when not told."""

    golds: tuple[GoldFolder, ...]
    seed: int = 0
    licence: str = ""


def learn(trainer: Trainer, lesson: Lesson, into: Path, say: Say) -> TrainingRecord:
    """Writes weights to the folder `into` and returns their record, without tests.

    Raises GoldError for faulty gold or gold without an event, ConfigError when the trainer cannot run, before any work.
    """
    trainer.check()
    learnt, events = Learnt(), 0
    for one in lesson.golds:
        rows = gold_rows(one.gold)
        events += sum(len(row["events"]) for row in rows)
        learnt.add(file_sha256(one.gold), rows)
    if not events:
        raise GoldError("gold: not one event to learn from; name gold in which events are marked")
    carried = trainer.carried()
    if carried:
        learnt.gold += [gold for gold in carried.gold if gold not in learnt.gold]
        learnt.documents += [document for document in carried.documents if document not in learnt.documents]
    names = trainer.train(lesson.golds, into, lesson.seed, say)
    return TrainingRecord(
        trainer=trainer.name,
        files={name: file_sha256(into / name) for name in sorted(names)},
        gold=tuple(learnt.gold),
        documents=tuple(learnt.documents),
        seed=lesson.seed,
        settings=trainer.settings,
        versions=_versions(trainer.libraries),
        licence=lesson.licence,
    )


def _versions(libraries: Iterable[str]) -> dict[str, str]:
    return {"code": code_version(), **library_versions(), **{name: installed(name) for name in libraries}}

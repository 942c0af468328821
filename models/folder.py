"""A model folder: weights, `record.json` with what they learnt from, `card.md` for people. Whole or not there.

The model's digest is the SHA-256 of `record.json`, which holds those of the weights: one value pins all of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from data.errors import ConfigError
from data.outputs import write_text
from evaluation.provenance import file_sha256
from evaluation.training_record import TrainedModel, TrainingRecord, read_record, written
from models.card import card

RECORD = "record.json"
CARD = "card.md"
SHIPPED = "shipped"
"""The name of the weights that come with guowen."""
SHIPPED_FOLDER = "weights"
"""The model folder in `data` that comes with guowen."""
NAME_LENGTH = 16
"""Hexadecimal digits of the digest that name a version."""
WAY_OUT = "restore it from its copy, go back with guowen train --rollback, or train again"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder whose weights were found to be those of its record."""

    path: Path
    digest: str
    record: TrainingRecord

    @property
    def name(self) -> str:
        """What the version is called: the first digits of its digest."""
        return self.digest[:NAME_LENGTH]

    @property
    def trained(self) -> TrainedModel:
        """What an evaluation needs to know of it."""
        return TrainedModel(self.name, self.record)


def open_model(folder: Path) -> ModelFolder:
    """The model of a folder, every file held against its record.

    Raises ConfigError naming the file that is missing, damaged or another's, and the way out.
    """
    if not folder.is_dir():
        raise ConfigError(f"model: {folder} is no folder; name a model folder, as guowen train makes them")
    record = read_record(folder / RECORD)
    _check(folder, record)
    return ModelFolder(folder, file_sha256(folder / RECORD), record)


def shipped_model() -> TrainedModel:
    """The weights that come with guowen. Raises ConfigError when they are not those of their record."""
    with shipped_folder() as folder:
        return TrainedModel(SHIPPED, open_model(folder).record)


def shipped_folder() -> AbstractContextManager[Path]:
    """Opens the folder of the shipped weights."""
    return as_file(files("data") / SHIPPED_FOLDER)


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A folder to fill, moved to `out` when the block ends well and taken away when it does not.

    A process that is killed leaves nothing at `out`; what it had begun is cleared by the next run. Raises ConfigError
    when `out` exists and is not empty, or cannot be written.
    """
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise ConfigError(f"out: {out} exists already; a model is never written over another, name a new folder")
    part = out.absolute().with_name(f".{out.name}.part")
    try:
        clear(part)
        part.mkdir(mode=0o700, parents=True)
        yield part
        synced(part)
        part.replace(out)
        _sync(out.absolute().parent)
    except OSError as error:
        raise ConfigError(f"out: {out} cannot be written ({error.strerror}); see the rights and the disk") from None
    finally:
        clear(part)


def finish(folder: Path, record: TrainingRecord) -> None:
    """Writes record and card beside the weights."""
    write_text(folder / RECORD, written(record))
    write_text(folder / CARD, card(record))


def clear(folder: Path) -> None:
    """Takes a folder away, if it is there."""
    if folder.is_dir():
        shutil.rmtree(folder)


def synced(folder: Path) -> None:
    """Makes every file of a folder, for its owner alone, outlive a loss of power."""
    for file in folder.iterdir():
        file.chmod(0o600)
        _sync(file)
    _sync(folder)


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check(folder: Path, record: TrainingRecord) -> None:
    if not record.files:
        raise ConfigError(f"model: {folder}: its record names no weights; {WAY_OUT}")
    for name, digest in record.files.items():
        file = folder / name
        if Path(name).name != name or not file.is_file():
            raise ConfigError(f"model: {file} is missing; {WAY_OUT}")
        if file_sha256(file) != digest:
            raise ConfigError(f"model: {file} is not the file of its record: damaged or replaced; {WAY_OUT}")

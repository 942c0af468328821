"""Which model the settings name: one folder, the promoted one, or the shipped weights. Never another in silence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.settings import Settings

if TYPE_CHECKING:
    from evaluation.training_record import TrainedModel
    from models.folder import ModelFolder


def weights_of(settings: Settings) -> Path | None:
    """The model folder in use, every file held against its record; None for the shipped weights.

    Raises ConfigError when a model is named and is missing or damaged.
    """
    found = _folder(settings)
    return found.path if found else None


def model_of(settings: Settings) -> tuple[Path | None, TrainedModel]:
    """As `weights_of`, with what the model learnt from."""
    from models.folder import shipped_model

    found = _folder(settings)
    return (found.path, found.trained) if found else (None, shipped_model())


def _folder(settings: Settings) -> ModelFolder | None:
    if settings.model is None and settings.models is None:
        return None
    from models.folder import open_model
    from models.shelf import Shelf

    if settings.model is not None:
        return open_model(settings.model.absolute())
    return Shelf(settings.models).current() if settings.models else None

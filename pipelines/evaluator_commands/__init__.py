"""The commands of evaluators: comparison, gold, training, monitoring."""

from __future__ import annotations

import typer

from pipelines.evaluator_commands import comparison, gold, monitoring, training

FAMILIES = (comparison, gold, training, monitoring)


def register(app: typer.Typer) -> None:
    """Adds the commands of every family to `guowen`."""
    for family in FAMILIES:
        family.register(app)

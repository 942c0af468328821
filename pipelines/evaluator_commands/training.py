"""`guowen train`. Nothing heavy is imported before the command runs."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Adds the commands to `guowen`."""

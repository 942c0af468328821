"""`guowen gold`, the part of annotators: agreement, adjudication, leaks.

Nothing heavy is imported before a command runs.
"""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Adds the commands to `guowen gold`."""

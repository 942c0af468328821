"""What was done, and the proof of it."""

from __future__ import annotations

import typer

app = typer.Typer(help="What was done, and the proof of it.", no_args_is_help=True)

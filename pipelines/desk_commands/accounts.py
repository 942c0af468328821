"""Who may sign in to the desk."""

from __future__ import annotations

import typer

app = typer.Typer(help="Who may sign in to the desk.", no_args_is_help=True)

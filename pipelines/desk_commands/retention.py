"""Erasing what must no longer be kept."""

from __future__ import annotations

import typer

app = typer.Typer(help="Erasing what must no longer be kept.", no_args_is_help=True)

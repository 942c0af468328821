"""Decided items as gold, and known answers for the desk."""

from __future__ import annotations

import typer

app = typer.Typer(help="Decided items as gold, and known answers for the desk.", no_args_is_help=True)

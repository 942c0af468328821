"""`guowen gold`: gold of other tools in and out, checked, compared, adjudicated, searched for leaks.

Nothing heavy is imported before a command runs.
"""

from __future__ import annotations

import typer

from pipelines.evaluator_commands import annotators

gold_app = typer.Typer(
    help="Gold: in and out of annotation tools, checked, compared, adjudicated.", no_args_is_help=True
)
annotators.register(gold_app)


def register(app: typer.Typer) -> None:
    """Adds the commands to `guowen`."""
    app.add_typer(gold_app, name="gold")

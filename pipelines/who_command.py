"""`guowen who`. Nothing heavy is imported before the command runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

MOST = 50


def who(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The day of which it is asked, as 2024-03-05.")],
    words: Annotated[str, typer.Argument(metavar="[WORDS]", help="Words for a person: 王院长, 老王, 建国.")] = "",
    at: Annotated[str, typer.Option("--at", metavar="UNIT", help="Where the words are from: a unit, in full.")] = "",
    registries: Annotated[
        Path | None, typer.Option("--registries", metavar="DIR", help="Folder of the four registries.")
    ] = None,
    org: Annotated[str, typer.Option("--org", help="Organisation beside the name, as said: 市住建局.")] = "",
    phone: Annotated[str, typer.Option("--phone", help="Number beside the name.")] = "",
    case: Annotated[str, typer.Option("--case", metavar="NO", help="Number of the case spoken of, in full.")] = "",
    case_words: Annotated[
        str, typer.Option("--case-words", help="Words for a case, to be told which: 老裴那个案子, 民终112.")
    ] = "",
    to: Annotated[str, typer.Option("--to", metavar="PERSON_ID", help="Who was spoken to; the paper's owner.")] = "",
    text: Annotated[str, typer.Option("--text", help="The sentence in which the words stand.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON with stable keys.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="Candidates shown.")] = 5,
) -> None:
    """Tell whom words mean on a day, or which case, with every reason; ask as the nightly run would.

    Touches no store and keeps nothing.
    """
    from data.registries import fault_report, load_registries
    from pipelines import who as asking
    from pipelines import who_view as view
    from pipelines.settings import load_settings, registries_folder

    question = asking.Question(asking.day_of(on), words, case_words, at, org, phone, case, to, text)
    known, faults = load_registries(registries_folder(load_settings({"registries": registries})))
    if faults:
        sys.stderr.write(fault_report(faults) + "\n")
    answer = asking.ask(question, known)
    if as_json:
        typer.echo(json.dumps(view.json_of(answer, known, limit), ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        from rich.console import Console

        view.show(answer, known, limit, Console())
    else:
        typer.echo("\n".join(view.lines(answer, known, limit)))

"""The `guowen` command. Thin: options to settings, settings to the function that does the work.

Nothing heavy is imported before a command needs it, so that `--help` answers at once.

Exit codes: 0 done, quarantined files included; 1 a fault of guowen itself; 2 wrong use, settings, registries, rulebook,
store or gold; 3 some batch could not be stored, run again, or gold is not decided to the end; 4 the ledger does not
hold; 5 the gate refused a model, or a test set leaks into training; 6 a report's alarm asks to act; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from data.errors import GuowenError
from pipelines import bundle_command, conflicts_command, evaluator_commands
from pipelines.desk_commands import accounts, backup, gold, ledger, retention
from pipelines.doctor_command import doctor
from pipelines.metrics_command import metrics
from pipelines.who_command import who

app = typer.Typer(
    name="guowen",
    help="过问: finds unrecorded inquiries into and interference with cases, and proposes the records to a person.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(accounts.app, name="accounts")
app.add_typer(ledger.app, name="ledger")
app.command()(retention.retain)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(gold.export_gold)
app.command()(gold.seed)
app.command()(who)
app.command()(metrics)
app.command()(doctor)
app.command()(conflicts_command.conflicts)
app.command()(bundle_command.bundle)
evaluator_commands.register(app)

DONE, FAULT, WRONG, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130

RegistriesOption = Annotated[
    Path | None, typer.Option("--registries", metavar="DIR", help="Folder of officials, lawyers, cases, filed records.")
]
StoreOption = Annotated[
    str | None, typer.Option("--store", metavar="URL", help="sqlite:///FILE or postgresql+psycopg://...")
]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder of the outputs; default: out.")]
WorkersOption = Annotated[int | None, typer.Option("--workers", metavar="N", help="Worker processes; all cores.")]
ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="DIR", help="A model folder; default: the promoted one.")
]


def main() -> None:
    """Runs the command and ends the process with its exit code; every fault is one clear line on standard error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Chinese must come out under a POSIX locale too.
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace")
    code = _run(debug="--debug" in sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    if "prefect" in sys.modules:
        sys.exit(code)  # Prefect ends the server it started for this run on the way out
    # All is committed, synced and closed. Taking the libraries down again would only take time, in which a run that
    # ended could still be killed and then be called again for nothing.
    os._exit(code)


def _run(*, debug: bool) -> int:
    """The exit code of the command."""
    try:
        app()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:  # Typer turns Ctrl-C into this
            sys.stderr.write("guowen: interrupted; the same command takes up where it ended\n")
        return ended.code if isinstance(ended.code, int) else DONE
    except GuowenError as error:
        if debug:
            raise
        sys.stderr.write(f"guowen: {error}\n")
        return WRONG
    except Exception as error:
        if debug:
            raise
        sys.stderr.write(f"guowen: {_fault_of_ours(error)}\n")
        return FAULT
    return DONE


def _fault_of_ours(error: Exception) -> str:
    """Where a fault of the program arose. Its message stays out: it may quote a document."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"
    return f"a fault of the program itself, {type(error).__name__} at {place}; --debug shows all of it, names included"


def _version(wanted: bool) -> None:
    if wanted:
        from pipelines.versions import guowen_version

        typer.echo(f"guowen {guowen_version()}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks; they may hold names and text.")] = False,
) -> None:
    """Proposes; never files, accuses or decides."""


@app.command()
def screen(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    inbox: Annotated[Path, typer.Argument(metavar="INBOX", help="Folder of files, any depth, any mix of formats.")],
    registries: RegistriesOption = None,
    store: StoreOption = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    strict: Annotated[bool | None, typer.Option("--strict", help="Refuse registries that have any faulty row.")] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile", help="Whose rulebook: court, procuratorate, police, committee; auto: each unit its own."
        ),
    ] = None,
    rulebook: Annotated[
        Path | None, typer.Option("--rulebook", metavar="DIR", help="Rulebook files in place of the built-in ones.")
    ] = None,
    log_file: Annotated[
        Path | None, typer.Option("--log-file", metavar="FILE", help="JSON lines: ids and counts, no names, no text.")
    ] = None,
    prefect: Annotated[
        bool | None, typer.Option("--prefect/--no-prefect", help="Run as a Prefect flow; default: if PREFECT_API_URL.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="WHERE", help="Dask: local, tls://HOST:PORT of a scheduler, or off."),
    ] = None,
) -> None:
    """Screen a folder of files and propose the unfiled records.

    Without a Prefect server the batches run plainly: a server for one command would add 10 to 40 seconds and lose its
    task history at the end; lineage and audit stand in guowen's own store either way.
    """
    from pipelines.command import screen_inbox

    told = {
        "registries": registries,
        "store": store,
        "out": out,
        "workers": workers,
        "strict": strict,
        "profile": profile,
        "rulebook": rulebook,
        "log_file": log_file,
        "cluster": {"scheduler": "" if cluster == "off" else cluster} if cluster else None,
    }
    raise typer.Exit(DONE if screen_inbox(inbox, told, prefect=prefect).complete else INCOMPLETE)


@app.command()
def extract(
    docs: Annotated[Path, typer.Argument(metavar="DOCS.jsonl", help="A line a document; a gold file serves as one.")],
    out: Annotated[Path, typer.Option("--out", metavar="PRED.jsonl", help="The predictions, in the gold schema.")],
    registries: RegistriesOption = None,
    workers: WorkersOption = None,
    model: ModelOption = None,
) -> None:
    """Extract and resolve text only, without a store: what evaluators score."""
    from pipelines.command import extract_documents

    count = extract_documents(docs, out, {"registries": registries, "workers": workers, "model": model})
    typer.echo(f"{count} documents: {out}")


@app.command()
def evaluate(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated documents, a line each.")],
    pred: Annotated[Path | None, typer.Argument(metavar="[PRED.jsonl]", help="Made from GOLD when left out.")] = None,
    registries: RegistriesOption = None,
    out: OutOption = None,
    model: ModelOption = None,
    train: Annotated[
        list[Path] | None,
        typer.Option(
            "--train", metavar="GOLD.jsonl", help="Gold that the model learnt from, to look for leaks; may repeat."
        ),
    ] = None,
    training_fit: Annotated[
        bool, typer.Option("--training-fit", help="Score gold that the model learnt from, and call it a fit, no test.")
    ] = False,
) -> None:
    """Score predictions against gold, beside a keyword baseline."""
    from pipelines.command import evaluate_gold

    told = {"registries": registries, "out": out, "model": model}
    evaluate_gold(gold, pred, told, train=train or (), training_fit=training_fit)


@app.command()
def review(
    store: StoreOption = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on.")] = None,
) -> None:
    """Serve the reviewer's desk: decide the proposals in a browser."""
    from pipelines.command import review_proposals

    review_proposals({"store": store, "host": host, "port": port}, typer.echo)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the outputs.")] = Path("out/demo"),
    open_review: Annotated[
        bool, typer.Option("--review", help="Make an account of each role and serve the desk at the end.")
    ] = False,
) -> None:
    """Screen the invented sample city and say where to look."""
    from pipelines.command import screen_sample_city

    told: dict[str, Any] = {"out": out, "store": f"sqlite:///{out / 'guowen.db'}"}
    summary = screen_sample_city(told, typer.echo)
    if open_review:
        from pipelines.desk_commands.accounts import make_demo_accounts

        make_demo_accounts(told)
        review(store=told["store"])
    raise typer.Exit(DONE if summary.complete else INCOMPLETE)

"""What was done, and the proof of it. Opens the store to read only; nothing heavy is imported before a command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from store.chain import Anchor
    from store.database import Database
    from store.ledger import Ledger

app = typer.Typer(help="What was done, and the proof of it.", no_args_is_help=True)

BROKEN = 4
StoreOption = Annotated[str | None, typer.Option("--store", metavar="URL", help="The store; default: as for screen.")]


@app.command()
def verify(
    store: StoreOption = None,
    head: Annotated[
        list[str] | None,
        typer.Option("--head", metavar="SEQ:HASH", help="What `guowen ledger head` printed once; may repeat."),
    ] = None,
    anchor: Annotated[
        list[Path] | None, typer.Option("--anchor", metavar="FILE", help="A run.json that was put aside; may repeat.")
    ] = None,
) -> None:
    """Check every row of the ledger, offline, and name each that does not hold: exit code 0 whole, 4 broken.

    The store is only read. GUOWEN_LEDGER_KEY, where the site has one, lets the seals be checked too.
    """
    from store.chain import anchor_of
    from store.ledger import Ledger

    anchors = [anchor_of(text) for text in head or []] + [_anchor_in(path) for path in anchor or []]
    broken = 0
    with _opened(store) as database:
        ledger = Ledger(database)
        for fault in ledger.faults(anchors):
            typer.echo(str(fault))
            broken += 1
        for line in _told(ledger, broken, noted=bool(anchors)):
            typer.echo(line)
    if broken:
        raise typer.Exit(BROKEN)


def _told(ledger: Ledger, broken: int, *, noted: bool) -> Iterator[str]:
    """What the check came to, and what it could not see."""
    end, sealed = ledger.head(), ledger.sealed()
    yield f"{broken} faults; the chain ends at {end}" if broken else f"whole: {end.sequence} rows, to {end}"
    if sealed and not ledger.has_key:
        yield f"{sealed} rows are sealed; set GUOWEN_LEDGER_KEY to check that nobody without the key wrote them"
    elif not (sealed or noted):
        yield "no row is sealed and no --head was given: a chain that was written anew as a whole would not show"


def _anchor_in(path: Path) -> Anchor:
    """The anchor of a run.json. Raises ConfigError when it holds none."""
    import json

    from data.errors import ConfigError
    from store.chain import anchor_of

    try:
        told = json.loads(path.read_text("utf-8"))["ledger"]
        return anchor_of(f"{told['sequence']}:{told['hash']}")
    except OSError as error:
        raise ConfigError(f"anchor: {path} cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError):
        raise ConfigError(f"anchor: {path} holds no ledger head; name a run.json of this version") from None


@app.command()
def head(store: StoreOption = None) -> None:
    """Print the last row as SEQ:HASH, to be put on paper, read out or signed."""
    from store.ledger import Ledger

    with _opened(store) as database:
        typer.echo(str(Ledger(database).head()))


@app.command()
def show(
    store: StoreOption = None,
    subject: Annotated[str, typer.Option("--subject", metavar="ID", help="Of this proposal, run or account.")] = "",
    actor: Annotated[str, typer.Option("--actor", metavar="ID", help="Of this account.")] = "",
    action: Annotated[str, typer.Option("--action", metavar="CODE", help="Of this kind, such as decided.")] = "",
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="The newest N rows.")] = 50,
) -> None:
    """Print rows as JSON lines, oldest first: ids, codes and commitments, no values."""
    from dataclasses import asdict

    from data.codec import to_text
    from store.ledger import Ledger, Wanted

    with _opened(store) as database:
        for row in reversed(Ledger(database).rows(Wanted(actor=actor, action=action, subject=subject), last)):
            typer.echo(to_text(asdict(row)))


@contextmanager
def _opened(store: str | None) -> Iterator[Database]:
    from pipelines.settings import ledger_seal, load_settings, store_address, with_password
    from store.readonly import open_readonly

    settings = load_settings({"store": store})
    database = open_readonly(with_password(*store_address(settings)), seal=ledger_seal(settings))
    try:
        yield database
    finally:
        database.close()

"""A copy of the store in one file, and the way back. Nothing heavy is imported before a command runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.errors import ConfigError
from pipelines.desk_commands.accounts import COMMAND
from pipelines.desk_commands.ledger import BROKEN

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from store.backup import Manifest, Restored
    from store.chain import Anchor
    from store.ledger_check import Fault
    from store.seal import Seal

StoreOption = Annotated[str | None, typer.Option("--store", metavar="URL", help="The store; default: as for screen.")]
HeadOption = Annotated[
    str | None, typer.Option("--head", metavar="SEQ:HASH", help="A row noted outside, which the backup must have.")
]
SHOWN_FAULTS = 100


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to make, or a folder to make it in.")],
    store: StoreOption = None,
    verify: Annotated[bool, typer.Option("--verify", help="Check a backup that is there; no store is read.")] = False,
    head: HeadOption = None,
) -> None:
    """Copy the store into one file, while desk and screening go on; with --verify, check such a file.

    The file has what the store has, names and words included, but for open sessions. Exit code 4: the ledger does not
    hold; each fault is named, and the file is kept. GUOWEN_LEDGER_KEY is needed where the ledger is sealed.
    """
    from pipelines.settings import ledger_seal, load_settings

    settings = load_settings({"store": store})
    seal = ledger_seal(settings)
    if head is not None and not verify:
        raise ConfigError("--head: a row that was noted is held against a file that is there; give --verify too")
    _answer(*(_verified(file, head, seal) if verify else _taken(file, settings, seal)))


def restore(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What guowen backup made.")],
    store: StoreOption = None,
    head: HeadOption = None,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Restore although --head lies behind the backup's end.")
    ] = False,
    accept_faults: Annotated[
        bool, typer.Option("--accept-faults", help="Restore although the backup's ledger does not hold.")
    ] = False,
    retain: Annotated[bool, typer.Option("--retain", help="Then erase what is due, as guowen retain does.")] = False,
) -> None:
    """Make a store from a backup where none is yet, in SQLite or PostgreSQL, whichever it came from.

    Rows and digests are held against the manifest, then the whole ledger, whose last row tells of the restore. What was
    done since the backup is not in it. Exit code 4: the ledger does not hold, and nothing was restored.
    """
    from pipelines.settings import ledger_seal, load_settings, store_address, with_password
    from store.backup import Terms, Unsound
    from store.backup import restore as bring_back

    settings = load_settings({"store": store})
    url, password = store_address(settings)
    terms = Terms(_anchor(head), accept_loss, accept_faults, by=COMMAND)
    try:
        restored = bring_back(file, with_password(url, password), seal=ledger_seal(settings), terms=terms)
    except Unsound as unsound:
        _answer([], unsound.faults, str(unsound))
        return
    _answer([*_restored(restored, url), *(_erased(settings) if retain else _due(settings, url))], restored.faults)


def _answer(lines: Sequence[str], faults: Sequence[Fault], problem: str = "") -> None:
    """Says faults and lines; the exit code tells whether the ledger held."""
    for fault in faults[:SHOWN_FAULTS]:
        typer.echo(str(fault))
    if len(faults) > SHOWN_FAULTS:
        typer.echo(f"... {len(faults) - SHOWN_FAULTS} more")
    for line in lines:
        typer.echo(line)
    if problem:
        typer.echo(f"guowen: {problem}", err=True)
    if faults:
        raise typer.Exit(BROKEN)


def _taken(file: Path, settings: Settings, seal: Seal | None) -> tuple[list[str], tuple[Fault, ...]]:
    from datetime import UTC, datetime

    from pipelines.settings import store_address, with_password
    from store.backup import back_up

    if file.is_dir():
        file /= f"guowen-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup"
    taken = back_up(with_password(*store_address(settings)), file.absolute(), seal=seal, by=COMMAND)
    lines = [f"backup   {taken.path}, {taken.size:,} bytes", f"sha256   {taken.sha256}"]
    return [*lines, *_about(taken.manifest, taken.faults)], taken.faults


def _verified(file: Path, head: str | None, seal: Seal | None) -> tuple[list[str], tuple[Fault, ...]]:
    from store.backup import check

    anchor = _anchor(head)
    checked = check(file, seal=seal, anchors=[anchor] if anchor else [])
    unchecked = checked.sealed if seal is None else 0
    advice = [f"seals    {unchecked:,} rows are sealed; set GUOWEN_LEDGER_KEY to check them"] if unchecked else []
    return [f"backup   {file}: whole", *_about(checked.manifest, checked.faults), *advice], checked.faults


def _about(manifest: Manifest, faults: Sequence[Fault]) -> Iterator[str]:
    """What a backup is of; the last line is the head, to be noted outside."""
    yield f"taken    {manifest.made_at}, {manifest.database}, guowen {manifest.guowen}, schema {manifest.schema}"
    yield f"rows     {manifest.rows:,} in {len(manifest.tables)} tables"
    yield f"ledger   {f'{len(faults)} faults' if faults else 'whole'}: {manifest.head.sequence:,} rows"
    yield f"head     {manifest.head}"


def _restored(restored: Restored, url: str) -> Iterator[str]:
    yield f"restored {url}"
    yield from _about(restored.manifest, restored.faults)
    yield f"record   row {restored.head}"
    if restored.lost:
        yield f"lost     {restored.lost:,} rows of the ledger up to the one that was noted, with what they tell of"
    yield f"not here what was decided, and who was given or denied what, since {restored.manifest.made_at}"


def _due(settings: Settings, url: str) -> Iterator[str]:
    """What retention has to erase in the store: some of it may have been erased before, after the backup was taken."""
    from pipelines import retention

    due = sum(retention.due_on(settings, retention.today()).values())
    if due:
        yield f"due      {due:,} proposals past their term; before anybody works on it: guowen retain --store {url}"


def _erased(settings: Settings) -> Iterator[str]:
    from pipelines import retention

    erased = retention.retain(settings, retention.today())
    yield f"erased   {sum(erased.proposals.values()):,} proposals past their term, {erased.values:,} values"


def _anchor(head: str | None) -> Anchor | None:
    from store.chain import anchor_of

    return anchor_of(head) if head is not None else None

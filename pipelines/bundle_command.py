"""`guowen bundle`. Nothing heavy is imported before the command runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def bundle(
    out: Annotated[Path, typer.Option("--out", metavar="DIR|FILE.tar", help="The folder or archive to make.")],
    extra: Annotated[
        list[str] | None, typer.Option("--extra", metavar="NAME", help="Extras to hold; may repeat. Default: ocr.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--source", metavar="DIR", help="The source tree; default: where guowen runs from.")
    ] = None,
) -> None:
    """Make a bundle that installs guowen on a machine without network.

    Needs network itself, and makes it for the platform and Python it runs on: all wheels by the pins of
    constraints.txt, guowen's own with weights, rulebooks and pages inside, digests, licences, an installer.
    """
    from pipelines.bundle.build import make_bundle

    made = make_bundle(out, tuple(extra or ["ocr"]), source)
    needs = made.made
    typer.echo(f"{made.path}: guowen {needs.version} {needs.commit}, {made.wheels} wheels".rstrip())
    typer.echo(f"for Linux on {needs.machine}, Python {needs.python}, C library {needs.glibc} or newer")
    if made.untold:
        typer.echo(f"tell no licence, look at their files: {', '.join(made.untold)}")
    typer.echo(
        f"digest {made.digest}\nCarry the digest by another way than the bundle; then: sh install.sh --digest DIGEST"
    )

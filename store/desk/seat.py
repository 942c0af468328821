"""Who sits at the desk in one transaction, and what the desk is set to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from store.clock import now
from store.ledger import Source
from store.viewer import Viewer


@dataclass(frozen=True, slots=True)
class DeskRules:
    """What an office sets. A claim lasts `claim_minutes`; a first final decision on one of the severities in
    `second_look` needs a second by somebody else; `clock` gives the moment as `store.clock.now` does."""

    claim_minutes: int = 15
    second_look: tuple[str, ...] = ("critical", "high")
    clock: Callable[[], str] = now


@dataclass(frozen=True, slots=True)
class Seat:
    """A viewer within one transaction that began at `at`."""

    connection: Connection
    viewer: Viewer
    rules: DeskRules
    at: str

    @property
    def me(self) -> str:
        """The viewer's account."""
        return self.viewer.account_id

    def source(self, versions: str | None = None) -> Source:
        """Whose doing ledger rows of this transaction are."""
        return Source(actor=self.me, versions=versions)

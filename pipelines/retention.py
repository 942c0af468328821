"""Erasing what must no longer be kept: the command and the nightly flow both call this."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipelines.settings import Settings, ledger_seal, store_address, with_password

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.desk.retention import Erased


def today() -> date:
    """The day of the retention rules, in UTC as the times in the store are."""
    return datetime.now(UTC).date()


def retain(settings: Settings, day: date) -> Erased:
    """Erases what is due on `day`; waits for a screening of the store as `lock_wait_seconds` says.

    Raises StoreError when there is no store, or a screening goes on.
    """
    from store.database import open_database
    from store.desk.retention import erase_due
    from store.lock import screening_lock

    url = with_password(*store_address(settings))
    database = open_database(url, make=False, seal=ledger_seal(settings))
    try:
        with screening_lock(database.engine, settings.lock_wait_seconds):
            return erase_due(database, settings.retention, day)
    finally:
        database.close()


def due_on(settings: Settings, day: date) -> Mapping[str, int]:
    """How many proposals `retain` would erase on `day`, by rule; writes nothing."""
    from store.desk.retention import due
    from store.readonly import open_readonly

    database = open_readonly(with_password(*store_address(settings)))
    try:
        return due(database, settings.retention, day)
    finally:
        database.close()


RULES = ("rejected", "expired", "withdrawn", "merged")


def lines(counts: Mapping[str, int], settings: Settings) -> list[str]:
    """A line for each rule: how many, and after how many days."""
    return [f"{rule:<10} {counts.get(rule, 0):>7}   {_after(rule, settings)}" for rule in RULES]


def _after(rule: str, settings: Settings) -> str:
    if rule == "merged":
        return "with the one it was merged into"
    days = getattr(settings.retention, f"{rule}_days")
    return f"after {days} days" if days else "never"

"""How often somebody may guess: failures are counted by login and by address, and both close for a while.

A try counts before its password is looked at, and is taken back when it was right: of many tries at the same instant
each counts. Logins that nobody has are counted as all others. What is refused while closed leaves no ledger row, so
that guessing cannot fill the ledger; the row of the failure that closed says so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import ceil

from sqlalchemy import Connection, delete, insert, select, update

from data.codec import digest
from store.accounts.rows import AccountRules
from store.clock import later, seconds_between
from store.desk_tables import ATTEMPTS

FIRST_DELAY = 2
"""Seconds of the first delay; each further failure doubles it."""


@dataclass(frozen=True, slots=True)
class Handle:
    """What failures are counted by. `free` failures go without delay, `most` close it."""

    name: str
    free: int
    most: int


def digest_of(login: str) -> str:
    """What a login is called among attempts and on the ledger: somebody may have typed a password there."""
    return digest(["login", login])


def handles(rules: AccountRules, login_digest: str, address: str) -> tuple[Handle, Handle]:
    """(of the login, of the address)."""
    where = hashlib.sha256(address.encode()).hexdigest()
    return (
        Handle(f"login:{login_digest}", rules.free_tries, rules.tries),
        Handle(f"address:{where}", rules.tries_of_address, rules.tries_of_address),
    )


def begin(connection: Connection, counted: tuple[Handle, ...], rules: AccountRules) -> int:
    """Counts a try. Returns the seconds for which none is looked at; 0: look at this one."""
    moment = rules.clock()
    rows = {handle.name: _row(connection, handle) for handle in counted}
    waits = [seconds_between(moment, row.closed_until) for row in rows.values() if row and row.closed_until]
    if waits and max(waits) > 0:
        return ceil(max(waits))
    for handle in counted:
        row = rows[handle.name]
        quiet = row is None or seconds_between(row.failed_at, moment) > 60 * rules.closed_minutes
        failures = 1 if row is None or quiet else row.failures + 1
        _write(connection, handle, failures, moment, _closed_until(handle, failures, rules, moment))
    return 0


def take_back(connection: Connection, login: Handle, address: Handle) -> None:
    """The try was right: the login starts anew, the address has one failure less."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.handle == login.name))
    connection.execute(
        update(ATTEMPTS)
        .where(ATTEMPTS.c.handle == address.name, ATTEMPTS.c.failures > 0)
        .values(failures=ATTEMPTS.c.failures - 1, closed_until=None)
    )


def failures_of(connection: Connection, handle: Handle) -> int:
    """The failures counted by now."""
    row = _row(connection, handle)
    return row.failures if row else 0


def forget(connection: Connection, login: str) -> None:
    """Opens a login again: its password was set anew."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.handle == f"login:{digest_of(login)}"))


def sweep(connection: Connection, rules: AccountRules) -> None:
    """Drops what no longer counts."""
    past = later(rules.clock(), -120 * rules.closed_minutes)
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.failed_at < past))


@dataclass(frozen=True, slots=True)
class _Row:
    failures: int
    failed_at: str
    closed_until: str | None


def _row(connection: Connection, handle: Handle) -> _Row | None:
    columns = (ATTEMPTS.c.failures, ATTEMPTS.c.failed_at, ATTEMPTS.c.closed_until)
    found = connection.execute(select(*columns).where(ATTEMPTS.c.handle == handle.name)).one_or_none()
    return _Row(*found) if found else None


def _write(connection: Connection, handle: Handle, failures: int, moment: str, closed_until: str | None) -> None:
    values = {"failures": failures, "failed_at": moment, "closed_until": closed_until}
    changed = connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.handle == handle.name).values(values))
    if not changed.rowcount:
        connection.execute(insert(ATTEMPTS).values(handle=handle.name, **values))


def _closed_until(handle: Handle, failures: int, rules: AccountRules, moment: str) -> str | None:
    if failures >= handle.most:
        return later(moment, 60 * rules.closed_minutes)
    if failures < handle.free:
        return None
    return later(moment, FIRST_DELAY * 2 ** (failures - handle.free))

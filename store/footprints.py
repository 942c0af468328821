"""The entries of the registries that the last finished run of an inbox read by, as statements on a connection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice

from sqlalchemy import Connection, delete, insert, select, update

from matching.changes import Footprint
from store.tables import INBOXES, REGISTRY_ENTRIES

CHUNK = 5_000
"""Entries written at a time."""
_E = REGISTRY_ENTRIES.c


def registries(connection: Connection, inbox_id: int) -> str | None:
    """The digest of those registries, None before the first run was finished."""
    found: str | None = connection.execute(
        select(INBOXES.c.registries).where(INBOXES.c.inbox_id == inbox_id)
    ).scalar_one()
    return found


def read(connection: Connection, inbox_id: int) -> list[Footprint]:
    """The entries, registry by registry in their order."""
    columns = [_E[name] for name in Footprint.__dataclass_fields__]
    found = connection.execute(select(*columns).where(_E.inbox_id == inbox_id))
    return sorted((Footprint(*row) for row in found), key=lambda left: (left.kind, left.position))


def replace(connection: Connection, inbox_id: int, digest: str, entries: Iterable[Footprint]) -> None:
    """Puts `entries` in the place of those of the run before; writes nothing when the registries are the same."""
    if registries(connection, inbox_id) == digest:
        return
    connection.execute(delete(REGISTRY_ENTRIES).where(_E.inbox_id == inbox_id))
    rest = iter(entries)
    while chunk := [{"inbox_id": inbox_id, **asdict(entry)} for entry in islice(rest, CHUNK)]:
        connection.execute(insert(REGISTRY_ENTRIES), chunk)
    connection.execute(update(INBOXES).where(INBOXES.c.inbox_id == inbox_id).values(registries=digest))

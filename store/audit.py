"""What the machine did, as a chain: each row hashes the one before, so a row changed or removed later shows.

Rows hold ids, counts and digests, never names or text. The first row's `previous` is the digest of the store's id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from data.errors import StoreError
from store.codec import digest, from_text, to_text
from store.tables import AUDIT, IDENTITY


class Action(StrEnum):
    """What an audit row tells of. The value is what the table holds."""

    STORE_CREATED = "store_created"
    RUN_STARTED = "run_started"
    RUN_RESUMED = "run_resumed"
    RUN_ABANDONED = "run_abandoned"
    RUN_FINISHED = "run_finished"
    BATCH_COMMITTED = "batch_committed"
    FILES_GONE = "files_gone"
    FILES_MOVED = "files_moved"
    WORDS_ERASED = "words_erased"
    PROPOSAL_CREATED = "proposal_created"
    PROPOSAL_UPDATED = "proposal_updated"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    PROPOSAL_RESTORED = "proposal_restored"
    OUTPUT_WRITTEN = "output_written"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be put on record: what was done to which id, with counts or digests."""

    action: Action
    subject: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row of the chain. `at` is ISO 8601 in UTC; `previous` and `hash` are SHA-256 in hex."""

    sequence: int
    at: str
    run_id: str
    action: str
    subject: str
    detail: dict[str, Any]
    previous: str
    hash: str


def append(connection: Connection, entries: Sequence[Entry], *, run_id: str, at: str) -> None:
    """Adds `entries` to the chain within the transaction of `connection`, which must have the only right to write."""
    if not entries:
        return
    sequence, previous = _end_of_chain(connection)
    rows = []
    for entry in entries:
        sequence += 1
        row = {
            "sequence": sequence,
            "at": at,
            "run_id": run_id,
            "action": entry.action.value,
            "subject": entry.subject,
            "detail": to_text(entry.detail),
            "previous": previous,
        }
        row["hash"] = previous = digest(row)
        rows.append(row)
    connection.execute(insert(AUDIT), rows)


def read(connection: Connection) -> list[AuditRow]:
    """All rows, first to last."""
    columns = [AUDIT.c[name] for name in AuditRow.__dataclass_fields__]
    rows = connection.execute(select(*columns).order_by(AUDIT.c.sequence))
    return [AuditRow(**{**row._mapping, "detail": from_text(row.detail)}) for row in rows]


def verify(rows: Iterable[AuditRow], store_id: str) -> int:
    """The number of rows, when each hashes to its `hash`, follows the one before, and the first follows `store_id`.

    Raises StoreError naming the first row that does not.
    """
    sequence, previous = 0, genesis(store_id)
    for row in rows:
        sequence += 1
        body = {name: getattr(row, name) for name in row.__dataclass_fields__ if name != "hash"}
        body["detail"] = to_text(row.detail)
        if row.sequence != sequence or row.previous != previous or digest(body) != row.hash:
            raise StoreError(
                f"audit row {row.sequence}: the chain breaks here (row {sequence} was due); "
                "the table was changed from outside, compare it with a backup"
            )
        previous = row.hash
    return sequence


def genesis(store_id: str) -> str:
    """What the first row of a store's chain follows."""
    return hashlib.sha256(store_id.encode("ascii")).hexdigest()


def _end_of_chain(connection: Connection) -> tuple[int, str]:
    last = connection.execute(
        select(AUDIT.c.sequence, AUDIT.c.hash).order_by(AUDIT.c.sequence.desc()).limit(1)
    ).one_or_none()
    if last:
        return last.sequence, last.hash
    return 0, genesis(connection.execute(select(IDENTITY.c.store_id)).scalar_one())

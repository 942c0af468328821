"""What the machine did, as a chain: each row hashes the one before, so a row changed or removed later shows.

Rows hold ids, counts and digests, never names or text. The first row's `previous` is the digest of the store's id.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from data.errors import StoreError
from store.codec import digest, from_text, to_text
from store.tables import IDENTITY, LEDGER, LEDGER_VALUES


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
    # Of people at the desk. Sign-ins that fail are on record too; their subject is a digest of the login.
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    ACCESS_REFUSED = "access_refused"
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_CHANGED = "account_changed"
    PASSWORD_CHANGED = "password_changed"
    ROLES_CHANGED = "roles_changed"
    RECUSED = "recused"
    QUEUE_VIEWED = "queue_viewed"
    ITEM_VIEWED = "item_viewed"
    SOURCE_VIEWED = "source_viewed"
    LEDGER_VIEWED = "ledger_viewed"
    REPORT_VIEWED = "report_viewed"
    CLAIMED = "claimed"
    RELEASED = "released"
    ITEM_EDITED = "item_edited"
    DECIDED = "decided"
    DECISION_UNDONE = "decision_undone"
    MERGED = "merged"
    SPLIT = "split"
    EXPORTED = "exported"
    SEEDED = "seeded"
    CONSENTED = "consented"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be put on record: what was done to which id, with counts or digests.

    `old` and `new` are values, of JSON, that a person changed; None is no value. The chain holds a commitment to them,
    the values themselves stand aside and can be erased.
    """

    action: Action
    subject: str
    detail: dict[str, Any] = field(default_factory=dict)
    old: Any = None
    new: Any = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of the chain. `at` is ISO 8601 in UTC; `previous` and `hash` are SHA-256 in hex."""

    sequence: int
    at: str
    run_id: str
    action: str
    subject: str
    detail: dict[str, Any]
    actor: str | None
    old: str | None
    new: str | None
    versions: str | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Source:
    """Whose doing entries are: a run, or an account (`actor`); `versions` names model and rulebook, None when neither
    had a part in it."""

    run_id: str = ""
    actor: str | None = None
    versions: str | None = None


def append(connection: Connection, entries: Sequence[Entry], source: Source, *, at: str) -> int:
    """Adds `entries` to the chain within the transaction of `connection`, which must have the only right to write.

    Returns the number of the last row.
    """
    sequence, previous = _end_of_chain(connection)
    rows, values = [], []
    for entry in entries:
        sequence += 1
        kept = {side: _kept(sequence, side, value) for side, value in (("old", entry.old), ("new", entry.new))}
        row = {
            "sequence": sequence,
            "at": at,
            "run_id": source.run_id,
            "action": entry.action.value,
            "subject": entry.subject,
            "detail": to_text(entry.detail),
            "actor": source.actor,
            "old": _commitment(kept["old"]),
            "new": _commitment(kept["new"]),
            "versions": source.versions,
            "previous": previous,
        }
        row["hash"] = previous = _hash(row)
        rows.append(row)
        values += [value for value in kept.values() if value]
    if rows:
        connection.execute(insert(LEDGER), rows)
    if values:
        connection.execute(insert(LEDGER_VALUES), values)
    return sequence


def _kept(sequence: int, side: str, value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"sequence": sequence, "side": side, "salt": secrets.token_hex(32), "value": to_text(value)}


def _commitment(kept: Mapping[str, Any] | None) -> str | None:
    return digest([kept["salt"], kept["value"]]) if kept else None


def _hash(row: Mapping[str, Any]) -> str:
    """The hash of a row without its `hash`; columns that are NULL are left out, as rows of older stores have them."""
    return digest({name: value for name, value in row.items() if value is not None})


def read(connection: Connection) -> list[LedgerRow]:
    """All rows, first to last."""
    columns = [LEDGER.c[name] for name in LedgerRow.__dataclass_fields__]
    rows = connection.execute(select(*columns).order_by(LEDGER.c.sequence))
    return [LedgerRow(**{**row._mapping, "detail": from_text(row.detail)}) for row in rows]


def verify(rows: Iterable[LedgerRow], store_id: str) -> int:
    """The number of rows, when each hashes to its `hash`, follows the one before, and the first follows `store_id`.

    Raises StoreError naming the first row that does not.
    """
    sequence, previous = 0, genesis(store_id)
    for row in rows:
        sequence += 1
        body = {name: getattr(row, name) for name in row.__dataclass_fields__ if name != "hash"}
        body["detail"] = to_text(row.detail)
        if row.sequence != sequence or row.previous != previous or _hash(body) != row.hash:
            raise StoreError(
                f"ledger row {row.sequence}: the chain breaks here (row {sequence} was due); "
                "the table was changed from outside, compare it with a backup"
            )
        previous = row.hash
    return sequence


def genesis(store_id: str) -> str:
    """What the first row of a store's chain follows."""
    return hashlib.sha256(store_id.encode("ascii")).hexdigest()


def _end_of_chain(connection: Connection) -> tuple[int, str]:
    last = connection.execute(
        select(LEDGER.c.sequence, LEDGER.c.hash).order_by(LEDGER.c.sequence.desc()).limit(1)
    ).one_or_none()
    if last:
        return last.sequence, last.hash
    return 0, genesis(connection.execute(select(IDENTITY.c.store_id)).scalar_one())

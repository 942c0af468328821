"""What the ledger tells of, and its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """What a row tells of. The value is what the table holds."""

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
    LEDGER_VERIFIED = "ledger_verified"
    BACKUP_STARTED = "backup_started"
    BACKUP_MADE = "backup_made"
    STORE_RESTORED = "store_restored"


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
    """One row of the chain. `at` is ISO 8601 in UTC; `previous` and `hash` are SHA-256 in hex.

    `old` and `new` are commitments, None where there was no value. `sealed_by` names the key that sealed the row,
    `seal` is what it made of the hash; both None for a row without a seal.
    """

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
    sealed_by: str | None
    previous: str
    hash: str
    seal: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Whose doing entries are: a run, or an account (`actor`); `versions` names model and rulebook, None when neither
    had a part in it."""

    run_id: str = ""
    actor: str | None = None
    versions: str | None = None

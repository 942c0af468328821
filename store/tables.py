"""The tables of the store, for SQLite and PostgreSQL alike.

Long values (rows, findings, counts) are JSON text written by `data.codec`; days and times are ISO text, times in UTC.
Text of a paper stands in `findings`, `proposals`, `evidence` and `passages` only, and only when it led to a proposal.
A person's decisions never go into these columns: what the machine said is replaced by the next run.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from store.metadata import METADATA

IDENTITY = Table(
    "identity",
    METADATA,
    Column("identity_id", Integer, primary_key=True, autoincrement=False),
    Column("store_id", String(32), nullable=False),
    Column("created_at", String(32), nullable=False),
)

INBOXES = Table(
    "inboxes",
    METADATA,
    Column("inbox_id", Integer, primary_key=True),
    Column("root", Text, nullable=False, unique=True),
    Column("registries", String(64)),  # digest of those that the last finished run read by; NULL before the first
)

REGISTRY_ENTRIES = Table(
    "registry_entries",  # the registries of that run, an entry a row
    METADATA,
    Column("inbox_id", ForeignKey("inboxes.inbox_id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("entry_id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("handles", Text, nullable=False),  # what papers are found by that the entry may touch
)

RUNS = Table(
    "runs",
    METADATA,
    Column("run_id", String(32), primary_key=True),
    Column("inbox_id", ForeignKey("inboxes.inbox_id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("finished_at", String(32)),
    Column("versions_key", String(64), nullable=False),
    Column("versions", Text, nullable=False),
    Column("counts", Text),
    Index(None, "inbox_id", "started_at"),
)

BATCHES = Table(
    "batches",
    METADATA,
    Column("run_id", ForeignKey("runs.run_id"), primary_key=True),
    Column("batch_key", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("files", Text, nullable=False),
    Column("committed_at", String(32)),
)

FILES = Table(
    "files",
    METADATA,
    Column("inbox_id", ForeignKey("inboxes.inbox_id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("work_key", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("kind", String(32)),
    Column("documents", Integer, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("passed_over", Text, nullable=False),
    Column("gone_in", ForeignKey("runs.run_id")),
    Column("registries", String(64), nullable=False, server_default=""),  # digest of those the result holds for
    Column("reopened", Text, nullable=False, server_default=""),  # entries for which it was read again, JSON
    Index(None, "sha256"),
)

FINDINGS = Table(
    "findings",
    METADATA,
    Column("inbox_id", Integer, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    ForeignKeyConstraint(["inbox_id", "path"], ["files.inbox_id", "files.path"], ondelete="CASCADE"),
)

PROPOSALS = Table(
    "proposals",
    METADATA,
    Column("proposal_id", String(64), primary_key=True),
    Column("inbox_id", ForeignKey("inboxes.inbox_id"), nullable=False),
    # What the machine says; the next run replaces it.
    Column("origin", String(16), nullable=False, server_default="machine"),
    Column("state", String(16), nullable=False),
    Column("first_run", ForeignKey("runs.run_id"), nullable=False),
    Column("last_run", ForeignKey("runs.run_id"), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("severity_rank", Integer, nullable=False),
    Column("due_on", String(10)),
    Column("due_key", String(10), nullable=False, server_default="9999-12-31"),
    Column("score", Float, nullable=False),
    Column("score_key", Float, nullable=False, server_default="0"),  # the score below zero: the surest sorts first
    Column("category", String(16), nullable=False),
    Column("situations", Text, nullable=False, server_default=""),  # codes, a blank between
    Column("occurred_on", String(10)),
    Column("unit", Text),
    Column("case_no", Text),
    Column("intervener", Text),
    Column("intervener_id", Text),
    Column("digest", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("details", Text, nullable=False, server_default="{}"),
    # Digest of the registries by which `bars` were told; NULL: not told yet, and nobody may see the row.
    Column("barred_by", String(64)),
    # What people made of it; no run touches these but for `news`.
    Column("desk", String(16), nullable=False, server_default="open"),
    Column("decided_at", String(32)),
    Column("decided_digest", String(64)),
    Column("news", Integer, nullable=False, server_default="0"),
    Column("merged_into", String(64)),
    # Entries of registries for which its papers were read again when it last changed; JSON, "" when for none.
    Column("because", Text, nullable=False, server_default=""),
    # The order of the queue, and beside it all that it is narrowed by.
    Index(
        "ix_proposals_work",
        "desk",
        "state",
        "due_key",
        "severity_rank",
        "score_key",
        "proposal_id",
        "unit",
        "category",
        "occurred_on",
        "situations",
        "barred_by",
    ),
    # What counts are broken down by, in the order that groups them without sorting, and beside it what narrows them.
    Index(
        "ix_proposals_tally",
        "state",
        "desk",
        "news",
        "severity_rank",
        "category",
        "unit",
        "situations",
        "barred_by",
        "proposal_id",
        "occurred_on",
    ),
    Index(
        "ix_proposals_situations",
        "desk",
        "state",
        "situations",
        "severity_rank",
        "category",
        "unit",
        "barred_by",
        "proposal_id",
        "occurred_on",
    ),
    Index(None, "inbox_id"),
    Index(None, "case_no"),
    Index(None, "intervener_id"),
    Index(None, "merged_into"),
)

EVIDENCE = Table(
    "evidence",
    METADATA,
    Column("proposal_id", ForeignKey("proposals.proposal_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("doc_id", Text, nullable=False),
    Column("item", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "path"),
)

PASSAGES = Table(
    "passages",
    METADATA,
    Column("proposal_id", ForeignKey("proposals.proposal_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("doc_id", Text, nullable=False),
    Column("body", Text, nullable=False),
)

LEDGER = Table(
    "ledger",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("run_id", String(32), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    # NULL in rows of the machine itself; a NULL is left out of what is hashed.
    Column("actor", String(32)),
    Column("old", String(64)),
    Column("new", String(64)),
    Column("versions", Text),
    Column("sealed_by", String(16)),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("seal", String(64)),  # HMAC of the hash, hence not in it; NULL without a key
    Index(None, "subject", "sequence"),
    Index(None, "actor", "sequence"),
)

LEDGER_HEAD = Table(
    "ledger_head",  # one row: where the chain ended when it was last written
    METADATA,
    Column("head_id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("sealed_by", String(16)),
)

LEDGER_VALUES = Table(
    "ledger_values",
    METADATA,
    Column("sequence", ForeignKey("ledger.sequence"), primary_key=True),
    Column("side", String(3), primary_key=True),
    Column("salt", String(64), nullable=False),
    Column("value", Text),
)

"""The tables of the store, for SQLite and PostgreSQL alike.

Long values (rows, findings, counts) are JSON text written by `store.codec`; days and times are ISO text, times in UTC.
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
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

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
    Column("state", String(16), nullable=False),
    Column("first_run", ForeignKey("runs.run_id"), nullable=False),
    Column("last_run", ForeignKey("runs.run_id"), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("severity_rank", Integer, nullable=False),
    Column("due_on", String(10)),
    Column("score", Float, nullable=False),
    Column("category", String(16), nullable=False),
    Column("occurred_on", String(10)),
    Column("unit", Text),
    Column("case_no", Text),
    Column("intervener", Text),
    Column("digest", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_proposals_queue", "state", "severity_rank", "due_on", "proposal_id"),
    # Holds all that the desk orders and narrows by: without it each page would read every proposal's body.
    Index("ix_proposals_desk", "state", "due_on", "severity_rank", "score", "category", "proposal_id"),
    Index(None, "inbox_id"),
    Index(None, "unit"),
    Index(None, "case_no"),
    Index(None, "intervener"),
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

AUDIT = Table(
    "audit",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("run_id", String(32), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

"""The tables of the desk: who may see what, what people decided, and who they are.

Times are ISO text in UTC, lists and objects JSON text by `data.codec`. A row here is never written by a screening,
but for `bars` and `terms`, which are drawn anew from every proposal that a run saves.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from store.metadata import METADATA

_SORTED = Text().with_variant(Text(collation="C"), "postgresql")  # by code point, so that a beginning is a range
_PROPOSAL = "proposals.proposal_id"
_ACCOUNT = "accounts.account_id"

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("account_id", String(32), primary_key=True),
    Column("login", Text, nullable=False, unique=True),  # casefolded
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),  # JSON list of store.viewer.Role
    Column("units", Text),  # JSON list of unit names; NULL: all
    Column("person_id", Text),  # who this is in the officials registry
    Column("password", Text),  # Argon2id; NULL: signs in by OIDC only
    Column("password_at", String(32)),
    Column("renew_password", Integer, nullable=False, server_default="0"),
    Column("oidc_subject", Text, unique=True),
    Column("language", String(8), nullable=False, server_default="zh"),
    Column("state", String(16), nullable=False, server_default="active"),  # active, disabled
    Column("created_at", String(32), nullable=False),
)

DECLARED = Table(
    "declared",  # further people an account is recused from: relatives who stand in no registry
    METADATA,
    Column("account_id", ForeignKey(_ACCOUNT), primary_key=True),
    Column("person", Text, primary_key=True),  # a key as in `bars`
    Column("relation", Text, nullable=False),
    Column("declared_at", String(32), nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("session", String(64), primary_key=True),  # SHA-256 of the cookie's value
    Column("account_id", ForeignKey(_ACCOUNT), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("seen_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Index(None, "account_id"),
)

ATTEMPTS = Table(
    "attempts",  # failed sign-ins by login and by address
    METADATA,
    Column("handle", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", String(32), nullable=False),
    Column("closed_until", String(32)),
)

BARS = Table(
    "bars",  # who never meets a proposal
    METADATA,
    Column("proposal_id", ForeignKey(_PROPOSAL, ondelete="CASCADE"), primary_key=True),
    Column("person", Text, primary_key=True),  # P0017, L0003, `name:<key of a name>`, `account:<account_id>`
    Column("kind", String(16), primary_key=True),  # store.viewer.BarKind
    Index(None, "person", "proposal_id"),
)

TERMS = Table(
    "terms",  # what a proposal is found by: every ending of a name, every tail of a case number, its situations
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("term", _SORTED, primary_key=True),
    Column("proposal_id", ForeignKey(_PROPOSAL, ondelete="CASCADE"), primary_key=True),
    Index(None, "proposal_id"),
)

CLAIMS = Table(
    "claims",
    METADATA,
    Column("proposal_id", ForeignKey(_PROPOSAL, ondelete="CASCADE"), primary_key=True),
    Column("account_id", ForeignKey(_ACCOUNT), nullable=False),
    Column("claimed_at", String(32), nullable=False),
    Column("until", String(32), nullable=False),
    Index(None, "account_id"),
)

DRAFTS = Table(
    "drafts",  # items edited before a decision
    METADATA,
    Column("proposal_id", ForeignKey(_PROPOSAL, ondelete="CASCADE"), primary_key=True),
    Column("account_id", ForeignKey(_ACCOUNT), primary_key=True),
    Column("item", String(16), primary_key=True),
    Column("value", Text, nullable=False),  # JSON; null: not told
    Column("edited_at", String(32), nullable=False),
)

DECISIONS = Table(
    "decisions",  # append-only but for `undone_*`; the words in it are erased with the proposal's
    METADATA,
    Column("decision_id", Integer, primary_key=True),
    Column("proposal_id", ForeignKey(_PROPOSAL), nullable=False),
    Column("round", Integer, nullable=False),  # 1 first, 2 second look, 3 approver
    Column("kind", String(16), nullable=False),  # store.desk.rows.DecisionKind
    Column("reason", String(32)),
    Column("note", Text),
    Column("outcome", Text),  # JSON: what the person says the record is, see store.desk.rows.Outcome
    Column("machine_digest", String(64), nullable=False),
    Column("desk_before", String(16), nullable=False),
    Column("account_id", ForeignKey(_ACCOUNT), nullable=False),
    Column("decided_at", String(32), nullable=False),
    Column("sequence", ForeignKey("ledger.sequence"), nullable=False),
    Column("undone_at", String(32)),
    Column("undone_by", ForeignKey(_ACCOUNT)),
    Index(None, "proposal_id"),
    Index(None, "account_id", "decided_at"),
)

SAVED_VIEWS = Table(
    "saved_views",
    METADATA,
    Column("account_id", ForeignKey(_ACCOUNT), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("query", Text, nullable=False),
    Column("saved_at", String(32), nullable=False),
)

KNOWN_ANSWERS = Table(
    "known_answers",
    METADATA,
    Column("proposal_id", ForeignKey(_PROPOSAL, ondelete="CASCADE"), primary_key=True),
    Column("verdict", String(16), nullable=False),  # confirm or reject
    Column("outcome", Text),  # JSON as in decisions
    Column("seeded_at", String(32), nullable=False),
)

CONSENTS = Table(
    "consents",  # the evaluator's leave to use a decided item as gold
    METADATA,
    Column("proposal_id", ForeignKey(_PROPOSAL, ondelete="CASCADE"), primary_key=True),
    Column("account_id", ForeignKey(_ACCOUNT), nullable=False),
    Column("given_at", String(32), nullable=False),
)

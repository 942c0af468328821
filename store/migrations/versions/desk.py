"""The desk: accounts, recusal, claims, decisions and what stands with them; the audit becomes the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk"
down_revision = "initial"
branch_labels = None
depends_on = None


_RAILS = {
    "sqlite": (
        "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger "
        "BEGIN SELECT RAISE(ABORT, 'rows of the ledger stay as they are'); END",
        "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger "
        "BEGIN SELECT RAISE(ABORT, 'rows of the ledger stay as they are'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of the ledger stay as they are'; END $$",
        "CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON ledger "
        "FOR EACH ROW EXECUTE FUNCTION ledger_stays()",
        "CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays()",
    ),
}
"""Refuse what no program of ours does. A rail only: who may change the schema can take them away."""


def upgrade() -> None:
    """To this revision. Proposals of before have no bars yet, so nobody sees them until the next screening."""
    _ledger()
    _proposals()
    _proposal_indexes()
    _accounts()
    _signing_in()
    _sight()
    _decisions()
    _beside_decisions()


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=True),
        sa.Column("old", sa.String(length=64), nullable=True),
        sa.Column("new", sa.String(length=64), nullable=True),
        sa.Column("versions", sa.Text(), nullable=True),
        sa.Column("sealed_by", sa.String(length=16), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_ledger")),
    )
    op.create_index(op.f("ix_ledger_actor_sequence"), "ledger", ["actor", "sequence"], unique=False)
    op.create_index(op.f("ix_ledger_subject_sequence"), "ledger", ["subject", "sequence"], unique=False)
    op.create_table(
        "ledger_values",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=3), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sequence"], ["ledger.sequence"], name=op.f("fk_ledger_values_sequence_ledger")),
        sa.PrimaryKeyConstraint("sequence", "side", name=op.f("pk_ledger_values")),
    )
    op.execute(
        "INSERT INTO ledger (sequence, at, run_id, action, subject, detail, previous, hash) "
        "SELECT sequence, at, run_id, action, subject, detail, previous, hash FROM audit"
    )
    op.drop_table("audit")
    op.create_table(
        "ledger_head",
        sa.Column("head_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_by", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("head_id", name=op.f("pk_ledger_head")),
    )
    op.execute(
        "INSERT INTO ledger_head (head_id, sequence, hash) "
        "SELECT 1, sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1"
    )
    for statement in _RAILS[op.get_bind().dialect.name]:
        op.execute(statement)


def _proposals() -> None:
    op.add_column("proposals", sa.Column("origin", sa.String(length=16), server_default="machine", nullable=False))
    op.add_column("proposals", sa.Column("due_key", sa.String(length=10), server_default="9999-12-31", nullable=False))
    op.add_column("proposals", sa.Column("score_key", sa.Float(), server_default="0", nullable=False))
    op.add_column("proposals", sa.Column("intervener_id", sa.Text(), nullable=True))
    op.add_column("proposals", sa.Column("situations", sa.Text(), server_default="", nullable=False))
    op.add_column("proposals", sa.Column("details", sa.Text(), server_default="{}", nullable=False))
    op.add_column("proposals", sa.Column("barred_by", sa.String(length=64), nullable=True))
    op.add_column("proposals", sa.Column("desk", sa.String(length=16), server_default="open", nullable=False))
    op.add_column("proposals", sa.Column("decided_at", sa.String(length=32), nullable=True))
    op.add_column("proposals", sa.Column("decided_digest", sa.String(length=64), nullable=True))
    op.add_column("proposals", sa.Column("news", sa.Integer(), server_default="0", nullable=False))
    op.add_column("proposals", sa.Column("merged_into", sa.String(length=64), nullable=True))
    op.execute("UPDATE proposals SET due_key = coalesce(due_on, '9999-12-31'), score_key = -score")


def _proposal_indexes() -> None:
    op.drop_index(op.f("ix_proposals_desk"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_intervener"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_queue"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_unit"), table_name="proposals")
    op.create_index(op.f("ix_proposals_intervener_id"), "proposals", ["intervener_id"], unique=False)
    op.create_index(op.f("ix_proposals_merged_into"), "proposals", ["merged_into"], unique=False)
    op.create_index(
        "ix_proposals_work",
        "proposals",
        [
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
        ],
        unique=False,
    )
    told, beside = ["severity_rank", "category", "unit"], ["barred_by", "proposal_id", "occurred_on"]
    tally = ["state", "desk", "news", *told, "situations", *beside]
    op.create_index("ix_proposals_tally", "proposals", tally, unique=False)
    situations = ["desk", "state", "situations", *told, *beside]
    op.create_index("ix_proposals_situations", "proposals", situations, unique=False)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("units", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("password_at", sa.String(length=32), nullable=True),
        sa.Column("renew_password", sa.Integer(), server_default="0", nullable=False),
        sa.Column("oidc_subject", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), server_default="zh", nullable=False),
        sa.Column("state", sa.String(length=16), server_default="active", nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_login")),
        sa.UniqueConstraint("oidc_subject", name=op.f("uq_accounts_oidc_subject")),
    )


def _signing_in() -> None:
    op.create_table(
        "attempts",
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.String(length=32), nullable=False),
        sa.Column("closed_until", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_attempts")),
    )
    op.create_table(
        "declared",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_declared_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "person", name=op.f("pk_declared")),
    )
    op.create_table(
        "saved_views",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.account_id"], name=op.f("fk_saved_views_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "name", name=op.f("pk_saved_views")),
    )
    op.create_table(
        "sessions",
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_sessions_account_id_accounts")),
        sa.PrimaryKeyConstraint("session", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)


def _sight() -> None:
    op.create_table(
        "bars",
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.proposal_id"], name=op.f("fk_bars_proposal_id_proposals"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person", "kind", name=op.f("pk_bars")),
    )
    op.create_index(op.f("ix_bars_person_proposal_id"), "bars", ["person", "proposal_id"], unique=False)
    op.create_table(
        "claims",
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("claimed_at", sa.String(length=32), nullable=False),
        sa.Column("until", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_claims_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.proposal_id"], name=op.f("fk_claims_proposal_id_proposals"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_account_id"), "claims", ["account_id"], unique=False)
    op.create_table(
        "terms",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("term", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.proposal_id"], name=op.f("fk_terms_proposal_id_proposals"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "term", "proposal_id", name=op.f("pk_terms")),
    )
    op.create_index(op.f("ix_terms_proposal_id"), "terms", ["proposal_id"], unique=False)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("machine_digest", sa.String(length=64), nullable=False),
        sa.Column("desk_before", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.String(length=32), nullable=True),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_decisions_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.proposal_id"], name=op.f("fk_decisions_proposal_id_proposals")
        ),
        sa.ForeignKeyConstraint(["sequence"], ["ledger.sequence"], name=op.f("fk_decisions_sequence_ledger")),
        sa.ForeignKeyConstraint(["undone_by"], ["accounts.account_id"], name=op.f("fk_decisions_undone_by_accounts")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_account_id_decided_at"), "decisions", ["account_id", "decided_at"], unique=False)
    op.create_index(op.f("ix_decisions_proposal_id"), "decisions", ["proposal_id"], unique=False)


def _beside_decisions() -> None:
    op.create_table(
        "consents",
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("given_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_consents_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.proposal_id"],
            name=op.f("fk_consents_proposal_id_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_consents")),
    )
    op.create_table(
        "drafts",
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_drafts_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.proposal_id"], name=op.f("fk_drafts_proposal_id_proposals"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "account_id", "item", name=op.f("pk_drafts")),
    )
    op.create_table(
        "known_answers",
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("seeded_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.proposal_id"],
            name=op.f("fk_known_answers_proposal_id_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_known_answers")),
    )

"""A store from an earlier version, opened by this one: nothing that was proposed, decided or put on record is gone."""

from __future__ import annotations

from contextlib import closing

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from store.accounts import Accounts
from store.backup import back_up, check, restore
from store.backup.rows import tables_at
from store.chain import Anchor
from store.database import open_database
from store.ledger import Ledger
from store.schema import HEAD, migration_config
from tests.store.migrations.old_stores import DESK, HEADS, PROPOSED, REVISIONS, told

Columns = dict[str, list[str]]


def columns_of(revision: str) -> Columns:
    """Tables and columns of a revision that this one has too: all but the chain, which has moved once."""
    return {table.name: list(table.c.keys()) for table in tables_at(revision) if table.name not in ("audit", "ledger")}


def contents(url: str, columns: Columns) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each table in those columns, in an order of their own."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {name: told(connection, f"SELECT {', '.join(columns[name])} FROM {name}") for name in columns}
    engine.dispose()
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def test_each_earlier_revision_has_a_frozen_store():
    known = {script.revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions()}
    assert known - {HEAD} == set(REVISIONS)


@pytest.mark.parametrize("revision", REVISIONS)
def test_all_that_was_there_is_there(lay, revision):
    url = lay(revision)
    before = contents(url, columns_of(revision))
    rows, table = HEADS[revision]
    engine = create_engine(url)
    with engine.connect() as connection:
        chain = told(connection, f"SELECT sequence, hash FROM {table} ORDER BY sequence")
    engine.dispose()
    with closing(open_database(url)) as database:
        noted = Anchor(*chain[-1])
        assert Ledger(database).verify(noted) == ()
        assert (Ledger(database).head(), len(chain)) == (noted, rows)
    assert contents(url, columns_of(revision)) == before


def test_people_and_what_they_decided(lay):
    url = lay("desk")
    with closing(open_database(url)) as database:
        accounts = Accounts(database)
        assert sorted(account.login for account in accounts.all()) == ["cheng", "gao", "lin", "lin2"]
        signed_in = accounts.sign_in("lin2", "一句很长的口令 of 2026!", "10.0.0.9")
        assert hasattr(signed_in, "token")
        with database.reading() as connection:
            assert dict(told(connection, "SELECT proposal_id, desk FROM proposals")) == DESK
            decisions = told(connection, "SELECT round, kind FROM decisions ORDER BY decision_id")
            assert told(connection, "SELECT value FROM drafts") == [('"电话亭旁"',)]
        assert decisions == [(1, "amend"), (1, "reject"), (1, "confirm"), (2, "confirm"), (1, "reject")]
        assert Ledger(database).verify() == ()


@pytest.mark.parametrize("revision", REVISIONS)
def test_its_backup_is_taken_before_the_upgrade_and_upgraded_when_restored(lay, revision, tmp_path):
    url = lay(revision)
    taken = back_up(url, tmp_path / "old.backup")
    assert (taken.manifest.schema, taken.manifest.head.sequence) == (revision, HEADS[revision][0])
    assert check(taken.path, anchors=[taken.manifest.head]).faults == ()
    place = f"sqlite:///{tmp_path / 'restored.db'}"
    assert restore(taken.path, place).faults == ()
    with closing(open_database(place)) as database, database.reading() as connection:
        assert told(connection, "SELECT version_num FROM guowen_version") == [(HEAD,)]
        assert {row[0] for row in told(connection, "SELECT proposal_id FROM proposals")} == PROPOSED

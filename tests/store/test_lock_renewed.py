"""The lock of a PostgreSQL session that is cut is taken again, or its loss is told."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import text

from data.errors import StoreError
from store.database import open_database
from store.lock import screening_lock
from store.repository import open_store
from tests.databases import new_database

CUT = """SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE locktype = 'advisory' AND granted AND datname = current_database()"""


@pytest.fixture
def database(postgres, made_postgresql):
    with closing(open_database(new_database(postgres, made_postgresql))) as opened:
        yield opened


def cut(database):
    with database.engine.connect() as connection:
        assert connection.execute(text(CUT)).scalars().all() == [True]


def test_it_is_taken_again(database):
    with screening_lock(database.engine, 0) as renew:
        renew()
        cut(database)
        renew()
        with pytest.raises(StoreError, match="is screening into this store"), screening_lock(database.engine, 0):
            pass
    with screening_lock(database.engine, 0):
        pass


def test_one_that_another_took_meanwhile_is_lost(database):
    with screening_lock(database.engine, 0) as renew:
        cut(database)
        with (
            screening_lock(database.engine, 30),
            pytest.raises(StoreError, match="another session is screening into this store"),
        ):
            renew()


def test_that_of_a_file_lives_as_long_as_its_process(new_sqlite):
    with open_store(new_sqlite) as store, store.screening_lock() as renew:
        renew()

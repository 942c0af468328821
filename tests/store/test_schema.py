"""Opening, making and upgrading stores."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from data.errors import StoreError
from store.engine import WRITE, make_engine, parse_url
from store.repository import open_store
from store.schema import HEAD, VERSION_TABLE, migration_config, upgrade
from store.tables import METADATA


def test_migrations_make_the_tables_of_the_code(absent_url):
    engine = make_engine(parse_url(absent_url))
    with engine.execution_options(**WRITE).begin() as connection:
        upgrade(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [found for found in compare_metadata(context, METADATA) if VERSION_TABLE not in str(found)]
    engine.dispose()
    assert differences == []


def test_head_is_the_head_of_the_migrations():
    assert ScriptDirectory.from_config(migration_config()).get_current_head() == HEAD


def test_opened_again_it_is_the_same_store(absent_url):
    with open_store(absent_url) as first:
        known = first.store_id
    with open_store(absent_url) as second:
        assert second.store_id == known
        assert second.verify_ledger() == 1


def test_a_store_of_a_newer_version_is_refused(absent_url):
    open_store(absent_url).close()
    engine = make_engine(parse_url(absent_url))
    with engine.execution_options(**WRITE).begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = 'ledger'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer version of guowen .*'ledger'"):
        open_store(absent_url)


def test_an_upgrade_that_fails_leaves_nothing(absent_url):
    engine = make_engine(parse_url(absent_url))

    def die() -> None:
        with engine.execution_options(**WRITE).begin() as connection:
            upgrade(connection)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die()
    engine.dispose()
    with open_store(absent_url) as store:
        assert store.verify_ledger() == 1


def test_many_processes_open_a_new_store_at_once(absent_url):
    code = "import sys; from store.repository import open_store; print(open_store(sys.argv[1]).store_id)"
    started = [
        subprocess.Popen([sys.executable, "-c", code, absent_url], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    ended = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0] * 3, [error.decode() for _, error in ended]
    assert len({told for told, _ in ended}) == 1


def test_a_new_file_is_its_owners_only(tmp_path: Path):
    path = tmp_path / "deep" / "er" / "guowen.db"
    with open_store(str(path)) as store:
        run = store.begin_run("/inbox", {})
        assert run.run_id
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes) == {"guowen.db", "guowen.db-wal", "guowen.db-shm"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_sqlite_is_set_up_for_safety(tmp_path: Path):
    engine = make_engine(parse_url(str(tmp_path / "guowen.db")))
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store", "busy_timeout")
    with engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in names}
    engine.dispose()
    full, memory = 2, 2  # the numbers of SQLite's documentation for FULL and MEMORY
    assert found == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": memory,
        "busy_timeout": 30000,
    }


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://u:secret@h/db", r"mysql://u:\*\*\*@h/db: no such store"),
        ("sqlite://", "no such store"),
        ("sqlite:///:memory:", "no such store"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/db", "OperationalError"),
        ("postgresql://h:port/db", "cannot be read"),
    ],
)
def test_an_address_that_is_none(url, words):
    with pytest.raises(StoreError, match=words) as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database(tmp_path: Path):
    (tmp_path / "notes.db").write_text("会议记录" * 1000, "utf-8")
    with pytest.raises(StoreError, match=r"notes\.db.*SQLITE_NOTADB"):
        open_store(str(tmp_path / "notes.db"))


def test_a_database_of_another_program(tmp_path: Path):
    path = tmp_path / "other.db"
    with create_engine(f"sqlite:///{path}").begin() as connection:
        connection.execute(text("CREATE TABLE accounts (id INTEGER)"))
    with pytest.raises(StoreError, match="belongs to another program"):
        open_store(str(path))


def test_a_folder_that_cannot_be_written(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(str(tmp_path / "file" / "guowen.db"))

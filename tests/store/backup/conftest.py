"""Stores in which things were done, their backups, and the places to restore them to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from store.backup import Taken, back_up
from store.database import open_database
from store.desk_tables import SESSIONS
from store.seal import Seal, seal_of
from tests.databases import new_database
from tests.store.decided import decide_two

KEY = "a-key-that-nobody-could-ever-guess-of-a-test"


@pytest.fixture
def decided(store_url: str, proposal: Callable[..., Any], versions: dict[str, str]) -> str:
    """The URL of a store on each database, with ten rows on its ledger and somebody signed in."""
    return fill(store_url, proposal, versions)


@pytest.fixture
def decided_sqlite(new_sqlite: str, proposal: Callable[..., Any], versions: dict[str, str]) -> str:
    """The same, in SQLite."""
    return fill(new_sqlite, proposal, versions)


@pytest.fixture
def sealed_sqlite(new_sqlite: str, proposal: Callable[..., Any], versions: dict[str, str]) -> str:
    """The same, sealed by `KEY`."""
    return fill(new_sqlite, proposal, versions, seal_of(KEY))


@pytest.fixture
def taken(decided_sqlite: str, tmp_path: Path) -> Taken:
    """A backup of it."""
    return back_up(decided_sqlite, tmp_path / "guowen.backup")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where no store is yet, on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'restored' / 'guowen.db'}"
    return new_database(request.getfixturevalue("postgres"))


def fill(url: str, proposal: Callable[..., Any], versions: dict[str, str], seal: Seal | None = None) -> str:
    """Does what `tests.store.decided` tells of, and signs somebody in."""
    with closing(open_database(url, seal=seal)) as database:
        viewer = decide_two(database, proposal, versions)
        session = {"session": "f" * 64, "account_id": viewer.account_id, "csrf": "c" * 64}
        times = dict.fromkeys(("created_at", "seen_at", "expires_at"), "2026-11-23T00:00:00.000Z")
        with database.writing() as connection:
            connection.execute(insert(SESSIONS).values(**session, **times))
    return url

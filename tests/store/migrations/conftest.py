"""Old stores on each database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.migrations.old_stores import laid_in_postgresql, laid_in_sqlite

Lay = Callable[..., str]


@pytest.fixture(params=["sqlite", "postgresql"])
def lay(request: pytest.FixtureRequest, tmp_path: Path) -> Lay:
    """(revision, inbox) -> the URL of the store that the last code of that revision left, on each database."""
    path = tmp_path / "guowen.db"
    if request.param == "sqlite":
        return lambda revision, *inbox: laid_in_sqlite(revision, path, *inbox)
    server = request.getfixturevalue("postgres")
    return lambda revision, *inbox: laid_in_postgresql(revision, server, path, *inbox)

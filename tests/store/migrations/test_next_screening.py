"""The first screening after an upgrade proposes what the old version proposed, and leaves alone what people decided."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from pipelines.order import Order
from pipelines.screening import screen
from store.database import open_database
from store.ledger import Ledger
from tests.pipelines.conftest import lay_inbox, lay_registries
from tests.store.migrations.old_stores import DESK, PROPOSED, laid_in_postgresql, laid_in_sqlite, told

DECISIONS = "SELECT decision_id, proposal_id, kind, note, outcome, account_id, sequence FROM decisions ORDER BY 1"


@pytest.mark.parametrize(("database", "revision"), [("sqlite", "initial"), ("postgresql", "desk")])
def test_it_proposes_the_same_and_loses_no_decision(request, tmp_path, database, revision):
    inbox, registries = lay_inbox(tmp_path / "inbox"), lay_registries(tmp_path / "registries")
    url = laid(request, revision, database, tmp_path, inbox)
    decided = state(url)[1]
    summary = screen(Order(inbox, registries, tmp_path / "out", url, workers=1, batch_files=20))
    assert summary.complete
    assert (summary.counts["proposals"], summary.counts["new"], summary.counts["withdrawn"]) == (5, 0, 0)
    after, kept = state(url)
    assert set(after) == PROPOSED
    assert kept == decided
    assert after == (DESK if revision == "desk" else dict.fromkeys(PROPOSED, "open"))
    with closing(open_database(url)) as opened:
        assert Ledger(opened).verify() == ()
        with opened.reading() as connection:
            assert told(connection, "SELECT count(*) FROM proposals WHERE barred_by IS NULL") == [(0,)]


def laid(request: pytest.FixtureRequest, revision: str, database: str, folder: Path, inbox: Path) -> str:
    """The old store of that inbox."""
    path = folder / "guowen.db"
    if database == "sqlite":
        return laid_in_sqlite(revision, path, str(inbox))
    return laid_in_postgresql(revision, request.getfixturevalue("postgres"), path, str(inbox))


def state(url: str) -> tuple[dict[object, object], list[tuple[object, ...]]]:
    """Where each proposal stands, and all decisions; opening the store upgrades it."""
    with closing(open_database(url)) as opened, opened.reading() as connection:
        stands = told(connection, "SELECT proposal_id, desk FROM proposals WHERE state = 'proposed'")
        return {row[0]: row[1] for row in stands}, told(connection, DECISIONS)

"""Two workers, PostgreSQL, and one worker killed in the middle: the bytes of an undisturbed run of one process."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import create_engine, text

from store.repository import open_store
from tests.databases import new_database
from tests.pipelines.cluster.killing import PATIENCE_SECONDS, Night, committed, kill_one

pytest.importorskip("prefect_dask", reason="the extra `dask` is not installed")

BATCHES = 6
WORDS = ("任玉兰", "任国华", "于天佑", "段峰", "关照", "打听", "食堂", "笔记", "通知.txt", "minutes-0")
"""Names, words and file names of the city: none of them may reach Prefect."""
ONE_ROW_A_FILE = "SELECT count(*), count(DISTINCT path) FROM files"
ONE_ROW_A_PROPOSAL = "SELECT count(*), count(DISTINCT proposal_id) FROM proposals"


@pytest.mark.timeout(280)
def test_a_killed_worker_changes_nothing(laid_city, undisturbed, read_outputs, made_postgresql, postgres, tmp_path):
    store, home = new_database(postgres, made_postgresql), tmp_path / "prefect"
    night = Night(laid_city.inbox, laid_city.registries, store, tmp_path / "out", home, batch_files=2)
    process = night.begin()
    killed = kill_one(process, lambda: committed(store) >= BATCHES // 4, which=1)
    _, told = process.communicate(timeout=PATIENCE_SECONDS)
    assert killed, told.decode()
    assert process.returncode == 0, told.decode()
    assert read_outputs(tmp_path / "out") == undisturbed
    assert committed(store) == BATCHES
    engine = create_engine(store)
    with engine.connect() as connection:
        for rows in (ONE_ROW_A_FILE, ONE_ROW_A_PROPOSAL):
            all_of_them, different = connection.execute(text(rows)).one()
            assert all_of_them == different > 0
    engine.dispose()
    with open_store(store) as opened:
        assert opened.verify_ledger() > 0
    with closing(sqlite3.connect(home / "prefect.db")) as database:
        held = "\n".join(database.iterdump())
    assert "screen-batch" in held, "this is the database of that run"
    assert not [word for word in WORDS if word in held or json.dumps(word)[1:-1] in held]
    assert not [word for word in WORDS if word in told.decode()]

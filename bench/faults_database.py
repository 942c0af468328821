"""A database that is locked by others, cuts its connections, or falls over."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from bench.faults_trial import Trial

PATIENCE = 0.4
"""Seconds that a screening of these trials waits for a lock: half a minute is the product's."""
CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"


def impatient() -> None:
    """Has this process wait for the database a shorter time."""
    import pipelines.screening
    import store.engine

    pipelines.screening.COMMIT_PAUSE_SECONDS = PATIENCE / 4
    kept = tuple(pragma for pragma in store.engine._PRAGMAS if not pragma.startswith("busy_timeout"))
    store.engine.__dict__["_PRAGMAS"] = (*kept, f"busy_timeout={int(PATIENCE * 1000)}")


def sqlite_locked(trial: Trial) -> None:
    """Another process holds the SQLite file, for less or for longer than a screening waits."""
    process = trial.start(trial.wish(impatient))
    trial.wait_for_it()
    with closing(sqlite3.connect(trial.folder / "guowen.db", timeout=10, isolation_level=None)) as other:
        other.execute(trial.draw.choice(("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE")))
        held = trial.draw.uniform(0.05, 1) * 4 * PATIENCE
        time.sleep(held)
        other.execute("ROLLBACK")
    trial.end(process, 2, 3)
    trial.hit = "held longer than it waits" if held > PATIENCE else "held shorter than it waits"
    trial.settle()


def postgres_cut(trial: Trial) -> None:
    """All connections to the store are cut, once to three times."""
    process = trial.start(trial.wish(impatient))
    cut = 0
    for _ in range(trial.draw.randint(1, 3)):
        time.sleep(trial.moment() / 2)
        cut += cut_connections(trial.store)
    trial.hit = f"{min(cut, 3)} connections" if cut else "none open"
    trial.end(process, 2, 3)
    trial.settle()


def postgres_stopped(trial: Trial) -> None:
    """The server ends without closing anything, as on a loss of power, and is started again."""
    process = trial.start(trial.wish(impatient))
    trial.wait_for_it()
    server = trial.city.server
    if server is None:
        raise ValueError("this scenario needs a PostgreSQL server")
    server.stop_at_once()
    time.sleep(trial.draw.uniform(0, 4 * PATIENCE))
    server.start()
    code = trial.end(process, 2, 3)
    trial.hit = "it went on" if code == 0 else "it was called again"
    trial.settle()


def cut_connections(store: str) -> int:
    """Ends all sessions of the database at `store` but the one that does it; returns how many there were."""
    engine = create_engine(store, isolation_level="AUTOCOMMIT")
    try:
        with suppress(SQLAlchemyError), engine.connect() as connection:
            return int(connection.execute(text(CUT), {"name": engine.url.database}).scalar_one())
    finally:
        engine.dispose()
    return 0

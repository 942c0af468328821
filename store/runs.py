"""Runs and their batches, as statements on a connection."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from data.codec import digest, from_text, to_text
from data.errors import StoreError
from store.clock import now
from store.ledger import Action, Entry, Source, append
from store.rows import Batch, PlannedFile, Run, RunState
from store.tables import BATCHES, INBOXES, RUNS


def inbox_id_of(connection: Connection, root: str) -> int:
    """The id of the inbox at `root` (an absolute path), given to it when it is new."""
    known = connection.execute(select(INBOXES.c.inbox_id).where(INBOXES.c.root == root)).scalar_one_or_none()
    if known is not None:
        return int(known)
    return int(connection.execute(insert(INBOXES).values(root=root).returning(INBOXES.c.inbox_id)).scalar_one())


def begin(connection: Connection, inbox_id: int, versions: Mapping[str, str]) -> Run:
    """The run to work on: the unfinished one of this inbox if its versions are the same, else a new one.

    Unfinished runs with other versions are marked as abandoned: what they did no longer counts.
    """
    versions_key = digest(dict(versions))
    resumed: Run | None = None
    unfinished = select(RUNS).where(RUNS.c.inbox_id == inbox_id, RUNS.c.state == RunState.RUNNING.value)
    for run in map(_run_of, connection.execute(unfinished).mappings().all()):
        if run.versions_key == versions_key and resumed is None:
            resumed = run
            _record(connection, run.run_id, Action.RUN_RESUMED, {"versions": versions_key})
        else:
            _set_state(connection, run.run_id, RunState.ABANDONED)
            _record(connection, run.run_id, Action.RUN_ABANDONED, {"versions": run.versions_key})
    return resumed or _start(connection, inbox_id, versions, versions_key)


def _start(connection: Connection, inbox_id: int, versions: Mapping[str, str], versions_key: str) -> Run:
    run_id = uuid.uuid4().hex
    connection.execute(
        insert(RUNS).values(
            run_id=run_id,
            inbox_id=inbox_id,
            state=RunState.RUNNING.value,
            started_at=now(),
            versions_key=versions_key,
            versions=to_text(dict(versions)),
        )
    )
    _record(connection, run_id, Action.RUN_STARTED, {"versions": versions_key})
    return get(connection, run_id)


def get(connection: Connection, run_id: str) -> Run:
    """The run with that id. Raises StoreError when there is none."""
    row = connection.execute(select(RUNS).where(RUNS.c.run_id == run_id)).mappings().one_or_none()
    if row is None:
        raise StoreError(f"run {run_id}: the store has no such run; was it made in another store?")
    return _run_of(row)


def latest(connection: Connection, state: RunState) -> Run | None:
    """The run in `state` that was started last, None when there is none."""
    wanted = select(RUNS).where(RUNS.c.state == state.value).order_by(RUNS.c.started_at.desc(), RUNS.c.run_id).limit(1)
    row = connection.execute(wanted).mappings().one_or_none()
    return _run_of(row) if row else None


def finish(connection: Connection, run_id: str, counts: Mapping[str, int]) -> None:
    """Marks the run as finished, with its counts."""
    connection.execute(
        update(RUNS)
        .where(RUNS.c.run_id == run_id)
        .values(state=RunState.FINISHED.value, finished_at=now(), counts=to_text(dict(counts)))
    )
    _record(connection, run_id, Action.RUN_FINISHED, dict(counts))


def plan_batches(connection: Connection, run_id: str, batches: Sequence[Batch]) -> None:
    """Replaces the batches of the run that are not committed by `batches`; committed ones stay."""
    connection.execute(delete(BATCHES).where(BATCHES.c.run_id == run_id, BATCHES.c.committed_at.is_(None)))
    done = set(connection.execute(select(BATCHES.c.batch_key).where(BATCHES.c.run_id == run_id)).scalars())
    rows = [
        {
            "run_id": run_id,
            "batch_key": batch.key,
            "position": batch.position,
            "files": to_text([asdict(file) for file in batch.files]),
        }
        for batch in batches
        if batch.key not in done
    ]
    if rows:
        connection.execute(insert(BATCHES), rows)


def batch(connection: Connection, run_id: str, key: str) -> Batch:
    """A planned batch. Raises StoreError when the run has none with that key."""
    row = connection.execute(
        select(BATCHES).where(BATCHES.c.run_id == run_id, BATCHES.c.batch_key == key)
    ).one_or_none()
    if row is None:
        raise StoreError(f"batch {key[:12]} of run {run_id}: not planned in this store; was the run planned elsewhere?")
    planned = tuple(PlannedFile(**file) for file in from_text(row.files))
    return Batch(run_id=run_id, key=key, position=row.position, files=planned)


def mark_committed(connection: Connection, committed: Batch, findings: int) -> None:
    """Notes that all files of the batch have their rows."""
    connection.execute(
        update(BATCHES)
        .where(BATCHES.c.run_id == committed.run_id, BATCHES.c.batch_key == committed.key)
        .values(committed_at=now())
    )
    counts = {"files": len(committed.files), "findings": findings}
    append(
        connection, [Entry(Action.BATCH_COMMITTED, committed.key, counts)], Source(run_id=committed.run_id), at=now()
    )


def _set_state(connection: Connection, run_id: str, state: RunState) -> None:
    connection.execute(update(RUNS).where(RUNS.c.run_id == run_id).values(state=state.value))


def _record(connection: Connection, run_id: str, action: Action, detail: dict[str, str] | dict[str, int]) -> None:
    append(connection, [Entry(action, run_id, dict(detail))], Source(run_id=run_id), at=now())


def _run_of(values: RowMapping) -> Run:
    return Run(
        run_id=values["run_id"],
        inbox_id=values["inbox_id"],
        state=RunState(values["state"]),
        started_at=values["started_at"],
        finished_at=values["finished_at"],
        versions_key=values["versions_key"],
        versions=from_text(values["versions"]),
        counts=from_text(values["counts"]) if values["counts"] else {},
    )

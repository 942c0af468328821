"""Reviewers who decide while a screening is killed: what was acknowledged to them stands."""

from __future__ import annotations

import os
import time
from pathlib import Path

from bench.faults_clock import jumping
from bench.faults_process import eventually, exit_code, kill
from bench.faults_trial import Trial
from store.accounts import Accounts, NewAccount
from store.database import open_database
from store.viewer import Role, Viewer


def hire(store: str) -> Viewer:
    """The reviewer, whose account is put into the store."""
    database = open_database(store)
    accounts = Accounts(database)
    new = NewAccount("reviewer", "核定人", frozenset({Role.REVIEWER}), oidc_subject="reviewer")
    viewer = accounts.viewer(accounts.add(new, by="command"))
    database.close()
    return viewer


def decide_all(store: str, viewer: Viewer, told: Path, seed: int | None, pause: float) -> None:
    """Decides item after item until there is `told`.stop; writes each id to `told` once its decision is acknowledged.

    With a `seed` the clock of the desk jumps.
    """
    from store.desk import Desk
    from store.desk.rows import DecisionKind, Verdict, Wishes

    if seed is not None:
        jumping(seed)
    database = open_database(store)
    desk = Desk(database)
    with told.open("a", encoding="utf-8", buffering=1) as acknowledged:
        while not told.with_suffix(".stop").exists():
            proposal_id = desk.next_item(viewer, Wishes())
            if proposal_id is not None:
                desk.decide(viewer, proposal_id, Verdict(DecisionKind.CONFIRM))
                acknowledged.write(f"{proposal_id}\n")
            time.sleep(pause)
    database.close()
    os._exit(0)


def desk_decides(trial: Trial) -> None:
    """The first half of the inbox is proposed; a reviewer decides on it while the whole is screened and killed."""
    expected = trial.city.grown
    trial.inbox, store = trial.city.half
    trial.take_store(store)
    trial.runs = 2
    viewer = hire(trial.store)
    told = trial.folder / "acknowledged"
    seed = trial.draw.randrange(1 << 30) if trial.draw.random() < 0.5 else None
    reviewer = trial.city.nursery.run(decide_all, trial.store, viewer, told, seed, trial.draw.uniform(0.01, 0.2))
    if not eventually(lambda: told.exists() and bool(told.read_text("utf-8"))):
        trial.problems.append("the desk decided nothing")
    for _ in range(trial.draw.randint(1, 2)):
        process = trial.start()
        trial.wait_for_it()
        kill(process.pid)
        trial.note_stage(process)
        if trial.done():
            break
    if trial.draw.random() < 0.5:
        kill(reviewer.pid)
        reviewer.join()
        trial.hit += ", the desk too"
    if not trial.done():
        trial.call_again()
    told.with_suffix(".stop").touch()
    if "the desk" not in trial.hit and exit_code(reviewer) != 0:
        trial.problems.append(f"the desk ended with {reviewer.exitcode}")
    trial.acknowledged = set(told.read_text("utf-8").split())
    trial.hold(expected)

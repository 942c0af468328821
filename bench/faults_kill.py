"""kill -9 of a worker, and of the screening itself."""

from __future__ import annotations

import time

from bench.faults_process import eventually, kill
from bench.faults_trial import Trial

OF_A_WORKER = 0.4
"""The share of a screening that a worker lives."""
STARTING = 0.05
"""Seconds that a worker forked from what is loaded needs to take its first paper."""


def kill_worker(trial: Trial) -> None:
    """A worker is killed, as the kernel does when memory runs out: the screening goes on by itself."""
    process, nursery = trial.start(), trial.city.nursery
    eventually(lambda: bool(nursery.offspring(process)) or not process.is_alive())
    after = trial.moment() * OF_A_WORKER
    time.sleep(after)
    workers = nursery.offspring(process)
    if workers and kill(trial.draw.choice(workers)):
        trial.hit = "a worker at its start" if after < STARTING else "a worker at the papers"
    trial.end(process)
    trial.settle()


def kill_parent(trial: Trial) -> None:
    """The screening is killed, up to three times in a row, and called again."""
    for _ in range(trial.draw.randint(1, 3)):
        process = trial.start()
        trial.wait_for_it()
        kill(process.pid)
        trial.note_stage(process)
        if trial.done():
            break
    trial.settle()

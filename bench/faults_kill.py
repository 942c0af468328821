"""kill -9 of a worker, and of the screening itself."""

from __future__ import annotations

from bench.faults_process import kill
from bench.faults_trial import Trial


def kill_worker(trial: Trial) -> None:
    """A worker is killed, as the kernel does when memory runs out: the screening goes on by itself."""
    process = trial.start()
    trial.wait_for_it()
    workers = trial.city.nursery.offspring(process)
    if workers and kill(trial.draw.choice(workers)):
        trial.hit = "a worker at its start" if len(trial.problems) else "a worker"
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

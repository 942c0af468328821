"""A command and all that it starts, watched until it ends: wall and CPU seconds, and the most memory each held.

Workers are no children of their command but of the process they are forked from, so that nobody else adds them up.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.machine import ONE_THREAD

PAUSE_SECONDS = 0.1
MEMORY_EVERY = 10
"""Memory is looked at every so many pauses: adding up pages costs the one who asks some milliseconds."""
MIB = 1 << 20


@dataclass(slots=True)
class Watched:
    """CPU seconds by process, peaks in MiB. `together` adds shared pages once; `worker` is the largest but the parent.

    A process that ends is known as it was at the last look, at most `PAUSE_SECONDS` before.
    """

    wall: float = 0.0
    parent: float = 0.0
    worker: float = 0.0
    together: float = 0.0
    by_process: dict[tuple[int, float], float] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        """CPU seconds of all processes."""
        return sum(self.by_process.values())


def watch(command: Sequence[str], log: Path) -> Watched:
    """Runs `command` to its end; what it prints goes to `log`. Raises CalledProcessError when it fails."""
    found, looks = Watched(), 0
    begun = time.perf_counter()
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **ONE_THREAD})  # noqa: S603
        top = psutil.Process(process.pid)
        while process.poll() is None:
            _look(top, found, looks % MEMORY_EVERY == 0)
            looks += 1
            time.sleep(PAUSE_SECONDS)
    found.wall = time.perf_counter() - begun
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, log.read_bytes()[-2000:])
    return found


def _look(top: psutil.Process, found: Watched, with_memory: bool) -> None:
    together = 0.0
    try:
        processes = [top, *top.children(recursive=True)]
    except psutil.Error:
        return
    for one in processes:
        try:
            spent = one.cpu_times()
            found.by_process[one.pid, one.create_time()] = spent.user + spent.system
            if with_memory:
                memory = one.memory_full_info()
                together += memory.pss / MIB
                held = memory.rss / MIB
                if one == top:
                    found.parent = max(found.parent, held)
                else:
                    found.worker = max(found.worker, held)
        except psutil.Error:
            continue  # it has ended since it was listed
    found.together = max(found.together, together)

"""A screening on a local cluster, one of whose workers is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text

PATIENCE_SECONDS = 200


@dataclass(frozen=True)
class Night:
    """What is screened, where to; `home` is for Prefect's own files."""

    inbox: Path
    registries: Path
    store: str
    out: Path
    home: Path
    batch_files: int = 1

    def begin(self, *more: str) -> subprocess.Popen[bytes]:
        """The command, begun, on two workers of this machine."""
        command = [sys.executable, "-m", "pipelines", "screen", self.inbox, "--registries", self.registries]
        command += ["--store", self.store, "--out", self.out, "--cluster", "local", "--workers", "2", *more]
        environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
        environment |= {"PREFECT_HOME": str(self.home), "GUOWEN_BATCH_FILES": str(self.batch_files)}
        return subprocess.Popen(
            list(map(str, command)), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )


def workers_of(parent: int) -> list[int]:
    """The Dask workers that the process began: those that were spawned; sandboxes are their own children."""
    found = []
    for child in psutil.Process(parent).children():
        try:
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child.pid)
        except psutil.Error:
            continue
    return sorted(found)


def committed(store: str) -> int:
    """The number of batches in the store, 0 before it has its tables."""
    engine = create_engine(store)
    try:
        with engine.connect() as connection:
            if connection.execute(text("SELECT to_regclass('batches')")).scalar_one() is None:
                return 0
            count = connection.execute(text("SELECT count(*) FROM batches WHERE committed_at IS NOT NULL"))
            return int(count.scalar_one())
    finally:
        engine.dispose()


def kill_one(process: subprocess.Popen[bytes], when: Callable[[], bool], which: int) -> bool:
    """Kills a worker with SIGKILL once `when` holds; False when the command ended before."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if when() and (workers := workers_of(process.pid)):
            os.kill(workers[which % len(workers)], signal.SIGKILL)
            return True
        time.sleep(0.02)
    return False

"""Disks that are full: for the store, the outputs, the temporary files, the log."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.faults_trial import Trial

PAGE = 4096
ROOM = {"store": 90, "outputs": 14, "temporary": 8}
"""Pages of 4 KiB that the disk has beside what is there: from none up to about as many as a screening needs."""


def disk_full(trial: Trial) -> None:
    """One of the places has no room for all that is written to it; then it has."""
    place = trial.draw.choice((*ROOM, "log"))
    trial.hit = place
    if place == "log":
        trial.end(trial.start(trial.wish(GUOWEN_LOG_FILE="/dev/full")))
        trial.settle()
        return
    pages = trial.draw.randint(1, ROOM[place])
    if not may_mount():
        trial.hit = "files of any place"
        trial.end(trial.start(trial.wish(partial(no_larger_files, PAGE * (pages + _pages_of(trial.folder))))), 2, 3)
        trial.settle()
        return
    with small_disk(trial, place, pages):
        code = trial.end(trial.start(), 2, 3)
        trial.hit = f"{place}, {'room enough' if code == 0 else 'full'}"
        _call("mount", "-o", "remount,size=64m", str(_disk_of(trial, place)))
        trial.settle()


@contextmanager
def small_disk(trial: Trial, place: str, pages: int) -> Iterator[None]:
    """A disk of its own for a place of the trial, with so many pages beside what lies there already."""
    disk = _disk_of(trial, place)
    disk.mkdir(exist_ok=True)
    store = (trial.folder / "guowen.db").read_bytes() if place == "store" else b""
    size = PAGE * (pages + len(store) // PAGE + 2)
    _call("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk))
    try:
        if place == "store":
            (disk / "guowen.db").write_bytes(store)
            trial.store = f"sqlite:///{disk / 'guowen.db'}"
        yield
    finally:
        _call("umount", "--lazy", str(disk))


def no_larger_files(size: int) -> None:
    """Lets this process write no file beyond `size` bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def may_mount() -> bool:
    """Whether this process may mount a disk in memory."""
    return os.geteuid() == 0 and Path("/proc/filesystems").read_text("ascii").find("tmpfs") >= 0


def _call(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - fixed programs, folders of our own


def _disk_of(trial: Trial, place: str) -> Path:
    return trial.folder / {"store": "disk", "outputs": "out", "temporary": "tmp"}[place]


def _pages_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.db")) // PAGE

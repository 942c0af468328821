"""Screenings as processes that can be harmed: forked from one warm server, with exit code and standard error kept."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

INBOX, REGISTRIES = "FAULTS_INBOX", "FAULTS_REGISTRIES"
"""Variables that name the papers, and the folders of registries, that the server is to know already."""
WAIT_SECONDS = 120
"""After which a screening is taken to hang."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One call of `guowen`: its arguments, its variables, its standard error, and what is done to it beforehand."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    errors: Path
    temporary: Path
    prepare: tuple[Callable[[], None], ...] = ()


def call_command(address: str, wish: Wish) -> None:
    """Runs the command in this process, which was forked for it, and ends it with its exit code."""
    _reuse_server(address)
    os.environ.update(wish.environment, TMPDIR=str(wish.temporary))
    tempfile.tempdir = None
    descriptor = os.open(wish.errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 2)
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), "utf-8", write_through=True)
    sys.stdout = io.TextIOWrapper(io.FileIO(os.open(os.devnull, os.O_WRONLY), "w"), "utf-8")
    sys.argv = ["guowen", *wish.arguments]
    for step in wish.prepare:
        step()
    from pipelines.cli import main

    main()


def call_function(address: str, function: Callable[..., None], arguments: Sequence[Any]) -> None:
    """Runs a function in this process, which was forked for it."""
    _reuse_server(address)
    function(*arguments)


def _reuse_server(address: str) -> None:
    """Has workers forked from the server this process came from, where they would come from one of its own."""
    server: Any = forkserver._forkserver
    server._forkserver_address = address
    server.ensure_running = lambda: None


class Nursery:
    """The warm server; a context manager that ends it."""

    def __init__(self, inbox: Path, registries: Sequence[Path]) -> None:
        os.environ[INBOX] = str(inbox)
        os.environ[REGISTRIES] = os.pathsep.join(map(str, registries))
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(name, "1")

    def __enter__(self) -> Nursery:
        stop_server()
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["bench.faults_warm"])
        forkserver.ensure_running()
        return self

    def __exit__(self, *_: object) -> None:
        stop_server()

    def call(self, wish: Wish) -> BaseProcess:
        """Starts a command."""
        return self._start(call_command, (self._address, wish))

    def run(self, function: Callable[..., None], *arguments: object) -> BaseProcess:
        """Starts a function of a module."""
        return self._start(call_function, (self._address, function, arguments))

    def offspring(self, *but: BaseProcess) -> list[int]:
        """The processes forked from the server that live, but those: the workers of screenings, oldest first."""
        parent, others = _server_pid(), {process.pid for process in but}
        found = [(started, pid) for pid, of, started in _processes() if of == parent and pid not in others]
        return [pid for _, pid in sorted(found)]

    @property
    def _address(self) -> str:
        return str(forkserver._forkserver._forkserver_address)  # type: ignore[attr-defined]

    def _start(self, target: Callable[..., None], arguments: tuple[Any, ...]) -> BaseProcess:
        process = self._context.Process(target=target, args=arguments)
        process.start()
        return process


def exit_code(process: BaseProcess) -> int | None:
    """The exit code once the process has ended; None when it hangs, and then it is killed."""
    process.join(WAIT_SECONDS)
    if process.exitcode is not None:
        return process.exitcode
    kill(process.pid)
    process.join()
    return None


def kill(pid: int | None) -> bool:
    """kill -9; whether the process was there to be killed."""
    with suppress(ProcessLookupError):
        os.kill(pid or 0, signal.SIGKILL) if pid else None
        return pid is not None
    return False


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether that comes to hold within the time."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def stop_server() -> None:
    """Ends the fork server of this process, so that the next one loads what it is told to."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined]


def _server_pid() -> int:
    return int(forkserver._forkserver._forkserver_pid)  # type: ignore[attr-defined]


def _processes() -> list[tuple[int, int, int]]:
    """(pid, parent, start) of all processes that live."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                fields = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                if fields[0] not in "ZX":
                    found.append((int(entry.name), int(fields[1]), int(fields[19])))
    return found

"""The caps a worker sets on itself: memory, CPU seconds, wall-clock seconds, and death with the run it belongs to.

The alarm is the kernel's: SIGALRM and SIGXCPU keep their default action, which ends the process even inside foreign
code. Outside a worker `grant_seconds` does nothing, so readers call it freely.
"""

from __future__ import annotations

import ctypes
import fcntl
import multiprocessing
import os
import resource
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
"""prctl(2), linux/prctl.h."""

_watched = False


def grant_seconds(seconds: float) -> None:
    """Allows the item in work so many seconds more: for slow honest work such as the OCR of a page."""
    if not _watched:
        return
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    signal.setitimer(signal.ITIMER_REAL, left + seconds)
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (_within(soft + int(seconds) + 1, hard), hard))


def start_watch(seconds: float) -> None:
    """Ends this process when the work that begins now takes more than `seconds`, by the wall clock or on the CPU."""
    global _watched  # noqa: PLW0603 - a process has one alarm
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (_within(int(used.ru_utime + used.ru_stime + seconds) + 1, hard), hard))
    _watched = True


def stop_watch() -> None:
    """Takes the alarm back."""
    global _watched  # noqa: PLW0603 - a process has one alarm
    signal.setitimer(signal.ITIMER_REAL, 0)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
    _watched = False


def confine(memory_bytes: int) -> None:
    """Caps what this process may reserve from now on, beside the code and models it has loaded.

    Programs that it starts may lift the soft cap for themselves.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_within(_reserved() + memory_bytes, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def die_with_run() -> None:
    """Makes a worker die with the process that started the pool, which is not its parent for the kernel.

    The pipe that multiprocessing keeps between the two closes when that process dies, however it dies; the kernel then
    sends SIGIO, whose default action ends the worker even inside foreign code.
    """
    starter = multiprocessing.parent_process()
    if starter is None or not isinstance(starter.sentinel, int):
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(starter.sentinel, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(starter.sentinel, fcntl.F_GETFL)
    fcntl.fcntl(starter.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
    if not starter.is_alive():
        os._exit(1)


def guarded() -> None:
    """Makes this process die with its parent. Fit for `preexec_fn`, so that programs started here die with it."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:  # the parent died before the kernel was asked
        os._exit(1)


def _reserved() -> int:
    """The address space in use, in bytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()


def _within(value: int, hard: int) -> int:
    return value if hard == resource.RLIM_INFINITY else min(value, hard)

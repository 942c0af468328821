"""The operator's log: JSON lines of known events with known fields, of ids, codes, counts and seconds.

Nothing else can come into it: an event or field that `EVENTS` does not name is a fault of the program, and of text only
codes are let through. A path of a paper is none, since it may hold a name. docs/operations.md has the table.
"""

from __future__ import annotations

import io
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, TextIO

from data.errors import ConfigError

EVENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "planned": ("files", "skipped", "done", "waiting", "batches", "registry_faults", "versions"),
        "committed": ("batch", "files", "findings", "read", "seconds"),
        "failed": ("batch", "files", "error"),
        "worker_lost": ("lost",),
        "concluded": ("counts", "seconds", "workers_lost", "peak_bytes"),
        "stopped": ("error", "place", "seconds"),
        "retained": ("counts", "seconds"),
        "metrics_failed": ("error",),
        "desk_started": ("port", "tls"),
        "desk_fault": ("error", "place"),
        "desk_warning": ("place",),
        "desk_stopped": ("seconds",),
    }
)
"""Event to its own fields; `event`, `level`, `timestamp` stand in every line, `run` and `stage` in those of a run."""
COMMON = ("run", "stage")
ERRORS = frozenset({"failed", "stopped", "desk_fault"})
WARNINGS = frozenset({"worker_lost", "metrics_failed", "desk_warning"})
HIDDEN = "(not a code)"
"""Stands for text that is none of ours; it would be a fault of the program."""
_CODE = re.compile(r"[\x20-\x7e]{0,1000}", re.ASCII)


class EventLog:
    """Writes events to a stream, a line each; usable from several threads."""

    def __init__(self, stream: TextIO, bound: Mapping[str, str] | None = None, began: float | None = None) -> None:
        import structlog

        self._stream, self._bound = stream, dict(bound or {})
        self._began = time.monotonic() if began is None else began
        self._log: Any = structlog.wrap_logger(
            structlog.WriteLogger(stream),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )

    def bind(self, **known: str) -> EventLog:
        """A log each of whose lines has these of `COMMON` too."""
        return EventLog(self._stream, {**self._bound, **known}, self._began)

    @property
    def seconds(self) -> float:
        """Seconds since the log was opened, by a clock that nobody sets."""
        return round(time.monotonic() - self._began, 3)

    def write(self, event: str, **told: Any) -> None:
        """Writes one event. Raises KeyError for an event or field that is not in `EVENTS`."""
        unknown = set(told) - {*EVENTS[event], *COMMON}
        if unknown:
            raise KeyError(f"{event} has no field {min(unknown)}")
        level = "error" if event in ERRORS else "warning" if event in WARNINGS else "info"
        getattr(self._log, level)(event, **{name: coded(value) for name, value in (self._bound | told).items()})


def coded(value: Any) -> Any:
    """`value` with every text in it that is no code replaced by `HIDDEN`."""
    if isinstance(value, Mapping):
        return {coded(str(name)): coded(one) for name, one in value.items()}
    if isinstance(value, bool | int | float) or value is None:
        return value
    return str(value) if _CODE.fullmatch(str(value)) else HIDDEN


def place_of(error: BaseException) -> str:
    """Where an exception arose: package, file and line of the program, no folder of the machine."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return _short(trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ""


def _short(file: str, line: int) -> str:
    return f"{'/'.join(Path(file).parts[-2:])}:{line}"


@contextmanager
def event_log(log_file: Path | None) -> Iterator[EventLog | None]:
    """The log in `log_file`, appended to and its owner's only when it is new; None where none is asked for."""
    if log_file is None:
        yield None
        return
    try:
        log_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigError(f"log_file: {log_file} cannot be written ({error.strerror}); name another file") from None
    raw = _Lossy(descriptor, log_file)
    with io.TextIOWrapper(raw, "utf-8", write_through=True) as stream:
        yield EventLog(stream)


class _Lossy(io.FileIO):
    """A file that takes what the disk has room for; the first loss is told on standard error, and the work goes on."""

    def __init__(self, descriptor: int, path: Path) -> None:
        super().__init__(descriptor, "a")
        self._path = path
        self._told = False

    def write(self, data: Any, /) -> int:
        """The number of bytes given, written or not."""
        try:
            super().write(data)
        except OSError as error:
            if not self._told:
                self._told = True
                sys.stderr.write(f"log_file: {self._path} takes no more ({error.strerror}); it goes on without a log\n")
        return len(data)

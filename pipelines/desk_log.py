"""The desk in the operator's log: that it started and ended, and its faults by kind and place. No request is logged."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.logs import EventLog


class DeskFaults(logging.Handler):
    """Passes on what the server complains of. `review.serve` has left of an exception its kind and place."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """A line a complaint; its words stay out, they may quote a request."""
        if record.levelno >= logging.ERROR and isinstance(record.args, tuple) and len(record.args) == 2:
            kind, place = map(str, record.args)
            file, _, line = place.rpartition(":")
            self._log.write("desk_fault", error=kind, place=f"{'/'.join(Path(file).parts[-2:])}:{line}")
        else:
            self._log.write("desk_warning", place=f"{record.module}.py:{record.lineno}")


@contextmanager
def desk_logged(log: EventLog | None, *, port: int, tls: bool) -> Iterator[DeskFaults | None]:
    """What hears of the desk's faults while the block serves it; None without a log."""
    if log is None:
        yield None
        return
    log.write("desk_started", port=port, tls=tls)
    try:
        yield DeskFaults(log)
    finally:
        log.write("desk_stopped", seconds=log.seconds)

"""What runs in a worker of the sandbox: its start, and one item's work within the caps."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from data.errors import ReadError
from data.readers.base import Limits
from data.watch import confine, die_with_run, guarded, start_watch, stop_watch

Item = TypeVar("Item")
Result = TypeVar("Result")


def start_worker(memory_bytes: int, initializer: Callable[..., None] | None, initargs: tuple[Any, ...]) -> None:
    """Runs once in each worker: ties its life to its parent's, loads what the work needs, caps its memory."""
    die_with_run()
    guarded()
    if initializer is not None:
        initializer(*initargs)
    confine(memory_bytes)


def call(function: Callable[[Item], Result], item: Item, limits: Limits) -> bytes:
    """The pickled outcome of one item, `(kind, value)`, kind being result, fault, memory or crash.

    It is pickled here so that the alarm is off before anything is sent.
    """
    start_watch(limits.seconds)
    try:
        try:
            return pickle.dumps(("result", function(item)), pickle.HIGHEST_PROTOCOL)
        except ReadError as fault:
            return pickle.dumps(("fault", fault))
        except MemoryError:
            return pickle.dumps(("memory", None))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - the boundary of the sandbox; the words may hold document text,
            # and a panic of a parser written in Rust is no Exception.
            return pickle.dumps(("crash", type(error).__name__))
    finally:
        stop_watch()

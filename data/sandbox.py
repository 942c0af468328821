"""Work on hostile items in worker processes that may die: one item never harms the next, nor the run.

Each worker has a cap on the memory it may reserve beside the code and models it starts with, each item one on its CPU
seconds and one on its wall-clock seconds. An item that aborts, runs out of memory or out of time ends as a ReadError of
its own; the worker is replaced, the run goes on. One whose worker is killed from outside is tried once more.
Results come in the order of the items, and only so many are in flight that the parent's memory does not grow with their
number. Workers die with their parent, even with a killed one.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from data.errors import ConfigError, FileStatus, GuowenError, ReadError
from data.readers.base import Limits
from data.worker import call, start_worker

Item = TypeVar("Item")
Result = TypeVar("Result")

ITEMS_A_WORKER = 500
"""A worker is replaced after this many items: parsers leak."""
WINDOW_A_WORKER = 16
"""Items in flight for each worker: enough to keep all busy behind a slow one, few enough to bound memory."""
GRACE_SECONDS = 30
"""How long a worker may outlive its own alarm before the pool ends it."""
START_SECONDS = 600
"""How long a fresh worker may take to load what it needs before the pool is taken for lost."""
BREAKS_ALLOWED = 2
FROM_OUTSIDE = frozenset({-signal.SIGKILL, -signal.SIGTERM})
"""How a worker ends that others ended, such as the kernel when memory runs out: not for the fault of its item."""
PRELOADED = (
    "data.inbox",
    "data.readers.dispatch",
    "data.readers.docx",
    "data.readers.mail",
    "data.readers.pdf",
    "data.readers.text",
    "data.readers.workbook",
)
"""Loaded once, before workers are forked: a fresh worker then reads a sheet, a mail, a DOCX and a PDF in 0.16 CPU
seconds instead of 0.62, with 12 MB less memory of its own. Nothing that starts threads may stand here."""


def run_isolated(  # noqa: PLR0913 - the last four are for the pool alone, as in every pool
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    limits: Limits,
    initializer: Callable[..., None] | None = None,
    initargs: Sequence[Any] = (),
    preload: Sequence[str] = (),
    lost: Callable[[], None] = lambda: None,
) -> Iterator[tuple[int, Result | ReadError]]:
    """(index, result or what went wrong) for each item, in their order; `items` may be lazy.

    `function`, items and results must pickle; `initializer(*initargs)` runs once in each worker, before the cap on
    memory takes hold of what it loads. A ReadError that the function raises is its result; any other exception is
    CRASHED with the exception's type, never its words. A fault names the item when it is text, its attribute `path`
    when it has one, else `item N`. `preload` names further modules to load before workers are forked; it counts only in
    the first call of a process. `lost` is called for each worker that ended in its work or was ended.

    Raises ConfigError for less than one worker, GuowenError when workers cannot be started at all.
    """
    if workers < 1:
        raise ConfigError(f"workers: {workers} is less than 1; set it to the number of cores to use")
    sandbox = Sandbox(workers, limits, initializer, tuple(initargs), (*PRELOADED, *preload), lost)
    try:
        yield from sandbox.run(function, items)
    finally:
        sandbox.stop()


@dataclass
class Sandbox:
    """What `run_isolated` works in, for who calls it many times: kept workers load what they need once.

    One call of `run` at a time. Workers start with the first; `stop` ends them.
    """

    workers: int
    limits: Limits
    initializer: Callable[..., None] | None
    initargs: tuple[Any, ...]
    preload: tuple[str, ...] = PRELOADED
    lost: Callable[[], None] = lambda: None
    pool: Any = field(default=None, init=False, repr=False)

    def run(
        self, function: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[tuple[int, Result | ReadError]]:
        """As `run_isolated`; workers that still have items when the caller looks no further are ended."""
        run = _Run(function, enumerate(items), self)
        try:
            yield from run.results()
        finally:
            if run.unfinished:
                self.stop()

    def stop(self) -> None:
        """Ends the workers at once; items in flight are lost."""
        if self.pool is not None:
            self.pool.stop()
            self.pool.join()
            self.pool = None

    @property
    def longest(self) -> float:
        """Wall-clock seconds after which an item is ended from outside, whatever its worker granted it."""
        limits = self.limits
        return limits.seconds + limits.ocr_pages * limits.ocr_seconds_per_page + GRACE_SECONDS


@dataclass(slots=True)
class _Waiting(Generic[Item]):
    index: int
    item: Item
    future: Any
    breaks: int = 0
    kills: int = 0


class _Run(Generic[Item, Result]):
    """One call: the pool is replaced when it breaks; the items in flight are kept in order."""

    def __init__(self, function: Callable[[Item], Result], items: Iterator[tuple[int, Item]], sandbox: Sandbox) -> None:
        self._function = function
        self._items = items
        self._sandbox = sandbox
        self._waiting: deque[_Waiting[Item]] = deque()
        self._finished = 0

    @property
    def unfinished(self) -> bool:
        """Whether items are in flight."""
        return bool(self._waiting)

    def results(self) -> Iterator[tuple[int, Result | ReadError]]:
        """The outcomes in the order of the items."""
        self._fill()
        while self._waiting:
            head = self._waiting[0]
            outcome = self._outcome(head)
            if outcome is not None:
                self._waiting.popleft()
                yield head.index, outcome[0]
                self._fill()

    def _fill(self) -> None:
        while len(self._waiting) < self._sandbox.workers * WINDOW_A_WORKER:
            following = next(self._items, None)
            if following is None:
                return
            self._waiting.append(_Waiting(following[0], following[1], self._submit(following[1])))

    def _submit(self, item: Item) -> Any:
        sandbox = self._sandbox
        if sandbox.pool is None:
            sandbox.pool = _open_pool(sandbox)
        return sandbox.pool.schedule(call, args=(self._function, item, sandbox.limits), timeout=sandbox.longest)

    def _outcome(self, head: _Waiting[Item]) -> tuple[Result | ReadError] | None:
        """The outcome of the first item in flight in a tuple; None when it is tried again."""
        from pebble import ProcessExpired

        name = name_of(head.item, head.index)
        try:
            done = head.future.result(timeout=self._sandbox.longest + START_SECONDS)
            self._finished += 1
        except ProcessExpired as error:
            return self._expired(head, name, error.exitcode)
        except (TimeoutError, FutureTimeoutError):
            if not head.future.done():
                return self._mend(head, name)
            self._sandbox.lost()
            return (_late(name, self._sandbox.limits),)
        except BrokenProcessPool:
            return self._mend(head, name)
        except Exception as error:  # noqa: BLE001 - what failed is the sending of the item or the function
            return (_crash(name, f"it could not be handed to a worker ({type(error).__name__})"),)
        return self._settle(name, done)

    def _expired(self, head: _Waiting[Item], name: str, exitcode: int) -> tuple[ReadError] | None:
        """The fault of an item whose worker died; None when the item is not to blame and is tried once more."""
        self._finished += 1
        self._sandbox.lost()
        if exitcode in FROM_OUTSIDE and not head.kills:
            head.kills += 1
            head.future = self._submit(head.item)
            return None
        return (_death(name, exitcode, self._sandbox.limits),)

    def _settle(self, name: str, done: bytes) -> tuple[Result | ReadError]:
        kind, value = pickle.loads(done)  # noqa: S301 - written by our own worker a moment ago
        if kind == "result":
            result: Result = value
            return (result,)
        if kind == "fault":
            fault: ReadError = value
            return (fault,)
        if kind == "memory":
            problem = f"it needs more than {self._sandbox.limits.memory_bytes} bytes of memory"
            return (ReadError(FileStatus.TOO_BIG, name, problem, way_out="split it, or raise memory_bytes"),)
        return (_crash(name, f"the work on it failed ({value})"),)

    def _mend(self, head: _Waiting[Item], name: str) -> tuple[Result | ReadError] | None:
        """Opens a new pool after a break; gives up on the first item in flight when it broke the pool before."""
        head.breaks += 1
        self._sandbox.lost()
        self._sandbox.stop()
        if head.breaks >= BREAKS_ALLOWED and not self._finished:
            raise GuowenError(
                "workers: they end before they finish anything; run with one worker and look at what they print"
            )
        given_up = head.breaks >= BREAKS_ALLOWED
        for waiting in list(self._waiting)[int(given_up) :]:
            if _lost(waiting.future):
                waiting.future = self._submit(waiting.item)
        return (_crash(name, "its worker was lost"),) if given_up else None


def _lost(future: Any) -> bool:
    """Whether an item in flight went down with its pool rather than by itself."""
    return not future.done() or future.cancelled() or isinstance(future.exception(), BrokenProcessPool)


def name_of(item: object, index: int) -> str:
    """What a fault calls an item."""
    return item if isinstance(item, str) else str(getattr(item, "path", f"item {index}"))


def _open_pool(sandbox: Sandbox) -> Any:
    from pebble import ProcessPool

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(sandbox.preload))
    return ProcessPool(
        max_workers=sandbox.workers,
        max_tasks=ITEMS_A_WORKER,
        initializer=start_worker,
        initargs=(sandbox.limits.memory_bytes, sandbox.initializer, sandbox.initargs),
        context=context,
    )


def _death(name: str, exitcode: int, limits: Limits) -> ReadError:
    if -exitcode in (signal.SIGALRM, signal.SIGXCPU):
        return _late(name, limits)
    cause = signal.Signals(-exitcode).name if exitcode < 0 else f"exit code {exitcode}"
    return _crash(name, f"it ended its worker ({cause})")


def _late(name: str, limits: Limits) -> ReadError:
    return ReadError(
        FileStatus.TIMEOUT,
        name,
        f"it took more than {limits.seconds} seconds",
        way_out="split it, or raise seconds",
    )


def _crash(name: str, problem: str) -> ReadError:
    return ReadError(
        FileStatus.CRASHED,
        name,
        problem,
        way_out="open it in its own program, save it anew and lay that in the inbox",
    )

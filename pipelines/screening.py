"""One screening, end to end, as plain functions: the command line and the Prefect flow both call these.

Batches are committed one by one, each in one transaction, so a run that is killed loses at most the files in flight and
is taken up where it ended by the next call.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from data.errors import ReadError, StoreError
from data.outputs import held
from data.registry import Registries
from data.sandbox import run_isolated
from matching.changes import Changes
from pipelines.basis import Basis, lay_basis
from pipelines.conclusion import Summary, conclude, end_run
from pipelines.order import Order
from pipelines.plan import Plan, look_back, make_plan
from pipelines.reopening import changes_since
from store.lock import Renew
from store.repository import Store, open_store
from store.rows import Batch, FileOutcome, PlannedFile, Run

if TYPE_CHECKING:
    from pipelines.worker import Screened

COMMIT_ATTEMPTS = 3
COMMIT_PAUSE_SECONDS = 2.0


class Watcher(Protocol):
    """Who is told how a screening goes on. Nothing told holds text; paths may hold names."""

    def planned(self, plan: Plan, basis: Basis) -> None:
        """The run is planned; files come next."""

    def screened(self, path: str, status: str) -> None:
        """One file has its outcome."""

    def committed(self, batch: Batch, findings: int) -> None:
        """A batch is in the store."""

    def failed(self, batch: Batch, problem: str) -> None:
        """A batch could not be stored."""

    def lost(self) -> None:
        """A worker ended in its work, or was ended, and is replaced."""

    def peaked(self, peak_bytes: int) -> None:
        """What a worker that has screened a file held of memory at most until then."""

    def concluded(self, summary: Summary) -> None:
        """The outputs are written; all that is left is to end the run."""


class Nobody:
    """A watcher that does not look."""

    def planned(self, plan: Plan, basis: Basis) -> None: ...

    def screened(self, path: str, status: str) -> None: ...

    def committed(self, batch: Batch, findings: int) -> None: ...

    def failed(self, batch: Batch, problem: str) -> None: ...

    def lost(self) -> None: ...

    def peaked(self, peak_bytes: int) -> None: ...

    def concluded(self, summary: Summary) -> None: ...


@dataclass(slots=True)
class Stages:
    """Seconds by stage. `read`, `extract` and `resolve` are summed over the workers."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Adds the time of the block to the stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - start

    def add(self, seconds: Mapping[str, float]) -> None:
        """Adds what a worker took for one file."""
        for name, value in seconds.items():
            self.seconds[name] += value


def screen(order: Order, watcher: Watcher | None = None) -> Summary:
    """Screens the inbox, or takes up the run that was cut off, and writes OUT; see `Summary` for what it comes to.

    Raises GuowenError when the run cannot start or end: registries, rulebook, store, lock, workers, output folder.
    """
    watcher, stages = watcher or Nobody(), Stages()
    with open_store(order.store_url, order.seal) as store, store.screening_lock(order.lock_wait_seconds) as renew:
        with stages.stage("registries"):
            basis = lay_basis(order)
        with stages.stage("plan"):
            plan = make_plan(store, order, basis.versions)
            changes = changes_since(store, plan.run, basis.registries)
        work = _Work(store, renew, order, basis.registries, changes, watcher, stages)
        with held(order.out, order.lock_wait_seconds):
            watcher.planned(plan, basis)
            with stages.stage("screen"):
                _screen_batches(work, plan.run, plan.batches)
                first, plan = plan, look_back(store, order, plan, basis)
                _screen_batches(work, plan.run, plan.batches[len(first.batches) :])
            renew()
            summary = conclude(store, basis, plan, order.out, stages.seconds)
            watcher.concluded(summary)
            end_run(store, plan, summary, basis.registries)
        return summary


@dataclass(frozen=True, slots=True)
class _Work:
    store: Store
    renew: Renew
    order: Order
    registries: Registries
    changes: Changes | None
    watcher: Watcher
    stages: Stages


def _screen_batches(work: _Work, run: Run, batches: Sequence[Batch]) -> None:
    """Screens the batches in one pool of workers, so that each worker loads its models once for all of them."""
    files = list(chain.from_iterable(batch.files for batch in batches))
    results = _isolated(work.order, work.registries, work.changes, files, work.watcher.lost)
    for batch in batches:
        outcomes = []
        for file in batch.files:
            result = next(results)
            outcomes.append(result.outcome)
            work.stages.add(result.seconds)
            work.watcher.screened(file.path, result.outcome.status.value)
            work.watcher.peaked(result.peak_bytes)
        with work.stages.stage("commit"):
            _commit(work, run, batch, outcomes)


def _commit(work: _Work, run: Run, batch: Batch, outcomes: Sequence[FileOutcome]) -> None:
    """Commits a batch, trying again when the database is busy; a batch that cannot be stored does not end the run."""
    for attempt in range(1, COMMIT_ATTEMPTS + 1):
        try:
            work.renew()
            findings = work.store.commit_batch(run, batch, outcomes)
        except StoreError as error:
            if attempt == COMMIT_ATTEMPTS:
                work.watcher.failed(batch, str(error))
                return
            time.sleep(COMMIT_PAUSE_SECONDS * attempt)
        else:
            work.watcher.committed(batch, findings)
            return


def _isolated(
    order: Order,
    registries: Registries,
    changes: Changes | None,
    files: Sequence[PlannedFile],
    lost: Callable[[], None] = lambda: None,
) -> Iterator[Screened]:
    """The outcomes of `files` in their order, each worked on in a process that may die."""
    if not files:
        return
    from pipelines import worker  # a second by itself, which a run with nothing to screen need not spend

    worker.keep_to_one_thread()
    results: Iterable[tuple[int, Screened | ReadError]] = run_isolated(
        worker.screen_one,
        files,
        workers=min(order.workers, len(files)),
        limits=order.limits,
        initializer=worker.prepare_worker,
        initargs=(order.inbox, worker.Given(registries, changes), order.limits, order.weights, order.second_reader),
        preload=worker.PRELOADED,
        lost=lost,
    )
    for index, result in results:
        yield worker.outcome_of(files[index], result)


def screen_batch(order: Order, store: Store, run_id: str, key: str) -> dict[str, int]:
    """Screens and commits one planned batch by itself: the unit that Prefect retries. Returns counts.

    Raises StoreError when the batch is not planned or cannot be stored; done twice, the second time replaces the first.
    """
    run, batch = store.run(run_id), store.batch(run_id, key)
    basis = _basis_of_run(order, run_id)
    if dict(run.versions) != basis.versions:
        raise StoreError(
            f"batch {key[:12]}: registries, rulebook or code changed since run {run_id} was planned; "
            "run the same command again, it plans a new run"
        )
    changes = changes_since(store, run, basis.registries) if any(file.known for file in batch.files) else None
    outcomes = [result.outcome for result in _isolated(order, basis.registries, changes, batch.files)]
    findings = store.commit_batch(run, batch, outcomes)
    return {"files": len(outcomes), "findings": findings}


@lru_cache(maxsize=1)
def _basis_of_run(order: Order, run_id: str) -> Basis:
    """The basis of a run, laid once in each process: it does not change while the run lasts."""
    return lay_basis(order)

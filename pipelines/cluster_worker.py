"""What runs in a Dask worker: a batch named by ids is fetched from the store, screened in a sandbox and committed.

A worker makes its own order, from the paths it is told and from its own settings and secrets, and works only when all
that decides a result is as it was where the run was planned. Registries and models are loaded once for a run.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from data.errors import GuowenError, StoreError
from data.inbox import InboxFile
from data.sandbox import PRELOADED, Sandbox
from pipelines import worker
from pipelines.basis import Basis, lay_basis
from pipelines.order import Order, order_of
from pipelines.quiet import QUIET
from pipelines.reopening import changes_since
from pipelines.settings import load_settings
from store.repository import Store, open_store
from store.rows import READ, Batch, FileOutcome, PlannedFile, Run

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Errand:
    """What a worker is told of a run: paths and ids. The store's address has no password in it."""

    inbox: str
    registries: str
    store: str
    out: str
    profile: str
    rulebook: str | None
    strict: bool
    store_id: str
    run_id: str

    def order(self) -> Order:
        """The order of this errand by this process's own settings; one process a worker, Dask has the others."""
        names = ("registries", "store", "out", "profile", "rulebook", "strict")
        told = {name: getattr(self, name) for name in names}
        return order_of(Path(self.inbox), load_settings({**told, "workers": 1}))


class WorkPlace:
    """What one run is worked on with in this process."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.order = order = errand.order()
        with self.store() as store:
            self.run = run = store.run(errand.run_id)
            basis = lay_basis(order)
            _same_versions(run, basis)
            changes = changes_since(store, run, basis.registries)
        worker.keep_to_one_thread()
        given = worker.Given(basis.registries, changes)
        self.sandbox = Sandbox(
            1,
            order.limits,
            worker.prepare_worker,
            (order.inbox, given, order.limits, order.weights, order.second_reader),
            (*PRELOADED, *worker.PRELOADED),
        )

    def store(self) -> Store:
        """The store, opened. Raises StoreError when it is another one than where the run was planned."""
        store = open_store(self.order.store_url, self.order.seal)
        if store.store_id != self.errand.store_id:
            store.close()
            raise StoreError("another store stands at this address; name the same one on every machine")
        return store

    def screen(self, key: str) -> dict[str, int]:
        """Screens and commits a planned batch; done twice, the second time replaces the first. Returns counts."""
        with self.store() as store:
            batch = store.batch(self.run.run_id, key)
            see_papers(self.order.inbox, batch)
            results = self.sandbox.run(worker.screen_one, batch.files)
            outcomes = [worker.outcome_of(batch.files[at], result).outcome for at, result in results]
            _same_bytes(batch.files, outcomes)
            return {"files": len(outcomes), "findings": store.commit_batch(self.run, batch, outcomes)}


_place: WorkPlace | None = None
_one_at_a_time = Lock()


def place_of(errand: Errand) -> WorkPlace:
    """This process's place of work for the run, made at the first call."""
    global _place  # noqa: PLW0603 - a worker process works on one run at a time
    if _place is None or _place.errand != errand:
        leave()
        _place = WorkPlace(errand)
    return _place


def leave() -> None:
    """Ends the sandbox and forgets registries and models."""
    global _place  # noqa: PLW0603
    if _place is not None:
        _place.sandbox.stop()
    _place = None


def work_on(errand: Errand, key: str) -> dict[str, int]:
    """Screens a batch here; returns counts. Raises GuowenError when something is otherwise than at the parent."""
    with _one_at_a_time:
        return place_of(errand).screen(key)


def look(errand: Errand, key: str) -> str:
    """What stands against this worker's working on the run, empty when nothing does; `key` is a planned batch."""
    try:
        _well_begun()
        with _one_at_a_time:
            place = place_of(errand)
            with place.store() as store:
                see_papers(place.order.inbox, store.batch(errand.run_id, key))
    except GuowenError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - goes to the parent, which shows it; its words may quote
        return f"a fault of the program itself ({type(error).__name__})"
    return ""


def _well_begun() -> None:
    """Raises GuowenError when the worker was started so that it cannot work, or would call outside."""
    if multiprocessing.current_process().daemon:
        raise GuowenError("it must not be a daemon process; start it with DASK_DISTRIBUTED__WORKER__DAEMON=False")
    loud = [f"{name}={value}" for name, value in QUIET.items() if os.environ.get(name) != value]
    if loud:
        raise GuowenError(f"start it with {' '.join(loud)}, see docs/province.md")


def _same_versions(run: Run, basis: Basis) -> None:
    """Raises GuowenError naming each version that is otherwise here than where the run was planned."""
    other = [
        f"{name} {basis.versions.get(name, 'none')}, planned with {run.versions.get(name, 'none')}"
        for name in sorted(basis.versions | dict(run.versions))
        if basis.versions.get(name) != run.versions.get(name)
    ]
    if other:
        raise GuowenError(
            f"not as where run {run.run_id} was planned: {'; '.join(other)}; "
            "make code, settings, model, rulebook and registries the same on every machine, then run again"
        )


def see_papers(inbox: Path, batch: Batch) -> None:
    """Raises GuowenError when a planned file is missing here or of another size; places by number, paths hold names."""
    _refuse(batch.files, [at for at, file in enumerate(batch.files, 1) if not _is_there(inbox, file)])


def _is_there(inbox: Path, file: PlannedFile) -> bool:
    try:
        size = InboxFile(path=file.path, size=file.size, stored_as=file.stored_as).file_in(inbox).stat().st_size
    except OSError:
        return not file.sha256  # where the run was planned it could not be read either
    return size == file.size


def _same_bytes(files: Sequence[PlannedFile], outcomes: Sequence[FileOutcome]) -> None:
    pairs = enumerate(zip(files, outcomes, strict=True), 1)
    _refuse(files, [at for at, (file, got) in pairs if got.status in READ and got.sha256 != file.sha256 != ""])


def _refuse(files: Sequence[PlannedFile], other: Sequence[int]) -> None:
    if other:
        numbers = ", ".join(map(str, other[:SHOWN])) + (" ..." if len(other) > SHOWN else "")
        raise GuowenError(
            f"the inbox is not as where the run was planned: {len(other)} of {len(files)} files of the batch are "
            f"missing or other ones here (number {numbers}); mount the same inbox at the same path on every machine, "
            "or, when papers were moved meanwhile, run again"
        )

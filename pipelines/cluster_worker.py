"""What runs in a Dask worker: a batch named by ids is fetched from the store, screened in a sandbox and committed.

A worker makes its own order, from the paths it is told and from its own settings and secrets, and works only when all
that decides a result is as it was where the run was planned. Registries and models are loaded once for a run.
"""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from data.errors import GuowenError, StoreError
from data.sandbox import PRELOADED, Sandbox
from pipelines import worker
from pipelines.basis import Basis, lay_basis
from pipelines.cluster_batches import Moved, UnfitError
from pipelines.cluster_papers import OtherPapersError, other_outcomes, other_papers, refuse
from pipelines.order import Order, order_of
from pipelines.quiet import QUIET
from pipelines.reopening import changes_since
from pipelines.settings import load_settings
from store.repository import Store, open_store
from store.rows import Run


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
        """The store, opened. Raises GuowenError when it is another one than where the run was planned."""
        store = open_store(self.order.store_url, self.order.seal)
        if store.store_id != self.errand.store_id:
            store.close()
            raise GuowenError("another store stands at this address; name the same one on every machine")
        return store

    def screen(self, key: str, moved: Moved) -> dict[str, int]:
        """Screens and commits a planned batch; done twice, the second time replaces the first. Returns counts.

        Raises OtherPapersError for a paper that is not as planned, unless it is among those `moved`.
        """
        with self.store() as store:
            files = (batch := store.batch(self.run.run_id, key)).files
            refuse(files, other_papers(self.order.inbox, files) - set(moved))
            results = self.sandbox.run(worker.screen_one, files)
            outcomes = [worker.outcome_of(files[at], result).outcome for at, result in results]
            refuse(files, other_outcomes(files, outcomes) - set(moved))
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


def work_on(errand: Errand, key: str, moved: Moved, address: str) -> dict[str, int]:
    """Screens a batch in the worker at `address`; returns counts. `moved` are papers that the parent does not find.

    Raises UnfitError when something else is otherwise here than where the run was planned.
    """
    with _one_at_a_time:
        try:
            _well_begun()
            place = place_of(errand)
        except StoreError:
            raise  # the database may be away for a while: tried again
        except GuowenError as error:
            raise UnfitError(str(error), address, papers=False) from None
        try:
            return place.screen(key, moved)
        except OtherPapersError as error:
            raise UnfitError(str(error), address, papers=True) from None


def look(errand: Errand, key: str, moved: Moved = ()) -> str:
    """What stands against this worker's working on the run, empty when nothing does; `key` is a planned batch."""
    try:
        _well_begun()
        with _one_at_a_time:
            place = place_of(errand)
            with place.store() as store:
                files = store.batch(errand.run_id, key).files
                refuse(files, other_papers(place.order.inbox, files) - set(moved))
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

"""Batches on a Dask cluster, by Prefect's task runner: a task a batch, so many in flight; the store tells what is done.

Paths and ids go through the scheduler, nothing else: neither text nor names, nor a password. What a task comes to is
two counts. A worker that is lost has its batches given to another one; a batch that was done twice was replaced.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.errors import ConfigError, GuowenError
from pipelines import cluster_worker
from pipelines.cluster_batches import Flights, Moved, UnfitError
from pipelines.cluster_config import CONFIG
from pipelines.cluster_papers import other_papers
from pipelines.cluster_settings import ClusterSettings, is_here
from pipelines.cluster_worker import Errand
from pipelines.plainly import told_plainly
from pipelines.quiet import silence_prefect
from store.engine import parse_url
from store.rows import Batch

silence_prefect()  # Prefect reads its settings while it is imported

from prefect import task  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402

try:
    import dask
    import distributed
    from prefect_dask import DaskTaskRunner
except ImportError:
    raise ConfigError(
        "cluster: the extra `dask` is not installed; pip install 'guowen[dask]' on every machine, or screen without "
        "a cluster: --cluster off"
    ) from None

OFF = "or screen without a cluster: --cluster off"


def _may_pass(_task: object, _run: object, state: Any) -> bool:
    """Whether another attempt in the same worker may come to something else."""
    return not isinstance(state.result(raise_on_failure=False), UnfitError)


@task(
    name="screen-batch",
    retries=2,
    retry_delay_seconds=[5.0, 30.0],
    retry_condition_fn=_may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def screen_batch_on_worker(errand: Errand, key: str, moved: Moved) -> dict[str, int]:
    """Screens and stores one batch in the Dask worker that this runs in; returns counts."""
    with told_plainly(f"batch {key[:12]}"):
        return cluster_worker.work_on(errand, key, moved, distributed.get_worker().address)


class Cluster:
    """A cluster whose scheduler answers."""

    def __init__(self, runner: DaskTaskRunner, settings: ClusterSettings) -> None:
        self._runner = runner
        self._settings = settings
        self._checked = False

    @property
    def workers(self) -> list[str]:
        """The addresses of the workers that are there now."""
        return sorted(self._runner.client.scheduler_info(n_workers=-1)["workers"])

    def screen(self, errand: Errand, batches: Sequence[Batch]) -> None:
        """Screens the planned batches and waits for all; one that fails leaves its files without rows in the store.

        At most `in_flight` batches a worker are handed out at a time, so that neither the scheduler nor a night that
        is cut short holds more. Raises GuowenError when no worker is there, or one sees something else than we do.
        """
        if not batches:
            return
        inbox = Path(errand.inbox)
        if not self._checked:
            moved = tuple(other_papers(inbox, batches[0].files))
            self._check(errand, batches[0].key, moved)
            self._checked = True

        def submit(key: str, moved: Moved) -> Any:
            parameters = {"errand": errand, "key": key, "moved": moved}
            return self._runner.submit(screen_batch_on_worker, parameters).wrapped_future

        flights = Flights(inbox, submit, self._retire)
        for batch in batches:
            while len(flights) >= self._settings.in_flight * max(1, len(self.workers)):
                self._land(flights)
            flights.begin(batch)
        while flights:
            self._land(flights)

    def leave(self) -> None:
        """Lets the workers forget registries and models."""
        self._runner.client.run(cluster_worker.leave, on_error="ignore")

    def _retire(self, worker: str) -> None:
        """Lets a worker leave the cluster; what waits there goes to others."""
        self._runner.client.retire_workers([worker], close_workers=True)

    def _land(self, flights: Flights) -> None:
        """Waits until a batch has ended."""
        try:
            with distributed.Client.as_current(self._runner.client):
                ended = distributed.wait(flights.futures, self._settings.wait_seconds, "FIRST_COMPLETED")
            flights.land(list(ended.done))
        except TimeoutError:
            if not self.workers:
                why = f" (the last one left: {flights.refused})" if flights.refused else ""
                raise GuowenError(f"cluster: no worker is left{why}; start some, then run again") from None
        except CancelledError:
            raise GuowenError("cluster: the scheduler was lost; start it, then run again") from None

    def _check(self, errand: Errand, key: str, moved: Moved) -> None:
        """Raises GuowenError for the first worker that is not fit for the run, or when too few are there in time."""
        client, least = self._runner.client, self._settings.least_workers
        try:
            client.wait_for_workers(least, timeout=self._settings.wait_seconds)
        except TimeoutError:
            raise GuowenError(
                f"cluster: {len(self.workers)} of {least} workers joined within {self._settings.wait_seconds:g} s; "
                f"start `dask worker` on each machine, {OFF}"
            ) from None
        _check_store(errand.store, self.workers)
        faults = client.run(_look, errand, key, moved, on_error="return")
        for address, fault in sorted(faults.items()):
            if isinstance(fault, OSError):
                continue  # lost meanwhile; whoever comes in its place looks for itself
            if isinstance(fault, Exception):
                problem = f"it cannot run guowen ({type(fault).__name__}); install the same release there"
                raise GuowenError(f"cluster: worker {address}: {problem}")
            if fault:
                raise GuowenError(f"cluster: worker {address}: {fault}")


async def _look(errand: Errand, key: str, moved: Moved) -> str:
    """`look` beside the worker's own loop, which must go on answering."""
    import asyncio

    return await asyncio.to_thread(cluster_worker.look, errand, key, moved)


@contextmanager
def open_cluster(settings: ClusterSettings, store_url: str, workers: int) -> Iterator[Cluster]:
    """The cluster that the settings name: of `workers` processes of this machine, or at the scheduler's address.

    Raises ConfigError for a store that its machines cannot share, GuowenError when the scheduler does not answer.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what has to be known of it is told by errors of ours
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(dict(CONFIG)))
        if settings.is_local:
            runner = DaskTaskRunner(cluster=stack.enter_context(_local(workers)))
        else:
            _check_store(store_url, [settings.scheduler])
            told = {"security": security(settings), "timeout": settings.wait_seconds}
            runner = DaskTaskRunner(address=settings.scheduler, client_kwargs=told)
        stack.enter_context(runner)
        try:
            client = runner.client
            shown = client.run_on_scheduler(_pages)
        except (OSError, TimeoutError) as error:
            raise GuowenError(
                f"cluster: no scheduler answers at {settings.scheduler} within {settings.wait_seconds:g} s "
                f"({type(error).__name__}); start it, correct [cluster], {OFF}"
            ) from None
        if shown:
            raise GuowenError(f"cluster: the scheduler shows its work to others at {shown}; see docs/province.md")
        yield Cluster(runner, settings)


def _local(workers: int) -> distributed.LocalCluster:
    """Worker processes of this machine, closed to its other users by certificates that live as long as they do."""
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        protocol="tls://",
        security=distributed.Security.temporary(),
        dashboard_address=None,
        worker_dashboard_address="127.0.0.1:0",
        memory_limit=0,  # the sandbox has its own cap, by file
        silence_logs=logging.CRITICAL,
    )


def security(settings: ClusterSettings) -> distributed.Security | None:
    """Certificates for both directions, None on a network that the operator says is closed."""
    if settings.tls_certificate is None:
        return None
    named = (settings.tls_ca, settings.tls_certificate, settings.tls_key)
    for path in named:
        if path and not os.access(path, os.R_OK):
            raise ConfigError(f"cluster: {path} cannot be read; name PEM files that this account may read")
    ca, certificate, key = map(str, named)
    return distributed.Security(
        tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key, require_encryption=True
    )


def _check_store(url: str, addresses: Sequence[str]) -> None:
    """Raises ConfigError for a SQLite store and a machine beyond this one."""
    beyond = next((urlsplit(address).hostname for address in addresses if not is_here(address)), None)
    if beyond and parse_url(url).get_backend_name() == "sqlite":
        raise ConfigError(
            f"cluster: a SQLite store cannot be shared with {beyond}; name a PostgreSQL store, or --cluster local"
        )


def _pages(dask_scheduler: Any) -> str:
    """Where the scheduler's pages can be seen from beyond its machine, empty when nowhere."""
    host, port = dask_scheduler.http_server.address, dask_scheduler.http_server.port
    shown = dask.config.get("distributed.scheduler.http.routes")
    return f"http://{host}:{port}" if shown and not is_here(f"tcp://{host}:{port}") else ""

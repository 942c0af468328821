"""The screening as a Prefect flow: plan, one task a batch, conclude. Thin: the work is in `pipelines.screening`.

Prefect keeps and shows what it is given, so it is given paths and ids: no text, no names, no password (that comes from
GUOWEN_STORE_PASSWORD), and what a task raises is said in words of ours. Whether a batch is done is read in the store,
not in Prefect: a run without a server loses its task history, and a cached result may be older than the store.

Batches run one after the other, each in its own pool of `workers` processes; with a `cluster` in the settings they run
beside each other in the workers of a Dask cluster, see pipelines.cluster.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.codec import digest
from data.errors import ConfigError, GuowenError
from data.outputs import held
from pipelines import cluster_worker
from pipelines.basis import Basis, lay_basis
from pipelines.conclusion import Summary, conclude, end_run, missing_files
from pipelines.order import Order, order_of
from pipelines.plainly import ScreenError, told_plainly
from pipelines.plan import Plan, look_back, make_plan
from pipelines.quiet import silence_prefect
from pipelines.report import markdown, quarantine_table
from pipelines.screening import Stages, screen_batch
from pipelines.settings import PREFIX, Settings, load_settings, store_address, without_password
from pipelines.watchers import observing
from store.repository import Store, open_store
from store.rows import Batch

if TYPE_CHECKING:
    from pipelines.cluster import Cluster

silence_prefect()  # Prefect reads its settings while it is imported

from prefect import flow, task, unmapped  # noqa: E402
from prefect.artifacts import create_markdown_artifact, create_table_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE, CacheKeyFnPolicy  # noqa: E402
from prefect.client.orchestration import get_client  # noqa: E402
from prefect.settings import PREFECT_API_URL  # noqa: E402
from prefect.states import Failed  # noqa: E402
from prefect.task_runners import ThreadPoolTaskRunner  # noqa: E402

from pipelines.prefect_server import server_for  # noqa: E402

RETRY_DELAYS = [5.0, 30.0]
"""Seconds before the second and the third attempt at a batch."""
SHOWN_QUARANTINED = 1000


def batch_cache_key(_: object, parameters: Mapping[str, Any]) -> str:
    """One key for one batch of one run of one store: its files' bytes and all their result depends on."""
    return digest([parameters[name] for name in ("store_id", "run_id", "key")])


class Work:
    """What the tasks of one flow run share in its process.

    A plain class on purpose: Prefect walks through dataclasses and lists it is handed, looking for futures.
    """

    def __init__(self, store: Store, order: Order, basis: Basis) -> None:
        self.store = store
        self.order = order
        self.basis = basis
        self.stages = Stages()
        self.plan: Plan
        self.cluster: Cluster | None = None


@task(name="plan", cache_policy=NO_CACHE, persist_result=False)
def plan_task(work: Work) -> None:
    """Scans the inbox and plans the batches."""
    with told_plainly("plan"), work.stages.stage("plan"):
        work.plan = make_plan(work.store, work.order, work.basis.versions)


@task(
    name="screen-batch",
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=RETRY_DELAYS,
    cache_policy=CacheKeyFnPolicy(cache_key_fn=batch_cache_key),
    persist_result=True,
    result_serializer="json",
)
def screen_batch_task(order: Order, store_id: str, run_id: str, key: str) -> dict[str, int]:
    """Screens and stores one batch; returns counts."""
    with told_plainly(f"batch {key[:12]}"), open_store(order.store_url, order.seal) as store:
        if store.store_id != store_id:
            raise ScreenError(f"batch {key[:12]}: another store now stands at this address")
        return screen_batch(order, store, run_id, key)


@task(name="conclude", cache_policy=NO_CACHE, persist_result=False)
def conclude_task(work: Work) -> Summary:
    """Proposes from all findings and writes the outputs."""
    with told_plainly("conclude"):
        return conclude(work.store, work.basis, work.plan, work.order.out, work.stages.seconds)


@flow(
    name="screen",
    task_runner=ThreadPoolTaskRunner(max_workers=1),  # type: ignore[arg-type] # its own generic default
    persist_result=False,
    validate_parameters=True,
)
def screen(  # noqa: PLR0913, PLR0917 - Prefect takes a flow's parameters from its signature
    inbox: str,
    registries: str | None = None,
    store: str | None = None,
    out: str | None = None,
    profile: str | None = None,
    rulebook: str | None = None,
    strict: bool | None = None,
    workers: int | None = None,
    batch_files: int | None = None,
    cluster: str | None = None,
) -> Any:
    """Screens the inbox and writes the outputs; what is not told comes from GUOWEN_* variables or guowen.toml.

    Returns the Summary; the flow run fails when a file is left without a result.
    """
    told = {name: value for name, value in locals().items() if name != "inbox"}
    with told_plainly("screen"):
        settings = load_settings(told | {"cluster": {"scheduler": cluster} if cluster is not None else None})
        if store and store_address(settings)[1] and not settings.store_password:
            raise ConfigError(f"store: a flow's parameters are kept and shown; set {PREFIX}STORE_PASSWORD instead")
        order = order_of(Path(inbox), settings)
        summary = _run(order, settings)
    if not summary.complete:
        return Failed(message=f"{summary.counts['failed']} files have no result yet; run again", data=summary)
    return summary


def _run(order: Order, settings: Settings) -> Summary:
    with open_store(order.store_url, order.seal) as store, store.screening_lock(order.lock_wait_seconds) as renew:
        work = Work(store, order, lay_basis(order))
        plan_task(work)
        with observing(settings) as log:
            log.planned(work.plan, work.basis)
            with work.stages.stage("screen"), _cluster(settings, order) as work.cluster:
                _screen_batches(work, work.plan.batches, refresh=False)
                # Only the store knows what is done: what has no row there is done again, whatever a cache says.
                _screen_batches(work, _unscreened(work), refresh=True)
                first, work.plan = work.plan, look_back(store, order, work.plan, work.basis)
                _screen_batches(work, work.plan.batches[len(first.batches) :], refresh=True)
            for batch in _unscreened(work):
                log.failed(batch, "not stored, see its task run")
            renew()
            with held(order.out, order.lock_wait_seconds):
                summary = conclude_task(work)
            log.concluded(summary)
        _show(summary, paths=settings.artifact_paths)
        end_run(store, work.plan, summary, work.basis.registries)
        return summary


def _screen_batches(work: Work, batches: Sequence[Batch], *, refresh: bool) -> None:
    """Runs a task for each batch and waits for all; a task that fails leaves its batch without rows in the store."""
    if not batches:
        return
    if work.cluster is not None:
        work.cluster.screen(_errand(work), batches)
        return
    screen_batch_task.with_options(refresh_cache=refresh).map(
        unmapped(work.order),
        unmapped(work.store.store_id),
        unmapped(work.plan.run.run_id),
        [batch.key for batch in batches],
    ).wait()


@contextmanager
def _cluster(settings: Settings, order: Order) -> Iterator[Cluster | None]:
    """The cluster that the settings name, None without one."""
    if not settings.cluster.scheduler:
        yield None
        return
    from pipelines.cluster import open_cluster  # needs an extra

    with open_cluster(settings.cluster, order.store_url, order.workers) as cluster:
        yield cluster
        cluster.leave()


def _errand(work: Work) -> cluster_worker.Errand:
    order = work.order
    return cluster_worker.Errand(
        inbox=str(order.inbox),
        registries=str(order.registries),
        store=without_password(order.store_url),
        out=str(order.out),
        profile=order.profile,
        rulebook=str(order.rulebook) if order.rulebook else None,
        strict=order.strict,
        store_id=work.store.store_id,
        run_id=work.plan.run.run_id,
    )


def _unscreened(work: Work) -> list[Batch]:
    """The batches with a file that has no row of this run."""
    missing = set(missing_files(work.plan, {row.path: row for row in work.store.files(work.plan.run)}))
    return [batch for batch in work.plan.batches if any(file.path in missing for file in batch.files)]


def _show(summary: Summary, *, paths: bool) -> None:
    """Leaves the counts and the quarantined files on Prefect's pages."""
    create_markdown_artifact(markdown(summary), key="guowen-screen", description="过问: what the last run came to")
    create_table_artifact(
        quarantine_table(summary, paths=paths)[:SHOWN_QUARANTINED],
        key="guowen-quarantined",
        description="Files that were not read; `line` is the line of documents.jsonl",
    )


def run_screen_flow(order: Order, settings: Settings) -> Summary:
    """Runs the flow in this process for the command line: with the server that PREFECT_API_URL names, or its own.

    Raises GuowenError when the run cannot start or end.
    """
    url, password = store_address(settings)
    if password:
        os.environ[f"{PREFIX}STORE_PASSWORD"] = password.get_secret_value()
    _check_server()
    with server_for(settings.cluster):
        state: Any = screen(
            inbox=str(order.inbox),
            registries=str(order.registries),
            store=url,
            out=str(order.out),
            profile=order.profile,
            rulebook=str(order.rulebook) if order.rulebook else None,
            strict=order.strict,
            workers=order.workers,
            batch_files=order.batch_files,
            cluster=settings.cluster.scheduler,
            return_state=True,
        )
    result = state.result(raise_on_failure=False)
    if isinstance(result, Summary):
        return result
    raise GuowenError(str(result) if isinstance(result, ScreenError) else "the flow run did not end; see Prefect")


def _check_server() -> None:
    """Raises GuowenError when PREFECT_API_URL names a server that does not answer."""
    if not PREFECT_API_URL.value():
        return
    with get_client(sync_client=True) as client:
        fault = client.api_healthcheck()
    if fault is not None:
        raise GuowenError(
            f"Prefect: no server answers at {PREFECT_API_URL.value()} ({type(fault).__name__}); start it, correct "
            "PREFECT_API_URL, or screen without it: --no-prefect"
        )

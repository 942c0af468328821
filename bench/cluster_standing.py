"""A Prefect server and a Dask cluster of this machine that stand while many screenings run on them."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import GuowenError
from pipelines.cluster_config import CONFIG
from pipelines.conclusion import Summary
from pipelines.flows import run_screen_flow
from pipelines.order import order_of
from pipelines.settings import load_settings


@dataclass(frozen=True)
class Standing:
    """The cluster: `nannies` start a worker anew when it is lost."""

    address: str
    nannies: tuple[Any, ...]

    def kill(self, which: int) -> bool:
        """Kills a worker with SIGKILL; False when it was down already."""
        process = self.nannies[which % len(self.nannies)].process
        if process is None or process.pid is None:
            return False
        try:
            os.kill(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def screen(self, inbox: Path, registries: Path, store: str, out: Path, batch_files: int = 1) -> Summary | str:
        """One screening on the cluster; what the command would say when it cannot end."""
        told = {"registries": str(registries), "store": store, "out": str(out), "batch_files": batch_files}
        settings = load_settings({**told, "cluster": {"scheduler": self.address}})
        try:
            return run_screen_flow(order_of(inbox, settings), settings)
        except GuowenError as error:
            return str(error)


@contextmanager
def standing(home: Path, workers: int) -> Iterator[Standing]:
    """The cluster and its server, whose database is `home`/prefect.db."""
    import dask
    import distributed
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, PREFECT_API_URL, temporary_settings

    home.mkdir(parents=True, exist_ok=True)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    database = f"sqlite+aiosqlite:///{home / 'prefect.db'}"
    server = SubprocessASGIServer()
    with dask.config.set(dict(CONFIG)), temporary_settings({PREFECT_API_DATABASE_CONNECTION_URL: database}):
        server.start()
        try:
            with (
                temporary_settings({PREFECT_API_URL: server.api_url}),
                distributed.LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address=None,
                    worker_dashboard_address="127.0.0.1:0",
                    memory_limit=0,
                    silence_logs=logging.CRITICAL,
                ) as cluster,
            ):
                yield Standing(cluster.scheduler_address, tuple(cluster.workers.values()))
        finally:
            server.stop()

"""The Prefect server of a flow whose tasks run in other processes: those must find it too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from data.errors import ConfigError, GuowenError
from pipelines.cluster_settings import ClusterSettings
from pipelines.quiet import silence_prefect

silence_prefect()  # Prefect reads its settings while it is imported

from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: E402


@contextmanager
def server_for(cluster: ClusterSettings) -> Iterator[None]:
    """The server that PREFECT_API_URL names; without one, for workers of this machine, one that ends with the block.

    Left to itself, each worker would start one of its own. Raises ConfigError for a cluster of other machines without a
    server, GuowenError when it does not start.
    """
    if PREFECT_API_URL.value() or not cluster.scheduler:
        yield
        return
    if not cluster.is_local:
        raise ConfigError("cluster: its tasks report to a Prefect server; start one and set PREFECT_API_URL")
    from prefect.server.api.server import SubprocessASGIServer  # seconds by itself

    server = SubprocessASGIServer()
    try:
        server.start()
    except RuntimeError:
        raise GuowenError(
            "Prefect: its server does not start in time; start one by `prefect server start`, set PREFECT_API_URL, or "
            "raise PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"
        ) from None
    try:
        with temporary_settings({PREFECT_API_URL: server.api_url}):
            yield
    finally:
        server.stop()

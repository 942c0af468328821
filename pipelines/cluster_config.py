"""What Dask is told here, and is to be told on every machine of a cluster (docs/province.md has it as variables)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

CONFIG: Mapping[str, Any] = MappingProxyType(
    {
        # A worker screens in a process of its own, which a daemon must not have.
        "distributed.worker.daemon": False,
        # No pages: they show what is worked on to whoever asks.
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
        # Nothing that is recorded for pages, and nothing measured that nobody looks at.
        "distributed.worker.profile.enabled": False,
        "distributed.admin.low-level-log-length": 0,
        # A worker that is lost for so long has its batches given to others.
        "distributed.scheduler.worker-ttl": "5 minutes",
        # A batch that took so many workers down is no longer given out in this run.
        "distributed.scheduler.allowed-failures": 3,
    }
)


def variables() -> dict[str, str]:
    """CONFIG as variables of the environment, which Dask reads when it is imported."""
    return {"DASK_" + name.upper().replace(".", "__").replace("-", "_"): str(value) for name, value in CONFIG.items()}

"""Settings of a screening on a Dask cluster, as guowen.toml, the variables and the command line tell them."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

LOCAL = "local"
"""A cluster of this machine alone, which begins and ends with the command."""


class ClusterSettings(BaseModel):
    """Where batches are screened; guowen.toml.example says what each key does.

    Whoever reaches a Dask scheduler can run code as its workers' user. Beyond one machine it is therefore asked for by
    certificates in both directions, unless the operator takes that on himself with `plain_tcp`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scheduler: str = Field(default="", pattern=r"^(|local|(tls|tcp)://[^/?#\s]+:\d+)$")
    tls_ca: Path | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    plain_tcp: bool = False
    in_flight: int = Field(default=2, ge=1, le=100)
    least_workers: int = Field(default=1, ge=1)
    wait_seconds: float = Field(default=60, gt=0)

    @model_validator(mode="after")
    def _closed_to_strangers(self) -> Self:
        named = [self.tls_ca, self.tls_certificate, self.tls_key]
        if any(named) and not all(named):
            raise ValueError("tls_ca, tls_certificate and tls_key go together")
        if self.scheduler.startswith("tls:") and not all(named):
            raise ValueError("a scheduler at tls:// needs tls_ca, tls_certificate and tls_key")
        if self.scheduler.startswith("tcp:") and not (self.plain_tcp or is_here(self.scheduler)):
            raise ValueError(
                "a scheduler beyond this machine runs whatever anybody sends it; name it as tls://HOST:PORT, "
                "or set plain_tcp on a network that is closed to others"
            )
        return self

    @property
    def is_local(self) -> bool:
        """Whether the cluster begins and ends with the command, on this machine."""
        return self.scheduler == LOCAL


def is_here(address: str) -> bool:
    """Whether a Dask address (`tls://10.0.3.7:8786`) is of this machine's loopback."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""Runs the desk on one address of this host."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from data.errors import ConfigError
from review.access import Access, hosts_of
from review.app import DeskSettings, create_app


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen; port 0 takes a free one. `hosts` are further names to answer to, when `host` is not local."""

    host: str = "127.0.0.1"
    port: int = 8017
    hosts: tuple[str, ...] = ()


def serve(
    store_url: str, *, inbox: Path | None = None, listen: Listen | None = None, announce: Callable[[str], None] = print
) -> None:
    """Serves until interrupted. `announce` gets the address to open, its token included: show it, do not log it.

    Raises StoreError when there is no store, ConfigError when the address cannot be listened on. Nothing is logged of
    requests: addresses hold what was searched for.
    """
    import uvicorn

    listen = listen or Listen()
    access = Access(hosts=hosts_of(listen.host, listen.hosts))
    app = create_app(store_url, inbox=inbox, settings=DeskSettings(access=access))
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning", server_header=False, ws="none"))
    with bound(listen) as listening:
        announce(access.address(listen.host, listening.getsockname()[1]))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def bound(listen: Listen) -> socket.socket:
    """A socket that listens there. Raises ConfigError naming address and way out."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    try:
        return socket.create_server((listen.host, listen.port), family=family)
    except OSError as error:
        raise ConfigError(
            f"{listen.host}:{listen.port}: cannot listen there ({error.strerror}); give another --port or --host"
        ) from None

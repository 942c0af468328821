"""Runs the desk on one address of this host."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from review.access import Access, hosts_of
from review.app import DeskSettings, create_app


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen. `hosts` are further host names to answer to, when `host` is not the local one."""

    host: str = "127.0.0.1"
    port: int = 8017
    hosts: tuple[str, ...] = ()


def serve(
    store_url: str, *, inbox: Path | None = None, listen: Listen | None = None, announce: Callable[[str], None] = print
) -> None:
    """Serves until interrupted. `announce` gets the address to open, its token included: show it, do not log it.

    Raises StoreError when there is no store. Nothing is logged of requests: addresses hold what was searched for.
    """
    import uvicorn

    listen = listen or Listen()
    access = Access(hosts=hosts_of(listen.host, listen.hosts))
    app = create_app(store_url, inbox=inbox, settings=DeskSettings(access=access))
    announce(access.address(listen.host, listen.port))
    uvicorn.run(
        app,
        host=listen.host,
        port=listen.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="none",
        workers=1,
    )

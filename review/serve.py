"""Runs the desk on one address of this host."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from data.errors import ConfigError
from review.app import create_app
from review.settings import DeskSettings


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen; port 0 takes a free one. With `certificate` and `key` the desk speaks TLS itself; `public` is
    the address that browsers see when a proxy of `proxies` does."""

    host: str = "127.0.0.1"
    port: int = 8017
    certificate: str = ""
    key: str = ""
    public: str = ""
    proxies: tuple[str, ...] = ()

    def address(self, port: int) -> str:
        """What to open in a browser."""
        named = f"[{self.host}]" if ":" in self.host else self.host
        return self.public or f"{'https' if self.certificate else 'http'}://{named}:{port}/"


def serve(
    store_url: str,
    settings: DeskSettings,
    *,
    listen: Listen | None = None,
    announce: Callable[[str], None] = print,
    faults: logging.Handler | None = None,
) -> None:
    """Serves until interrupted. `announce` gets the address to open, `faults` the complaints of the server.

    Raises StoreError when there is no store, ConfigError when the address cannot be listened on. Nothing is logged of
    requests: addresses hold what was searched for; of a fault only its kind and place.
    """
    import uvicorn

    listen = listen or Listen()
    app = create_app(store_url, settings)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="none",
        ssl_certfile=listen.certificate or None,
        ssl_keyfile=listen.key or None,
        proxy_headers=bool(listen.proxies),
        forwarded_allow_ips=list(listen.proxies),
    )
    logging.getLogger("uvicorn.error").addFilter(_without_words)
    if faults is not None:
        logging.getLogger("uvicorn.error").addHandler(faults)
    with bound(listen) as listening:
        announce(listen.address(listening.getsockname()[1]))
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def bound(listen: Listen) -> socket.socket:
    """A socket that listens there. Raises ConfigError naming address and way out."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    try:
        return socket.create_server((listen.host, listen.port), family=family)
    except OSError as error:
        raise ConfigError(
            f"{listen.host}:{listen.port}: cannot listen there ({error.strerror}); give another --port or --host"
        ) from None


def _without_words(record: logging.LogRecord) -> bool:
    """Leaves of an exception its kind and where it arose: its message and its frames may quote a document."""
    if record.exc_info and record.exc_info[1]:
        error = record.exc_info[1]
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"
        record.msg, record.args = "a fault of the desk, %s at %s", (type(error).__name__, place)
        record.exc_info = record.exc_text = None
    return True

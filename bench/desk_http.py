"""The same waits as a browser has them: the application on a port of this host, asked by a client that is signed in."""

from __future__ import annotations

import random
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import httpx
import uvicorn

from bench.desk_city import SITUATIONS, City
from review.app import create_app
from review.settings import DeskSettings
from store.accounts import NewAccount, SignedIn
from store.database import Database
from store.viewer import Role

_ITEM = re.compile(r"/item/([^/?]+)")
PASSWORD = secrets.token_urlsafe(16)


NEXT, QUEUE = "HTTP: next item, its page", "HTTP: queue page"


def waits(database: Database, held: City, calls: tuple[int, int]) -> Iterator[tuple[str, list[float]]]:
    """(what was asked, milliseconds of each call): whole answers, redirects followed. `calls` of the next item, the
    queue and decisions, and of the rest."""
    chance = random.Random(13)  # noqa: S311
    with _client(database.engine.url.render_as_string(hide_password=False)) as (client, csrf):

        def get(**wishes: str) -> Callable[[], object]:
            return lambda: client.get(f"/?{urlencode(wishes)}").raise_for_status()

        def following() -> str:
            answer = client.get("/next").raise_for_status()
            found = _ITEM.search(str(answer.url))
            if found is None:
                raise SystemExit("the desk led to no item; is the queue empty?")
            return found[1]

        def searched() -> object:
            return get(words=chance.choice(held.names)[-2:])()

        ways: dict[str, Callable[[], object]] = {
            NEXT: following,
            QUEUE: get(),
            "HTTP: queue page, searched by name": searched,
            "HTTP: queue page, rare situation": get(situation=SITUATIONS[-1][0]),
        }
        for name, ask in ways.items():
            yield name, [_timed(ask) for _ in range(calls[name not in (NEXT, QUEUE)])]
        decided = []
        for _ in range(calls[0]):
            address = f"/item/{following()}/decide"
            decided.append(_timed(lambda a=address: client.post(a, data={"kind": "confirm", "csrf": csrf})))
        yield "HTTP: decide, to the next item's page", decided


def _timed(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1_000


@contextmanager
def _client(url: str) -> Iterator[tuple[httpx.Client, str]]:
    """A client of a reviewer of all units, and the token that his forms carry."""
    app = create_app(url, DeskSettings(secure_cookies=False))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.01)
    accounts, login = app.state.site.accounts, f"bench-{secrets.token_hex(4)}"
    new = NewAccount(login=login, name=login, roles=frozenset({Role.REVIEWER}), password=PASSWORD, renew=False)
    accounts.add(new, by="bench")
    entered = accounts.sign_in(login, PASSWORD, "127.0.0.1")
    if not isinstance(entered, SignedIn):
        raise SystemExit("the desk lets nobody in")
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with httpx.Client(base_url=address, follow_redirects=True, timeout=60, trust_env=False) as client:
        client.cookies.set("guowen", entered.token, domain="127.0.0.1", path="/")
        yield client, entered.session.csrf
    server.should_exit = True
    thread.join(10)
    listening.close()

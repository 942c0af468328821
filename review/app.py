"""The desk as a web application: its parts put together, its pages hung in, its errors told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from review.faults import add_handlers
from review.gate import make_gate
from review.pages import (
    account,
    accounts,
    agreement,
    api,
    consent,
    deciding,
    exports,
    item,
    ledger,
    queue,
    runs,
    signin,
    source,
    views,
)
from review.rendering import Pages
from review.security import Door
from review.settings import DeskSettings
from review.site import Site
from store.accounts import Accounts
from store.database import Database, open_database
from store.desk import Desk, DeskRules

ROUTERS = (
    signin.router,
    account.router,
    accounts.router,
    runs.router,
    queue.router,
    deciding.router,
    views.router,
    item.router,
    source.router,
    ledger.router,
    exports.router,
    api.router,
    agreement.router,
    consent.router,
)
"""What hangs the pages in: a family of pages each."""


def create_app(store_url: str, settings: DeskSettings | None = None) -> FastAPI:
    """The application over the store at `store_url`; its parts stand in `app.state.site`.

    Raises StoreError when there is no store.
    """
    settings = settings or DeskSettings()
    site = make_site(open_database(store_url, make=False, seal=settings.seal), settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        site.database.close()

    app = FastAPI(title="guowen", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.site = site
    app.add_middleware(Door, settings=site.settings)
    app.mount("/static", StaticFiles(directory=str(files("review") / "static")))
    for router in ROUTERS:
        app.include_router(router(site))
    add_handlers(app, site)
    return app


def make_site(database: Database, settings: DeskSettings) -> Site:
    """The desk's parts over an open database."""
    held = Accounts(database, settings.account_rules())
    rules = DeskRules(claim_minutes=settings.claim_minutes, second_look=settings.second_look, clock=settings.clock)
    return Site(
        database=database,
        desk=Desk(database, rules),
        accounts=held,
        settings=settings,
        pages=Pages(settings),
        today=settings.today,
        gate=make_gate(database, held, settings),
    )

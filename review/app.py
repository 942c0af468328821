"""The desk as a web application: three pages to read, none to write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import StoreError
from review import words
from review.access import Access, Door
from review.desk import Desk, Wanted, open_desk
from review.item import Asked, item_page
from review.queue import queue_page
from review.runs import CHINA, files_page, run_summary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI
    from starlette.responses import Response

CHOICES = ("severity", "category", "situation")
LONGEST_SEARCH = 100
"""Characters of a search that are looked at."""


def today_in_china() -> date:
    """The day on which a deadline is counted."""
    return datetime.now(CHINA).date()


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How the desk runs: who may open it, and what day it is."""

    access: Access = field(default_factory=Access)
    today: Callable[[], date] = today_in_china


def create_app(store_url: str, *, inbox: Path | None = None, settings: DeskSettings | None = None) -> FastAPI:
    """The application over the store at `store_url`; `inbox` is named on the pages, nothing is read from it.

    Open it with `app.state.access.address(host, port)`. Raises StoreError when there is no store.
    """
    from fastapi import FastAPI
    from starlette.staticfiles import StaticFiles

    settings = settings or DeskSettings()
    desk = open_desk(store_url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()

    app = FastAPI(title="guowen", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.access = settings.access
    app.add_middleware(Door, access=settings.access)
    app.mount("/static", StaticFiles(directory=str(files("review") / "static")))
    _add_pages(app, desk, _Pages(desk, str(inbox) if inbox else ""), settings)
    return app


class _Pages:
    """Renders templates; every page knows the last run and how many of its files were quarantined."""

    def __init__(self, desk: Desk, inbox: str) -> None:
        from jinja2 import Environment, PackageLoader, StrictUndefined

        self._desk = desk
        self._inbox = inbox
        self._templates = Environment(
            loader=PackageLoader("review", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(label=words.label, day=words.day, percent=words.percent, place=words.place)

    def page(self, template: str, here: str, status: int = 200, **values: Any) -> Response:
        """A page as an answer with `status`."""
        from starlette.responses import HTMLResponse

        run = run_summary(self._desk.latest_run())
        text = self._templates.get_template(template).render(
            here=here,
            run=run,
            inbox=self._inbox,
            quarantined=run.quarantined if run else 0,
            choices={name: words.codes(name) for name in CHOICES},
            **values,
        )
        return HTMLResponse(text, status)


def _add_pages(app: FastAPI, desk: Desk, pages: _Pages, settings: DeskSettings) -> None:
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse

    def queue(request: Request) -> Response:
        shown = queue_page(desk, _wanted(request), _number(request, "page") or 1, settings.today())
        return pages.page("queue.html", "queue", page=shown)

    def item(request: Request) -> Response:
        asked = Asked(request.path_params["proposal_id"], _wanted(request), _number(request, "at"))
        shown = item_page(desk, asked, settings.today())
        if shown is None:
            return pages.page("missing.html", "", 404)
        return pages.page("item.html", "item", item=shown)

    def run(request: Request) -> Response:
        latest = desk.latest_run()
        page, partial = files_page(desk, latest, _number(request, "page") or 1) if latest else (None, ())
        return pages.page("run.html", "run", page=page, partial=partial)

    def missing(_: Request, error: Exception) -> Response:
        return pages.page("missing.html", "", error.status_code if isinstance(error, HTTPException) else 404)

    def fault(_: Request, error: Exception) -> Response:
        # A store's error names the store and the way out, never a row.
        return PlainTextResponse(f"503 {error}\n", 503)

    app.add_route("/", queue)
    app.add_route("/item/{proposal_id}", item)
    app.add_route("/run", run)
    app.add_exception_handler(404, missing)
    app.add_exception_handler(StoreError, fault)


def _wanted(request: Any) -> Wanted:
    """The wishes of the address; a code that is not known is no wish."""
    asked = request.query_params
    chosen = {name: asked.get(name, "") for name in CHOICES}
    known = {name: code for name, code in chosen.items() if code in words.codes(name)}
    return Wanted(**known, words=asked.get("words", "").strip()[:LONGEST_SEARCH])


def _number(request: Any, name: str) -> int | None:
    """A whole number of the address, None when it is not told or none."""
    told = request.query_params.get(name, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None

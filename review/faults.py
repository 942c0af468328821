"""What goes wrong, told as a page, as a piece of one for htmx, or as JSON for programs; in the visitor's language.

Nothing of an exception's own words goes out but what the desk's errors are made of, which name no one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from data.errors import AccountError, NotThere, StoreError, Taken, Unfit
from review.gate import BadToken, Forbidden, MustRenew, NotSignedIn, language_of
from review.refusals import for_program, refusal
from review.security import headers_of
from review.site import Site, Visit
from review.wording import why

SIGN_IN, RENEW = "/signin", "/account#password"

STATUS: Mapping[type[Exception], tuple[int, str]] = {
    Forbidden: (403, "forbidden"),
    BadToken: (403, "token"),
    NotThere: (404, "missing"),
    Taken: (409, "taken"),
    Unfit: (422, "unfit"),
    AccountError: (422, "account"),
    RequestValidationError: (422, "fields"),
    StoreError: (503, "store"),
}
"""Status and word of each error."""
OF_HTTP = {404: "missing", 405: "method", 413: "big"}


def add_handlers(app: FastAPI, site: Site) -> None:
    """Makes every error of the desk an answer."""

    def told(request: Request, error: Exception) -> Response:
        kind = next(kind for kind in type(error).__mro__ if kind in STATUS)
        status, word = STATUS[kind]
        return answer(site, request, status, word, error)

    def of_http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        made = answer(site, request, status, OF_HTTP.get(status, "other"), error)
        made.headers.update(getattr(error, "headers", None) or {})
        return made

    def fault(request: Request, error: Exception) -> Response:
        made = answer(site, request, 500, "fault", error)
        made.headers.update(headers_of(site.settings))  # this answer is made outside of the door
        made.headers["Connection"] = "close"  # the server drops it, since the fault goes on to its log
        return made

    for kind in STATUS:
        app.add_exception_handler(kind, told)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(Exception, fault)
    app.add_exception_handler(NotSignedIn, lambda request, _: _sign_in(site, request))
    app.add_exception_handler(MustRenew, lambda request, _: _renew(site, request))


def answer(site: Site, request: Request, status: int, word: str, error: Exception) -> Response:
    """The answer to an error in the shape that the request is in."""
    visit: Visit | None = getattr(request.state, "visit", None)
    language = visit.language if visit else language_of(request, site.settings)
    values: dict[str, Any] = {"status": status, "word": word, "detail": _detail(error, language)}
    if is_api(request):
        return refusal(status, word, language, values["detail"])
    template = "errors/notice.html" if is_htmx(request) else "errors/page.html"
    if visit:
        return site.pages.render(template, visit, status, values)
    return site.pages.stranger(template, language, status, values)


def is_htmx(request: Request) -> bool:
    """Whether htmx asks for a piece of a page."""
    return request.headers.get("hx-request") == "true" and "hx-boosted" not in request.headers


def is_api(request: Request) -> bool:
    """Whether a program asks."""
    return for_program(request.url.path)


def _detail(error: Exception, language: str) -> str:
    """What of an error may be shown: the place of wrong fields, and the words of the desk's own errors."""
    if isinstance(error, RequestValidationError):
        return ", ".join(dict.fromkeys(str(fault["loc"][-1]) for fault in error.errors()))
    if isinstance(error, Taken | Unfit):
        return why(error, language)
    return str(error) if isinstance(error, AccountError) else ""


def _sign_in(site: Site, request: Request) -> Response:
    if is_api(request):
        return refusal(401, "sign_in", language_of(request, site.settings))
    if is_htmx(request):
        shown = request.headers.get("hx-current-url", "")
        path = "/" + shown.split("://", 1)[-1].partition("/")[2].partition("#")[0]
        return Response(status_code=401, headers={"HX-Redirect": f"{SIGN_IN}?next={quote(path, safe='')}"})
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    after = f"?next={quote(here, safe='')}" if request.method == "GET" and here != "/" else ""
    return RedirectResponse(SIGN_IN + after, 303)


def _renew(site: Site, request: Request) -> Response:
    if is_api(request):
        return refusal(403, "renew_password", language_of(request, site.settings))
    if is_htmx(request):
        return Response(status_code=403, headers={"HX-Redirect": RENEW})
    return RedirectResponse(RENEW, 303)

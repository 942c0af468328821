"""Signing in and out.

The form of who is not signed in yet has a token too, the same in a cookie and in a field: nobody can be signed in by
a page from elsewhere to an account that is not theirs.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from review.gate import LANGUAGE_COOKIE, BadToken, give_session, language_of, take_session, token_fits, visit_of
from review.oidc import OidcFault, Provider, unpacked
from review.roles import Permission, home
from review.security import cookie_value, local_path
from review.site import Site, Visit
from review.wording import LANGUAGES
from store.accounts import SignedIn, SignInRefused

YEAR = 365 * 24 * 3600
TEN_MINUTES = 600


def router(site: Site) -> APIRouter:
    """`/signin`, `/signout`, and the language of who is not signed in."""
    routes = APIRouter()

    @routes.get("/signin")
    def ask(request: Request, next: str = "/", language: str = "") -> Response:
        visit = visit_of(request, site.accounts, site.settings)
        if visit:
            return RedirectResponse(local_path(next, home(visit.account.roles)), 303)
        return form(site, request, Shown(local_path(next), language=language))

    @routes.post("/signin")
    def sign_in(
        request: Request,
        login: Annotated[str, Form(max_length=200)],
        password: Annotated[str, Form(max_length=1000)],
        next: Annotated[str, Form(max_length=2000)] = "/",
    ) -> Response:
        wanted = cookie_value(request.headers.get("cookie", ""), form_cookie(site))
        if not wanted or not token_fits(request, wanted):
            raise BadToken
        found = site.accounts.sign_in(login, password, address_of(request))
        if isinstance(found, SignInRefused):
            return form(site, request, Shown(local_path(next), login=login, refused=found))
        return _welcome(site, request, found, next)

    @routes.post("/signout")
    def sign_out(visit: Visit = Depends(site.entry(Permission.OWN_ACCOUNT))) -> Response:
        site.accounts.sign_out(visit.session)
        answer = RedirectResponse("/signin", 303)
        take_session(answer, site.settings)
        return answer

    if site.settings.oidc:
        _add_oidc(routes, site, Provider(site.settings.oidc))
    return routes


def _add_oidc(routes: APIRouter, site: Site, provider: Provider) -> None:
    @routes.get("/signin/oidc")
    def leave(request: Request, next: str = "/") -> Response:
        try:
            address, started = provider.start(local_path(next))
        except OidcFault as fault:
            return form(site, request, Shown(local_path(next), fault=fault.code))
        answer = RedirectResponse(address, 303)
        secure = site.settings.secure_cookies
        # Lax: the browser brings it along when the service sends it back.
        answer.set_cookie(
            oidc_cookie(site), started.packed(), max_age=TEN_MINUTES, secure=secure, httponly=True, samesite="lax"
        )
        return answer

    @routes.get("/signin/oidc/back")
    def back(request: Request) -> Response:
        started = unpacked(cookie_value(request.headers.get("cookie", ""), oidc_cookie(site)))
        after = local_path(started.after) if started else "/"
        try:
            if started is None:
                raise OidcFault("oidc_failed")
            found = site.accounts.sign_in_subject(provider.subject(started, request.query_params), address_of(request))
            if isinstance(found, SignInRefused):
                raise OidcFault("oidc_unknown")
        except OidcFault as fault:
            answer = form(site, request, Shown(after, fault=fault.code))
        else:
            answer = _welcome(site, request, found, after)
        answer.delete_cookie(oidc_cookie(site), secure=site.settings.secure_cookies, httponly=True, samesite="lax")
        return answer


def _welcome(site: Site, request: Request, found: SignedIn, after: str) -> Response:
    """Leads on with a session that is new: one that the browser had before ends, whoever gave it."""
    before = visit_of(request, site.accounts, site.settings)
    if before:
        site.accounts.sign_out(before.session)
    answer = RedirectResponse(local_path(after, home(found.account.roles)), 303)
    give_session(answer, site.settings, found.session, found.token)
    answer.delete_cookie(form_cookie(site), path="/", secure=site.settings.secure_cookies, httponly=True)
    return answer


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form shows: where it leads to, what was typed, and why it did not do."""

    after: str
    login: str = ""
    language: str = ""
    refused: SignInRefused | None = None
    fault: str = ""  # a key of words/signin.toml


def form(site: Site, request: Request, shown: Shown) -> Response:
    """The page with the form; 401 after a refusal, 429 when none is looked at for a while."""
    chosen = shown.language if shown.language in LANGUAGES else language_of(request, site.settings)
    token = cookie_value(request.headers.get("cookie", ""), form_cookie(site)) or secrets.token_urlsafe(32)
    wait = shown.refused.wait_seconds if shown.refused else 0
    status = 429 if wait else 401 if shown.refused or shown.fault else 200
    answer = site.pages.stranger(
        "signin/form.html", chosen, status, {"shown": shown, "csrf": token, "oidc": site.settings.oidc}
    )
    if wait:
        answer.headers["Retry-After"] = str(wait)
    give_form_token(answer, site, token)
    if shown.language in LANGUAGES:
        keep_language(answer, site, shown.language)
    return answer


def give_form_token(answer: Response, site: Site, token: str) -> None:
    """Sets the cookie that the form's field is compared with."""
    secure = site.settings.secure_cookies
    answer.set_cookie(form_cookie(site), token, path="/", secure=secure, httponly=True, samesite="lax")


def keep_language(answer: Response, site: Site, language: str) -> None:
    """Remembers the language for when nobody is signed in."""
    secure = site.settings.secure_cookies
    answer.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="lax")


def form_cookie(site: Site) -> str:
    """The cookie that holds the token of the form."""
    return "__Host-guowen_form" if site.settings.secure_cookies else "guowen_form"


def oidc_cookie(site: Site) -> str:
    """The cookie of a browser that is at the sign-in service."""
    return "__Host-guowen_oidc" if site.settings.secure_cookies else "guowen_oidc"


def address_of(request: Request) -> str:
    """Where a request comes from, by which failures are counted."""
    return request.client.host if request.client else ""

"""Lets in who may come in: session, role, and for what changes something the token of the session."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from fastapi import Request
from starlette.responses import Response

from review.roles import Permission, permitted
from review.security import SAFE, cookie_value
from review.settings import DeskSettings
from review.site import Visit
from review.wording import LANGUAGES
from store.accounts import Accounts, Session
from store.clock import seconds_between
from store.database import Database
from store.ledger import Action, Entry, Source, append

CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
LANGUAGE_COOKIE = "guowen_language"


class NotSignedIn(Exception):
    """Nobody, or somebody whose session has ended."""


class Forbidden(Exception):
    """Somebody whose roles do not hold what the route needs. `visit` is theirs."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        super().__init__()


class BadToken(Exception):
    """A request that changes something without the token of its session."""


class MustRenew(Exception):
    """Somebody whose password holds for choosing another, and for nothing else."""


def session_cookie(settings: DeskSettings) -> str:
    """The cookie's name. With the prefix browsers take it over TLS only, for this host and all of its paths only."""
    return "__Host-guowen" if settings.secure_cookies else "guowen"


def make_gate(database: Database, accounts: Accounts, settings: DeskSettings) -> Callable[[Request, Permission], Visit]:
    """What `Site.entry` asks: the visit of a request, for who holds the permission.

    Account, roles and units are read anew at each request, so a change holds from the next one on.
    """

    def gate(request: Request, permission: Permission) -> Visit:
        visit = visit_of(request, accounts, settings)
        if visit is None:
            raise NotSignedIn
        request.state.visit = visit
        if request.method not in SAFE and not token_fits(request, visit.session.csrf):
            raise BadToken
        if not permitted(visit.viewer.roles, permission):
            _note_refusal(database, settings, visit, permission)
            raise Forbidden(visit)
        if visit.account.renew_password and permission is not Permission.OWN_ACCOUNT:
            raise MustRenew
        return visit

    return gate


def visit_of(request: Request, accounts: Accounts, settings: DeskSettings) -> Visit | None:
    """Who visits, None for nobody."""
    token = cookie_value(request.headers.get("cookie", ""), session_cookie(settings))
    found = accounts.session(token) if token else None
    if found is None:
        return None
    account, session = found
    return Visit(request, account, accounts.viewer(account), session, account.language)


def token_fits(request: Request, wanted: str) -> bool:
    """Whether the form or the header holds the token."""
    given = request.headers.get(CSRF_HEADER) or request.state.body.fields.get(CSRF_FIELD, "")
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def language_of(request: Request, settings: DeskSettings) -> str:
    """The language of who is not signed in: as chosen before, else as the browser asks for, else the desk's own."""
    chosen = cookie_value(request.headers.get("cookie", ""), LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    for told in request.headers.get("accept-language", "").lower().split(","):
        language = told.partition(";")[0].strip()[:2]
        if language in LANGUAGES:
            return language
    return settings.language


def give_session(response: Response, settings: DeskSettings, session: Session, token: str) -> None:
    """Sets the cookie of a new session.

    Strict but for OIDC: the sign-in service sends the browser back, and a strict cookie would not come along.
    """
    response.set_cookie(
        session_cookie(settings),
        token,
        max_age=int(seconds_between(session.created_at, session.expires_at)),
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax" if settings.oidc else "strict",
    )


def take_session(response: Response, settings: DeskSettings) -> None:
    """Removes the cookie."""
    response.delete_cookie(session_cookie(settings), path="/", secure=settings.secure_cookies, httponly=True)


def _note_refusal(database: Database, settings: DeskSettings, visit: Visit, permission: Permission) -> None:
    entry = Entry(Action.ACCESS_REFUSED, permission.value, {"method": visit.request.method})
    with database.writing() as connection:
        append(connection, [entry], Source(actor=visit.account.account_id), at=settings.clock())

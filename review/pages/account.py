"""One's own account: password, language, sessions, and whom one is recused from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from review.pages.signin import address_of, keep_language
from review.roles import Permission, home
from review.security import local_path
from review.site import Site, Visit
from review.wording import LANGUAGES
from store.accounts import AccountFault, Declared, SignInRefused

PAGE = "/account"


class Renewal(BaseModel):
    """The form of a new password."""

    current: str = Field(max_length=1000)
    password: str = Field(max_length=1000)
    again: str = Field(max_length=1000)


def router(site: Site) -> APIRouter:
    """`/account` and what is done there."""
    routes = APIRouter()

    @routes.get(PAGE)
    def show(visit: Visit = Depends(site.entry(Permission.OWN_ACCOUNT)), done: str = "") -> Response:
        return _page(site, visit, done=done)

    @routes.post("/account/password")
    def renew(form: Annotated[Renewal, Form()], visit: Visit = Depends(site.entry(Permission.OWN_ACCOUNT))) -> Response:
        try:
            _renew(site, visit, form)
        except AccountFault as fault:
            return _page(site, visit, fault=fault.code)
        # Who came to choose a password goes on to his work.
        return RedirectResponse(
            home(visit.account.roles) if visit.account.renew_password else f"{PAGE}?done=password", 303
        )

    @routes.post("/account/language")
    def speak(
        language: Annotated[str, Form(max_length=8)],
        back: Annotated[str, Form(max_length=4000)] = PAGE,
        visit: Visit = Depends(site.entry(Permission.OWN_ACCOUNT)),
    ) -> Response:
        answer = RedirectResponse(local_path(back), 303)
        if language in LANGUAGES:
            site.accounts.change(visit.account.account_id, {"language": language}, by=visit.account.account_id)
            keep_language(answer, site, language)
        return answer

    _add_recusal(routes, site)
    return routes


def _add_recusal(routes: APIRouter, site: Site) -> None:
    @routes.post("/account/sessions")
    def end_others(visit: Visit = Depends(site.entry(Permission.OWN_ACCOUNT))) -> Response:
        site.accounts.end_sessions(visit.account.account_id, by=visit.account.account_id, but=visit.session)
        return RedirectResponse(f"{PAGE}?done=sessions", 303)

    @routes.post("/account/declared")
    def declare(
        person: Annotated[str, Form(max_length=200)],
        relation: Annotated[str, Form(max_length=200)],
        visit: Visit = Depends(site.entry(Permission.OWN_ACCOUNT)),
    ) -> Response:
        try:
            site.accounts.declare(visit.account.account_id, Declared(person, relation), by=visit.account.account_id)
        except AccountFault as fault:
            return _page(site, visit, fault=fault.code)
        return RedirectResponse(f"{PAGE}?done=declared", 303)


def _renew(site: Site, visit: Visit, form: Renewal) -> None:
    """Raises AccountFault when the present password does not fit, or the new one does not do."""
    fits = site.accounts.password_fits(visit.account, form.current, address_of(visit.request))
    if isinstance(fits, SignInRefused):
        raise AccountFault("password_wait", "too many tries; wait some minutes")
    if not fits:
        raise AccountFault("password_wrong", "the present password is not right")
    if form.password != form.again:
        raise AccountFault("password_again", "the two new passwords differ")
    site.accounts.set_password(visit.account.account_id, form.password, by=visit.account.account_id, keep=visit.session)


def _page(site: Site, visit: Visit, *, done: str = "", fault: str = "") -> Response:
    sessions = site.accounts.sessions(visit.account.account_id)
    known = done if done in ("password", "sessions", "declared") else ""
    return site.page(
        visit, "accounts/own.html", 422 if fault else 200, here="account", sessions=sessions, done=known, fault=fault
    )

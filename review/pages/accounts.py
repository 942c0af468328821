"""The administrator's pages: who may sign in, as what, for which units, and from whom each is recused."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from data.errors import NotThere
from review.roles import Permission
from review.site import Site, Visit
from store.accounts import Account, AccountFault, Changes, Declared, NewAccount
from store.accounts.passwords import one_time_password
from store.accounts.people import person_key
from store.viewer import Role

LIST = "/accounts"
DONE = ("saved", "sessions", "declared", "withdrawn")

Short = Annotated[str, Field(max_length=200)]


class Fields(BaseModel):
    """What an account's form tells. `units` has a unit a line and counts with `reach` `some` only."""

    name: Short = ""
    roles: list[Short] = Field(default_factory=list, max_length=20)
    reach: Literal["all", "some"] = "all"
    units: str = Field("", max_length=20_000)
    person_id: Short = ""
    subject: Annotated[str, Field(max_length=255)] = ""

    def changes(self) -> Changes:
        """What the account is to be. Raises AccountFault for a role that is none."""
        return {
            "name": self.name.strip(),
            "roles": _roles(self.roles),
            "units": None if self.reach == "all" else tuple(dict.fromkeys(filter(None, map(str.strip, self.lines())))),
            "person_id": self.person_id.strip() or None,
            "oidc_subject": self.subject.strip() or None,
        }

    def lines(self) -> list[str]:
        """The units as they are told, a line each."""
        return self.units.splitlines()


class NewFields(Fields):
    """The form of a new account; `way`: by a one-time password, or by the sign-in service alone."""

    login: Short = ""
    way: Literal["password", "oidc"] = "password"


def router(site: Site) -> APIRouter:
    """`/accounts` and what is done there."""
    routes = APIRouter()

    @routes.get(LIST)
    def every(visit: Visit = Depends(site.entry(Permission.MANAGE_ACCOUNTS))) -> Response:
        return site.page(visit, "accounts/list.html", here="accounts", accounts=site.accounts.all())

    @routes.get("/accounts/new")
    def blank(visit: Visit = Depends(site.entry(Permission.MANAGE_ACCOUNTS))) -> Response:
        return site.page(visit, "accounts/new.html", here="accounts", form=None, fault="", oidc=site.settings.oidc)

    @routes.post("/accounts/new")
    def add(
        form: Annotated[NewFields, Form()], visit: Visit = Depends(site.entry(Permission.MANAGE_ACCOUNTS))
    ) -> Response:
        password = one_time_password() if form.way == "password" else None
        try:
            account = _add(site, visit, form, password)
        except AccountFault as fault:
            shown = {"form": form, "fault": fault.code, "oidc": site.settings.oidc}
            return site.page(visit, "accounts/new.html", 422, here="accounts", **shown)
        return _page(site, visit, account, password=password or "", done="saved")

    @routes.get("/accounts/{account_id}")
    def show(
        account_id: str, visit: Visit = Depends(site.entry(Permission.MANAGE_ACCOUNTS)), done: str = ""
    ) -> Response:
        return _page(site, visit, _account(site, account_id), done=done)

    @routes.post("/accounts/{account_id}")
    def change(
        account_id: str,
        form: Annotated[Fields, Form()],
        visit: Visit = Depends(site.entry(Permission.MANAGE_ACCOUNTS)),
    ) -> Response:
        account = _account(site, account_id)
        try:
            site.accounts.change(account.account_id, form.changes(), by=visit.account.account_id)
        except AccountFault as fault:
            return _page(site, visit, account, fault=fault.code)
        return _back(account, "saved")

    _add_steps(routes, site)
    _add_recusal(routes, site)
    return routes


def _add_steps(routes: APIRouter, site: Site) -> None:
    @routes.post("/accounts/{account_id}/state")
    def turn(
        account_id: str,
        state: Annotated[Literal["active", "disabled"], Form()],
        visit: Visit = Depends(site.entry(Permission.MANAGE_ACCOUNTS)),
    ) -> Response:
        account = _account(site, account_id)
        try:
            site.accounts.change(account.account_id, {"state": state}, by=visit.account.account_id)
        except AccountFault as fault:
            return _page(site, visit, account, fault=fault.code)
        return _back(account, "saved")

    @routes.post("/accounts/{account_id}/password")
    def renew(account_id: str, visit: Visit = Depends(site.entry(Permission.MANAGE_ACCOUNTS))) -> Response:
        account = _account(site, account_id)
        if account.account_id == visit.account.account_id:
            return _page(site, visit, account, fault="password_self")
        password = one_time_password()
        site.accounts.set_password(account.account_id, password, by=visit.account.account_id)
        return _page(site, visit, _account(site, account_id), password=password)

    @routes.post("/accounts/{account_id}/sessions")
    def end(account_id: str, visit: Visit = Depends(site.entry(Permission.MANAGE_ACCOUNTS))) -> Response:
        account = _account(site, account_id)
        site.accounts.end_sessions(account.account_id, by=visit.account.account_id)
        return _back(account, "sessions")


def _add_recusal(routes: APIRouter, site: Site) -> None:
    @routes.post("/accounts/{account_id}/declared")
    def declare(
        account_id: str,
        person: Annotated[str, Form(max_length=200)],
        relation: Annotated[str, Form(max_length=200)],
        visit: Visit = Depends(site.entry(Permission.MANAGE_ACCOUNTS)),
    ) -> Response:
        account = _account(site, account_id)
        try:
            site.accounts.declare(account.account_id, Declared(person, relation), by=visit.account.account_id)
        except AccountFault as fault:
            return _page(site, visit, account, fault=fault.code)
        return _back(account, "declared")

    @routes.post("/accounts/{account_id}/withdrawn")
    def withdraw(
        account_id: str,
        person: Annotated[str, Form(max_length=200)],
        visit: Visit = Depends(site.entry(Permission.MANAGE_ACCOUNTS)),
    ) -> Response:
        account = _account(site, account_id)
        try:
            site.accounts.withdraw(account.account_id, person_key(person), by=visit.account.account_id)
        except AccountFault as fault:
            return _page(site, visit, account, fault=fault.code)
        return _back(account, "withdrawn")


def _add(site: Site, visit: Visit, form: NewFields, password: str | None) -> Account:
    """The account made. Raises AccountFault."""
    told = form.changes()
    new = NewAccount(
        login=form.login,
        name=told["name"],
        roles=told["roles"],
        units=told["units"],
        person_id=told["person_id"],
        password=password,
        oidc_subject=told["oidc_subject"],
    )
    return site.accounts.add(new, by=visit.account.account_id)


def _account(site: Site, account_id: str) -> Account:
    """Raises NotThere when there is none."""
    try:
        return site.accounts.get(account_id)
    except AccountFault:
        raise NotThere("no such account") from None


def _back(account: Account, done: str) -> Response:
    return RedirectResponse(f"{LIST}/{account.account_id}?done={done}", 303)


def _page(site: Site, visit: Visit, account: Account, **told: str) -> Response:
    """An account's page. `told`: `done` what was done, `fault` what is wrong, `password` one to be shown this once."""
    done, fault, password = (told.get(name, "") for name in ("done", "fault", "password"))
    shown = {"done": done if done in DONE else "", "fault": fault, "password": password}
    sessions = site.accounts.sessions(account.account_id)
    status = 422 if fault else 200
    return site.page(visit, "accounts/one.html", status, here="accounts", account=account, sessions=sessions, **shown)


def _roles(told: list[str]) -> frozenset[Role]:
    known = {role.value for role in Role}
    if not known >= set(told):
        raise AccountFault("role_unknown", "roles: one of them is none")
    return frozenset(map(Role, told))

"""Sessions that are stolen, ended or old, and what the sign-in tells of who has an account.

A session that was given by somebody else (fixation), cookies over TLS and the clock of idle sessions: in test_gate.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from store.accounts import NewAccount
from store.desk_tables import SESSIONS
from store.viewer import Role
from tests.review.conftest import PASSWORD


@pytest.fixture(scope="module")
def desk(serve_module):
    return serve_module()


def attempt(desk, login, password):
    with desk.stranger() as client:
        client.get("/signin")
        form = {"login": login, "password": password, "csrf": client.cookies["guowen_form"]}
        return client.post("/signin", data=form)


def lives(visitor):
    """Whether the cookie still opens a page, and its token still lets something be changed."""
    return visitor.get("/account").status_code == 200 or visitor.post("/account/sessions").headers["location"] != (
        "/signin"
    )


ENDINGS = {
    "signed out": lambda desk, visitor: visitor.post("/signout"),
    "ended by the administrator": lambda desk, visitor: desk.site.accounts.end_sessions(
        visitor.account.account_id, by="test"
    ),
    "another password": lambda desk, visitor: desk.site.accounts.set_password(
        visitor.account.account_id, "另外-四个-无关-词语-雨", by="test"
    ),
    "disabled": lambda desk, visitor: desk.site.accounts.change(
        visitor.account.account_id, {"state": "disabled"}, by="test"
    ),
    "other roles": lambda desk, visitor: desk.site.accounts.change(
        visitor.account.account_id, {"roles": frozenset({Role.OPERATOR})}, by="test"
    ),
}


@pytest.mark.parametrize("way", ENDINGS)
def test_a_cookie_that_was_copied_ends_with_its_session(desk, way):
    visitor = desk.visitor(Role.REVIEWER, name=f"会话{way}")
    thief = desk.stranger()
    thief.cookies.set("guowen", visitor.token, domain="127.0.0.1", path="/")
    assert thief.get("/account").status_code == 200
    ENDINGS[way](desk, visitor)
    assert not lives(visitor)
    assert thief.get("/account").headers["location"].startswith("/signin")
    assert thief.get("/api/v1/counts").status_code == 401
    thief.close()


def test_a_session_ends_after_its_hours_however_busy(serve_module):
    at = ["2026-11-23T08:00:00.000Z"]
    served = serve_module(clock=lambda: at[0], session_idle_minutes=60, session_hours=2)
    visitor = served.visitor(Role.OPERATOR)
    for moment, status in (("08:50", 200), ("09:40", 200), ("09:59", 200), ("10:01", 303)):
        at[0] = f"2026-11-23T{moment}:00.000Z"
        assert visitor.get("/account").status_code == status, moment


def test_a_token_of_one_session_changes_nothing_in_another(desk):
    visitor = desk.visitor(Role.REVIEWER, name="两处登录")
    other = desk.enter(visitor.account.login)
    assert visitor.csrf != other.csrf
    assert other.http.post("/undo", data={"csrf": visitor.csrf}).status_code == 403


def test_the_store_holds_no_cookie(desk):
    visitor = desk.visitor(Role.REVIEWER, name="令牌")
    with desk.site.database.reading() as connection:
        kept = connection.execute(select(SESSIONS.c.session)).scalars().all()
    assert visitor.token not in kept
    assert all(len(one) == 64 for one in kept)
    assert len(visitor.token) >= 43
    assert visitor.token not in visitor.get("/account").text


def test_the_cookie_of_a_session_is_for_the_desk_alone(desk):
    login = desk.visitor(Role.REVIEWER, name="曲奇").account.login
    told = attempt(desk, login, PASSWORD).headers.get_list("set-cookie")
    session = next(one for one in told if one.startswith("guowen="))
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(session.split("; "))
    assert "Domain" not in session


def test_who_has_an_account_is_told_by_no_answer(desk):
    accounts = desk.site.accounts
    gone = desk.visitor(Role.REVIEWER, name="停用的").account
    accounts.change(gone.account_id, {"state": "disabled"}, by="test")
    elsewhere = NewAccount("by-service", "统一登录的", frozenset({Role.REVIEWER}), oidc_subject="s1")
    accounts.add(elsewhere, by="test")
    known = desk.visitor(Role.REVIEWER, name="在册的").account
    tries = ((known.login, "wrong"), (gone.login, PASSWORD), ("by-service", PASSWORD), ("nobody-at-all", PASSWORD))
    told = set()
    for login, password in tries:
        answer = attempt(desk, login, password)
        token = answer.text.partition('name="csrf" value="')[2].partition('"')[0]
        headers = tuple(sorted(name for name in answer.headers if name != "content-length"))
        told.add((answer.status_code, answer.text.replace(login, "LOGIN").replace(token, "TOKEN"), headers))
    assert [status for status, *_ in told] == [401]


def test_guessing_at_a_login_that_nobody_has_is_closed_as_soon(serve_module):
    served = serve_module(clock=lambda: "2026-11-23T14:00:00.000Z")
    known = served.visitor(Role.REVIEWER, name="被猜的").account.login
    statuses = {}
    for login in (known, "nobody-has-it"):
        statuses[login] = [attempt(served, login, "wrong").status_code for _ in range(4)]
    assert statuses[known] == statuses["nobody-has-it"] == [401, 401, 401, 429]

"""Who gets in where: every route of the desk, for every role, out of unit and recused; a new route is met by itself."""

from __future__ import annotations

import re
from typing import Any

import pytest

from review.roles import HOLDERS, Permission, home, permitted
from store.viewer import KEPT_APART, Role, clash
from tests.review.ways import Way, ways_of

PUBLIC = {
    ("GET", "/signin"),
    ("POST", "/signin"),
}
SILENT = {("POST", "/item/{proposal_id}/release")}
"""Routes that answer nothing but the way back, whatever the id is."""
OBJECT = "Gchat"
NOBODYS = "Gnothing"
SIGNS = ("袁峰", "周大海", "老周", "钱副院长", "安澜市公安局", "97刑终12号", "群聊")
"""Words of the store's proposals and papers."""
FORM = {
    "kind": "confirm",
    "verdict": "confirm",
    "reason": "lawful",
    "note": "核",
    "item": "name",
    "value": "袁峰",
    "name": "看法",
    "back": "/",
    "language": "zh",
    "person": "P0001",
    "relation": "配偶",
    "state": "active",
    "target": "Glog",
    "ids": OBJECT,
    "proposal_id": OBJECT,
    "doc": "comms/P0017/群聊.txt",
    "format": "json",
    "form": "json",
    "leave": "yes",
    "consent": "yes",
}


@pytest.fixture(scope="module")
def desk(serve_module):
    return serve_module()


@pytest.fixture(scope="module")
def ways(desk) -> list[Way]:
    return list(ways_of(desk.app.routes))


@pytest.fixture(scope="module")
def logins(desk) -> dict[Role, str]:
    return {role: desk.visitor(role).account.login for role in Role}


@pytest.fixture(scope="module")
def someone(desk) -> str:
    return desk.visitor(Role.OPERATOR, name="某某").account.account_id


def ask(visitor: Any, way: Way, **ids: str) -> Any:
    address = way.address(**ids)
    if way.method == "GET":
        return visitor.http.get(address, params={"doc": FORM["doc"]} if "source" in way.path else None)
    return visitor.http.request(way.method, address, data={**FORM, "csrf": visitor.csrf})


def test_every_route_is_public_by_the_list_or_carries_a_permission(desk, ways):
    assert {way.key for way in ways if not way.permissions} == PUBLIC
    described = {(m.upper(), path) for path, told in desk.app.openapi()["paths"].items() for m in told}
    assert described <= {way.key for way in ways}
    assert len(ways) >= 40


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_in_exactly_where_it_may(desk, ways, logins, someone, role):
    wrong = []
    visitor = desk.enter(logins[role])
    for way in sorted((way for way in ways if way.permissions), key=lambda way: way.path == "/signout"):
        answer = ask(visitor, way, proposal_id=OBJECT, account_id=someone)
        refused = answer.status_code == 403
        if refused == (role in way.holders()) or answer.status_code >= 500:
            wrong.append((way.key, answer.status_code))
        if refused and [sign for sign in SIGNS if sign in answer.text]:
            wrong.append((way.key, "shows data"))
    visitor.http.close()
    assert wrong == []


def test_a_refusal_is_on_record_without_an_id(desk, logins):
    from store.repository import Store

    desk.enter(logins[Role.OPERATOR]).get(f"/item/{OBJECT}")
    last = Store(desk.site.database).ledger()[-1]
    assert (last.action, last.subject) == ("access_refused", "see_item")
    assert OBJECT not in str(last.detail)


def test_a_stranger_is_sent_to_sign_in_from_everywhere(desk, ways, someone):
    wrong = []
    with desk.stranger() as client:
        for way in (way for way in ways if way.permissions):
            answer = client.request(way.method, way.address(proposal_id=OBJECT, account_id=someone), data={})
            sent = answer.status_code == 303 and answer.headers["location"].startswith("/signin")
            told = way.path.startswith("/api/") and answer.status_code == 401
            if not (sent or told) or [sign for sign in SIGNS if sign in answer.text]:
                wrong.append((way.key, answer.status_code))
    assert wrong == []


def test_nothing_changes_without_the_session_s_token(desk, ways, logins, someone):
    wrong = []
    visitors = {role: desk.enter(login) for role, login in logins.items()}
    others = {role: desk.enter(login).csrf for role, login in logins.items()}
    for way in (way for way in ways if way.permissions and way.method != "GET"):
        role = min(way.holders())
        visitor = visitors[role]
        for token in ({}, {"csrf": others[role]}):
            answer = visitor.http.request(
                way.method, way.address(proposal_id=OBJECT, account_id=someone), data={**FORM, **token}
            )
            if answer.status_code != 403:
                wrong.append((way.key, answer.status_code))
    assert wrong == []


def shape(answer: Any) -> tuple[int, str]:
    """What an answer tells, but for ids and what is drawn by chance."""
    text = re.sub(r"[\w-]{43}", "TOKEN", answer.text)
    for said in (OBJECT, NOBODYS):
        text = text.replace(said, "ID")
    return answer.status_code, text


@pytest.mark.parametrize("out", ["unit", "recused"])
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.EVALUATOR])
def test_what_one_must_not_see_is_as_what_does_not_exist(desk, ways, role, out):
    told = {"units": ["别处人民法院"]} if out == "unit" else {"person_id": None, "name": f"回避{role}"}
    visitor = desk.visitor(role, **told)
    if out == "recused":
        from store.accounts import Declared

        desk.site.accounts.declare(visitor.account.account_id, Declared("P9999", "配偶"), by="test")
    wrong = []
    for way in (way for way in ways if "{proposal_id}" in way.path and role in way.holders()):
        there, not_there = (shape(ask(visitor, way, proposal_id=item)) for item in (OBJECT, NOBODYS))
        due = (404,) if way.method == "GET" else (303,) if way.key in SILENT else (404, 422)
        if there != not_there or there[0] not in due:
            wrong.append((way.key, there[0], not_there[0]))
        if [sign for sign in SIGNS if sign in there[1].replace(FORM["value"], "")]:
            wrong.append((way.key, "shows data"))
    assert wrong == []


@pytest.mark.parametrize("out", ["unit", "recused"])
def test_pages_without_an_object_hold_nothing_of_what_one_must_not_see(desk, ways, out):
    from store.accounts import Declared

    wrong = []
    for role in (Role.REVIEWER, Role.APPROVER, Role.EVALUATOR):
        told = {"units": ["别处人民法院"]} if out == "unit" else {"name": f"不见{role}"}
        visitor = desk.visitor(role, **told)
        if out == "recused":
            desk.site.accounts.declare(visitor.account.account_id, Declared("P9999", "配偶"), by="test")
        plain = (w for w in ways if w.method == "GET" and "{" not in w.path and w.permissions and role in w.holders())
        for way in plain:
            answer = visitor.get(way.path)
            if [sign for sign in (*SIGNS, OBJECT) if sign in answer.text + answer.headers.get("location", "")]:
                wrong.append((role, way.key))
    assert wrong == []


def test_roles_take_effect_at_once(desk):
    admin = desk.visitor(Role.OPERATOR, Role.REVIEWER, name="两职")
    assert admin.get("/runs").status_code == 200
    accounts = desk.site.accounts
    accounts.change(admin.account.account_id, {"units": ("别处人民法院",)}, by="test")
    assert admin.get(f"/item/{OBJECT}").status_code == 404
    accounts.change(admin.account.account_id, {"roles": frozenset({Role.REVIEWER})}, by="test")
    assert admin.get("/runs").status_code == 303  # and the session has ended
    again = desk.enter(admin.account.login)
    assert again.get("/runs").status_code == 403


def test_every_permission_has_a_holder_and_every_role_a_home():
    assert set(HOLDERS) == set(Permission)
    assert all(HOLDERS.values())
    homes = {role: home(frozenset({role})) for role in Role}
    assert homes == {
        Role.OPERATOR: "/runs",
        Role.REVIEWER: "/",
        Role.APPROVER: "/",
        Role.EVALUATOR: "/",
        Role.AUDITOR: "/ledger",
        Role.ADMINISTRATOR: "/accounts",
    }


@pytest.mark.parametrize(
    ("roles", "pair"),
    [
        ({"reviewer", "approver", "evaluator", "operator"}, None),
        ({"administrator", "operator"}, None),
        ({"administrator", "reviewer"}, ("administrator", "reviewer")),
        ({"administrator", "evaluator"}, ("administrator", "evaluator")),
        ({"auditor", "operator"}, ("auditor", "operator")),
        ({"auditor", "administrator"}, ("administrator", "auditor")),
        ({"auditor"}, None),
        (set(), None),
    ],
)
def test_roles_that_clash(roles, pair):
    assert clash(frozenset(map(Role, roles))) == pair


def test_who_makes_accounts_reads_no_records():
    for apart, others in KEPT_APART:
        assert apart.isdisjoint(others)
    readers = HOLDERS[Permission.SEE_ITEM] | HOLDERS[Permission.EXPORT]
    assert not permitted(frozenset({Role.ADMINISTRATOR}), Permission.SEE_ITEM)
    assert all(clash(frozenset({Role.ADMINISTRATOR, reader})) for reader in readers)

"""Signing in and out, as a browser does."""

from __future__ import annotations

from store.viewer import Role


def test_a_stranger_is_asked_to_sign_in_and_comes_back(served):
    with served.stranger() as client:
        answer = client.get("/?page=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?next=%2F%3Fpage%3D2")


def test_signing_in_and_out(own_desk):
    visitor = own_desk.visitor(Role.OPERATOR)
    with own_desk.stranger() as client:
        page = client.get("/signin?next=/account")
        assert page.status_code == 200
        fields = {"login": visitor.account.login, "password": "三月-竹林-旧桥-石磨-晴", "next": "/account"}
        answer = client.post("/signin", data={**fields, "csrf": client.cookies["guowen_form"]})
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        assert "guowen" in client.cookies

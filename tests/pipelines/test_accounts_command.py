"""`guowen accounts`: who may sign in, kept on the command line."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from data.errors import AccountError, StoreError
from pipelines.cli import app
from pipelines.desk_commands.accounts import DEMO, make_demo_accounts
from store.accounts import AccountRules, Accounts, Cost, SignedIn
from store.accounts.passwords import Passwords
from store.database import open_database
from store.repository import open_store

PASSWORD = "竹林-旧桥-石磨-晴天-三月"


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "guowen.db"
    open_store(f"sqlite:///{path}").close()
    return f"sqlite:///{path}"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    """Passwords at a cost that only tests take."""
    monkeypatch.setattr("store.accounts.entrance.Passwords", lambda _: Passwords(Cost(1, 8)))


@pytest.fixture
def run(store, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def do(*arguments, told=None):
        return CliRunner().invoke(app, ["accounts", *arguments, "--store", store], input=told)

    return do


@pytest.fixture
def accounts(store):
    database = open_database(store)
    yield Accounts(database, AccountRules(cost=Cost(1, 8)))
    database.close()


def test_an_account_from_first_to_last(run, accounts):
    made = run("add", "Li", "--name", "李一", "--role", "reviewer", "--unit", "甲院", "--person", "P0017", "--one-time")
    assert made.exit_code == 0
    password = re.search(r"one sign-in: (\S+)", made.output)[1]
    assert isinstance(accounts.sign_in("li", password, "x"), SignedIn)
    assert accounts.by_login("li").renew_password
    assert run("list").output == "li\t李一\tactive\treviewer\t甲院\tP0017\tpassword\n"
    assert run("roles", "li", "--role", "reviewer", "--role", "approver").output == "li: approver, reviewer\n"
    assert run("units", "li", "--all").output == "li: all units\n"
    assert run("password", "li", "--password-stdin", told=PASSWORD + "\n").exit_code == 0
    assert isinstance(accounts.sign_in("li", PASSWORD, "x"), SignedIn)
    assert run("declare", "li", "P0099", "--relation", "配偶").exit_code == 0
    assert [d.person for d in accounts.by_login("li").declared] == ["P0099"]
    assert run("declare", "li", "P0099", "--withdraw").exit_code == 0
    assert run("end-sessions", "li").output == "li: 1 sessions ended\n"
    assert run("disable", "li").output == "li: disabled\n"
    assert run("enable", "li").output == "li: active\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "x", "--name", "甲", "--role", "administrator", "--role", "reviewer", "--one-time"], "may be both"),
        (["add", "x", "--name", "甲", "--role", "auditor", "--role", "operator", "--one-time"], "may be both"),
        (["add", "x y", "--name", "甲", "--role", "auditor", "--one-time"], "login"),
        (["disable", "nobody"], "no such account"),
    ],
)
def test_the_command_line_cannot_go_round_the_rules(run, accounts, arguments, words):
    told = run(*arguments)
    assert isinstance(told.exception, AccountError)
    assert words in str(told.exception)
    assert accounts.count() == 0


def test_a_role_that_is_none_is_wrong_use(run):
    told = run("add", "x", "--name", "甲", "--role", "king", "--one-time")
    assert told.exit_code == 2
    assert "no such role" in told.output


def test_a_weak_password_is_refused(run, accounts):
    told = run("add", "x", "--name", "甲", "--role", "auditor", "--password-stdin", told="password1234\n")
    assert isinstance(told.exception, AccountError)
    assert "password1234" not in str(told.exception)
    assert accounts.count() == 0


def test_a_subject_needs_no_password(run, accounts):
    assert run("add", "x", "--name", "甲", "--role", "auditor", "--subject", "u-1").exit_code == 0
    assert not accounts.by_login("x").has_password


def test_without_a_store_nothing_is_made(tmp_path):
    told = CliRunner().invoke(app, ["accounts", "list", "--store", str(tmp_path / "none.db")])
    assert isinstance(told.exception, StoreError)
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_has_an_account_of_each_role(store, accounts):
    for _ in range(2):  # the second time with new passwords
        told = []
        make_demo_accounts({"store": store}, told.append)
        found = {line.split()[0]: line.split()[1] for line in told if line.startswith("  ")}
        assert list(found) == [login for login, *_ in DEMO]
        assert isinstance(accounts.sign_in("admin", found["admin"], "x"), SignedIn)
    assert accounts.count() == len(DEMO)
    assert all(account.renew_password for account in accounts.all())

"""The pages of one's own account and of the administrator, by plain HTTP and by keyboard."""

from __future__ import annotations

import re

import pytest

from store.accounts import Declared, NewAccount, SignedIn, SignInRefused
from store.viewer import Role

PASSWORD = "三月-竹林-旧桥-石磨-晴"
OTHER = "另外-四个-无关-词语-雨"


@pytest.fixture(scope="module")
def desk(serve_module):
    return serve_module()


@pytest.fixture
def admin(desk):
    return desk.enter(desk.visitor(Role.ADMINISTRATOR).account.login)


@pytest.fixture
def made(desk):
    """An account that a test may change."""
    number = desk.site.accounts.count()
    new = NewAccount(f"made{number}", f"新人{number}", frozenset({Role.REVIEWER}), password=PASSWORD, renew=False)
    return desk.site.accounts.add(new, by="test")


def fields(**changes):
    return {
        "name": "李一",
        "roles": ["reviewer"],
        "reach": "all",
        "units": "",
        "person_id": "",
        "subject": "",
        **changes,
    }


def test_an_account_is_made_with_a_password_that_is_shown_once(desk, admin):
    told = fields(login="Wang.Er", roles=["reviewer", "approver"], reach="some", units="甲院\r\n\r\n 乙院\r\n甲院")
    answer = admin.post("/accounts/new", told | {"person_id": "P0003"})
    assert answer.status_code == 200
    password = re.search(r'id="one-time">([^<]+)<', answer.text)[1]
    account = desk.site.accounts.by_login("wang.er")
    assert (account.units, account.person_id) == (("甲院", "乙院"), "P0003")
    assert account.roles == {Role.REVIEWER, Role.APPROVER}
    assert account.renew_password
    assert password not in admin.get(f"/accounts/{account.account_id}").text
    assert isinstance(desk.site.accounts.sign_in("wang.er", password, "x"), SignedIn)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"login": ""}, "账号须以字母或数字开头"),
        ({"name": " "}, "请填写姓名"),
        ({"roles": []}, "请至少选择一个角色"),
        ({"roles": ["king"]}, "没有这种角色"),
        ({"roles": ["administrator", "reviewer"]}, "不得由同一账户兼任"),
        ({"reach": "some", "units": " \n "}, "请填写单位"),
        ({"person_id": "谁"}, "请填写名册编号"),
        ({"way": "oidc"}, "账户须有口令或统一认证标识"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(desk, admin, changes, words):
    before = desk.site.accounts.count()
    answer = admin.post("/accounts/new", {"login": "typed.login", **fields(), **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    assert ('value="typed.login"' in answer.text) == ("login" not in changes)
    assert desk.site.accounts.count() == before


def test_every_fault_has_words():
    from pathlib import Path

    from review.wording import words

    codes = set()
    for path in [*Path("store/accounts").glob("*.py"), *Path("review/pages").glob("account*.py")]:
        text = path.read_text("utf-8")
        codes |= set(re.findall(r'AccountFault\(\s*"(\w+)"', text)) | set(re.findall(r'fault="(\w+)"', text))
    codes |= {f"password_{fault}" for fault in ("short", "long", "own", "common")}
    told = {key.removeprefix("accounts.fault_") for key in words() if key.startswith("accounts.fault_")}
    assert told == codes - {"no_account"}  # a page that is not there


def test_an_account_is_changed(desk, admin, made):
    answer = admin.post(f"/accounts/{made.account_id}", fields(name="李二", roles=["evaluator"], person_id="P0009"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/accounts/{made.account_id}?done=saved")
    now = desk.site.accounts.get(made.account_id)
    assert (now.name, now.roles, now.person_id) == ("李二", {Role.EVALUATOR}, "P0009")
    assert "已保存" in admin.get(answer.headers["location"]).text
    clash = admin.post(f"/accounts/{made.account_id}", fields(roles=["auditor", "operator"]))
    assert (clash.status_code, "不得由同一账户兼任" in clash.text) == (422, True)


def test_an_account_is_disabled_and_enabled(desk, admin, made):
    there = desk.enter(made.login)
    admin.post(f"/accounts/{made.account_id}/state", {"state": "disabled"})
    assert there.get("/account").status_code == 303
    assert desk.site.accounts.sign_in(made.login, PASSWORD, "y") == SignInRefused()
    admin.post(f"/accounts/{made.account_id}/state", {"state": "active"})
    assert isinstance(desk.site.accounts.sign_in(made.login, PASSWORD, "y"), SignedIn)
    assert admin.post(f"/accounts/{made.account_id}/state", {"state": "king"}).status_code == 422


def test_a_one_time_password_ends_the_sessions(desk, admin, made):
    there = desk.enter(made.login)
    answer = admin.post(f"/accounts/{made.account_id}/password")
    assert re.search(r'id="one-time">([a-z2-9]{4}-){3}[a-z2-9]{4}<', answer.text)
    assert there.get("/account").status_code == 303
    own = admin.post(f"/accounts/{admin.account.account_id}/password")
    assert (own.status_code, "one-time" in own.text) == (422, False)


def test_sessions_are_ended_by_the_administrator(desk, admin, made):
    there = desk.enter(made.login)
    assert "当前登录 1 处" in admin.get(f"/accounts/{made.account_id}").text
    admin.post(f"/accounts/{made.account_id}/sessions")
    assert there.get("/account").status_code == 303


def test_relatives_are_declared_and_withdrawn(desk, admin, made):
    page = f"/accounts/{made.account_id}"
    admin.post(f"{page}/declared", {"person": "P0088", "relation": "配偶"})
    admin.post(f"{page}/declared", {"person": "赵小明", "relation": "妻弟"})
    assert desk.site.accounts.get(made.account_id).declared == (
        Declared("P0088", "配偶"),
        Declared("name:赵小明", "妻弟"),
    )
    assert "赵小明" in admin.get(page).text
    admin.post(f"{page}/withdrawn", {"person": "name:赵小明"})
    assert desk.site.accounts.get(made.account_id).declared == (Declared("P0088", "配偶"),)
    assert admin.post(f"{page}/withdrawn", {"person": "P0001"}).status_code == 422
    assert admin.post(f"{page}/declared", {"person": "P0088", "relation": " "}).status_code == 422


def test_the_last_administrator_stays(own_desk):
    admin = own_desk.visitor(Role.ADMINISTRATOR)
    answer = admin.post(f"/accounts/{admin.account.account_id}/state", {"state": "disabled"})
    assert (answer.status_code, "最后一名启用的管理员" in answer.text) == (422, True)


@pytest.mark.parametrize("path", ["none", "0" * 32, "%27"])
def test_no_such_account(admin, path):
    assert admin.get(f"/accounts/{path}").status_code == 404
    assert admin.post(f"/accounts/{path}", fields()).status_code == 404


def test_names_are_never_markup(desk, admin, made):
    hostile = '"><img src=x onerror=1>'
    desk.site.accounts.change(made.account_id, {"name": hostile}, by="test")
    desk.site.accounts.declare(made.account_id, Declared(hostile, hostile), by="test")
    for page in ("/accounts", f"/accounts/{made.account_id}"):
        assert "<img" not in admin.get(page).text


# --- one's own


def test_one_s_own_password(desk, made):
    here, there = desk.enter(made.login), desk.enter(made.login)
    wrong = {"current": "wrong", "password": OTHER, "again": OTHER}
    for told, words in (
        (wrong, "现用口令有误"),
        (wrong | {"current": PASSWORD, "again": "x"}, "不一致"),
        (wrong | {"current": PASSWORD, "password": "short", "again": "short"}, "至少 12 个字符"),
        (wrong | {"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "与现用口令相同"),
    ):
        answer = here.post("/account/password", told)
        assert (answer.status_code, words in answer.text) == (422, True)
    answer = here.post("/account/password", wrong | {"current": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=password")
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303


def test_guessing_the_present_password_is_slowed(desk, made):
    here = desk.enter(made.login)
    wrong = {"current": "wrong", "password": OTHER, "again": OTHER}
    for _ in range(3):
        here.post("/account/password", wrong)
    assert "尝试次数过多" in here.post("/account/password", wrong | {"current": PASSWORD}).text


def test_one_declares_one_s_relatives_but_does_not_take_them_back(desk, made):
    here = desk.enter(made.login)
    answer = here.post("/account/declared", {"person": "孙某某", "relation": "岳父"})
    assert answer.headers["location"] == "/account?done=declared"
    page = here.get("/account").text
    assert "孙某某" in page
    assert "withdrawn" not in page


def test_other_sessions_are_ended_by_oneself(desk, made):
    here, there = desk.enter(made.login), desk.enter(made.login)
    assert "退出其他登录" in here.get("/account").text
    here.post("/account/sessions")
    assert there.get("/account").status_code == 303
    assert "退出其他登录" not in here.get("/account").text


def test_the_language_is_the_account_s(desk, made):
    here = desk.enter(made.login)
    answer = here.post("/account/language", {"language": "en", "back": "/account?x=1"})
    assert answer.headers["location"] == "/account?x=1"
    assert "Own account" in here.get("/account").text
    assert "Own account" in desk.enter(made.login).get("/account").text
    here.post("/account/language", {"language": "xx", "back": "https://evil.example/"})
    assert desk.site.accounts.get(made.account_id).language == "en"


# --- in a browser, without a mouse


def test_signing_in_and_making_an_account_by_keyboard(own_desk, own_page):
    admin = own_desk.visitor(Role.ADMINISTRATOR)
    page, keys = own_page, own_page.keyboard
    page.goto("/accounts")
    keys.type(admin.account.login)  # the first field has the focus
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/accounts")
    page.goto("/accounts/new")
    keys.type("sun.san")
    keys.press("Tab")
    keys.type("孙三")
    keys.press("Tab")
    page.wait_for_function("document.activeElement.name === 'roles'")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")
    page.wait_for_selector("#one-time")
    account = own_desk.site.accounts.by_login("sun.san")
    assert (account.name, account.roles) == ("孙三", {Role.REVIEWER})

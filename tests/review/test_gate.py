"""What every request meets: host, origin, token, size and shape; the headers of every answer; guessing; errors."""

from __future__ import annotations

import http.client
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from starlette.datastructures import Headers

from review.security import SECURITY_HEADERS, cookie_value, from_here, host_name, hosts_of, local_path
from review.settings import LOCAL_HOSTS
from store.accounts import NewAccount, SignedIn
from store.viewer import Role

PASSWORD = "三月-竹林-旧桥-石磨-晴"


@pytest.fixture(scope="module")
def desk(serve_module):
    return serve_module()


def raw(desk, method, path, body=None, **headers):
    """(status, headers, text) of a request as it is told, byte for byte."""
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=told, encode_chunked="Transfer-Encoding" in told)
    answer = connection.getresponse()
    found = answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read().decode()
    connection.close()
    return found


# --- hosts, cookies, paths


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("127.0.0.1:8017", "127.0.0.1"),
        ("localhost", "localhost"),
        ("LOCALHOST:80", "localhost"),
        ("[::1]:8017", "::1"),
        ("[::1]", "::1"),
        ("evil.example:8017", "evil.example"),
        ("127.0.0.1.evil.example", "127.0.0.1.evil.example"),
        ("", ""),
        ("[", ""),
    ],
)
def test_the_host_is_told_without_its_port(header, name):
    assert host_name(header) == name


@pytest.mark.parametrize(
    ("header", "value"),
    [("a=1; b=2", "1"), ("b=2", ""), ("", ""), ("a=1; a=3", "3"), ('a="x', '"x'), ("=;;==", ""), ('b=[;{"}; a=1', "1")],
)
def test_a_cookie_is_found_or_empty(header, value):
    assert cookie_value(header, "a") == value


def test_a_desk_on_all_addresses_answers_to_named_hosts_only():
    assert hosts_of("0.0.0.0") == LOCAL_HOSTS  # noqa: S104
    assert hosts_of("10.1.2.3", ["Desk.intranet"]) == LOCAL_HOSTS | {"10.1.2.3", "desk.intranet"}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8017", "127.0.0.1.evil.example", ""])
def test_a_name_that_is_not_the_desk_s_gets_nothing(desk, host):
    status, headers, text = raw(desk, "GET", "/signin", Host=host)
    assert status == 421
    assert "password" not in text
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("told", "path"),
    [
        ("/item/x?y=1", "/item/x?y=1"),
        ("/", "/home"),
        ("", "/home"),
        ("https://evil.example/", "/home"),
        ("//evil.example/", "/home"),
        ("/\\evil.example/", "/home"),
        ("/\t/evil.example", "/home"),
        ("/x\r\nSet-Cookie: a=b", "/home"),
        ("javascript:alert(1)", "/home"),
        ("item", "/home"),
        (None, "/home"),
    ],
)
def test_nobody_is_led_elsewhere(told, path):
    assert local_path(told, "/home") == path


# --- where a change comes from


@pytest.mark.parametrize(
    ("headers", "here"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://127.0.0.1:8017"}, True),
        ({"origin": "http://127.0.0.1:8018"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, False),
    ],
)
def test_where_a_change_comes_from(headers, here):
    assert from_here(Headers({"host": "127.0.0.1:8017", **headers})) is here


def test_a_change_from_elsewhere_is_refused_with_the_right_token_too(desk):
    visitor = desk.visitor(Role.REVIEWER)
    for header in ({"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}):
        assert visitor.post("/account/language", {"language": "en"}, **header).status_code == 403
    assert desk.site.accounts.get(visitor.account.account_id).language == "zh"


def test_the_token_goes_in_a_field_or_a_header(desk):
    visitor = desk.visitor(Role.REVIEWER)
    assert visitor.post("/account/sessions").status_code == 303
    assert visitor.htmx("POST", "/account/sessions").status_code == 303
    assert visitor.http.post("/account/sessions").status_code == 403
    assert visitor.http.post("/account/sessions", headers={"X-CSRF-Token": "é".encode()}).status_code == 403
    multipart = visitor.http.post("/account/sessions", files={"csrf": (None, visitor.csrf)})
    assert multipart.status_code == 400  # no form of the desk sends files


def test_a_refused_token_changes_nothing_and_says_so(desk):
    visitor = desk.visitor(Role.REVIEWER)
    answer = visitor.http.post("/account/sessions", data={"csrf": "x"})
    assert (answer.status_code, "页面已过期" in answer.text) == (403, True)


# --- size and shape


def test_what_is_too_big_or_malformed_is_told_so(desk):
    visitor = desk.visitor(Role.REVIEWER)
    cookie, form = f"guowen={visitor.token}", "application/x-www-form-urlencoded"
    post = {"Cookie": cookie, "X_CSRF_Token": visitor.csrf, "Content_Type": form}
    cases = [
        (b"note=" + b"x" * 300_000, {}, 413),
        (b"&".join(b"a%d=1" % n for n in range(500)), {}, 413),
        (b"language=\xff\xfe", {}, 400),
        (b"language=zh%00", {}, 400),
        (b"language=zh", {"Content_Length": "x"}, 400),
        (b"", {}, 422),
        (b"language=" + b"x" * 50, {}, 422),
        (b'{"language":"zh"}', {"Content_Type": "application/json"}, 422),
        (b"--x\r\nbroken", {"Content_Type": "multipart/form-data; boundary=x"}, 400),
        (b"--x\r\nbroken", {"Content_Type": "multipart/form-data"}, 400),
        (b"language=zh", {"Content_Type": "text/plain"}, 422),
    ]
    found = [raw(desk, "POST", "/account/language", body, **{**post, **more})[0] for body, more, _ in cases]
    assert found == [status for *_, status in cases]


def test_a_body_without_a_length_is_counted_as_it_comes(desk):
    pieces = (b"x" * 65536 for _ in range(6))
    status, _, text = raw(desk, "POST", "/signin", pieces, Transfer_Encoding="chunked")
    assert status == 413
    assert "过大" in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/item/%00", 400),
        ("/?words=%00", 400),
        ("/item/%FF%FE", 404),
        ("/item/" + "x" * 5000, 404),
        ("/item/..%2f..%2fetc%2fpasswd", 404),
        ("/static/..%2f..%2fapp.py", 404),
        ("/static/%2e%2e/%2e%2e/app.py", 404),
        ("/item/' OR 1=1 --".replace(" ", "%20"), 404),
        ("/?page=99999999999999999999&since=x&order=%27", 200),
        ("/elsewhere", 404),
    ],
)
def test_addresses_of_all_kinds_are_answered(desk, path, status):
    visitor = desk.visitor(Role.REVIEWER)
    found, headers, _ = raw(desk, "GET", path, Cookie=f"guowen={visitor.token}")
    assert found == status
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_methods_that_no_page_has(desk, method):
    status, headers, _ = raw(desk, method, "/account", Cookie=f"guowen={desk.visitor(Role.REVIEWER).token}")
    assert status == 405
    assert "GET" in headers["allow"]


@pytest.mark.parametrize("cookie", ["guowen=", "guowen=x", "guowen=" + "a" * 4000, "guowen=é", "=;guowen"])
def test_cookies_that_are_none(desk, cookie):
    status, headers, _ = raw(desk, "GET", "/account", Cookie=cookie.encode("latin-1"))
    assert (status, headers["location"]) == (303, "/signin?next=%2Faccount")


# --- headers


@pytest.mark.parametrize("path", ["/signin", "/", "/account", "/nothing", "/static/icon.svg", "/item/%00"])
def test_every_answer_carries_the_headers(desk, path):
    answer = desk.visitor(Role.REVIEWER).get(path)
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "server" not in answer.headers or answer.headers["server"] == "uvicorn"
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("path", ["/signin", "/", "/account", "/item/Gchat", "/nothing"])
def test_no_page_has_script_or_style_in_it(desk, path):
    page = desk.visitor(Role.REVIEWER).get(path).text
    assert "style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    assert all(
        piece.startswith((' src="/static/', ' type="module" src="/static/')) for piece in page.split("<script")[1:]
    )


def test_over_tls_cookies_are_secure_and_bound_to_the_host(serve_module):
    served = serve_module(secure_cookies=True)
    served.site.accounts.add(
        NewAccount("tls", "安一", frozenset({Role.OPERATOR}), password=PASSWORD, renew=False), by="test"
    )
    status, headers, _ = raw(served, "GET", "/signin")
    assert headers["strict-transport-security"] == "max-age=31536000"
    form = headers["set-cookie"]
    assert form.startswith("__Host-guowen_form=")
    assert all(word in form for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"))
    token = form.partition("=")[2].partition(";")[0]
    body = urlencode({"login": "tls", "password": PASSWORD, "csrf": token})
    kind = "application/x-www-form-urlencoded"
    status, headers, _ = raw(served, "POST", "/signin", body, Cookie=form.partition(";")[0], Content_Type=kind)
    assert (status, headers["location"]) == (303, "/runs")
    assert headers["set-cookie"].startswith("__Host-guowen")


# --- signing in


def sign_in(client, login, password, **fields):
    client.get("/signin")
    return client.post(
        "/signin", data={"login": login, "password": password, "csrf": client.cookies["guowen_form"], **fields}
    )


def test_unknown_login_and_wrong_password_are_answered_alike(desk):
    login = desk.visitor(Role.REVIEWER).account.login
    with desk.stranger() as client:
        known = sign_in(client, login, "wrong")
        unknown = sign_in(client, "x" * len(login), "wrong")
    assert (known.status_code, unknown.status_code) == (401, 401)
    assert known.text.replace(login, "LOGIN") == unknown.text.replace("x" * len(login), "LOGIN")
    assert "账号或口令有误" in known.text


def test_guessing_closes_and_says_for_how_long(serve_module):
    with serve_module(clock=lambda: "2026-11-23T14:00:00.000Z").stranger() as client:
        for _ in range(3):
            assert sign_in(client, "guessed", "wrong").status_code == 401
        answer = sign_in(client, "guessed", "wrong")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "2"
    assert "请在 2 秒后再试" in answer.text


def test_a_sign_in_from_a_page_of_elsewhere_is_none(desk):
    login = desk.visitor(Role.REVIEWER).account.login
    with desk.stranger() as client:
        client.get("/signin")
        for token in ("", "x" * 43):
            answer = client.post("/signin", data={"login": login, "password": PASSWORD, "csrf": token})
            assert answer.status_code == 403
        assert "guowen" not in client.cookies


def test_a_session_that_was_given_by_somebody_else_does_not_stay(desk):
    """Session fixation: the session after signing in is a new one, and the one before has ended."""
    given = desk.enter(desk.visitor(Role.REVIEWER).account.login)
    login = desk.visitor(Role.APPROVER).account.login
    with desk.stranger() as client:
        client.get("/signin")
        client.cookies.set("guowen", given.token, domain="127.0.0.1", path="/")
        data = {"login": login, "password": PASSWORD, "csrf": client.cookies["guowen_form"]}
        answer = client.post("/signin", data=data)
    assert answer.status_code == 303
    assert answer.headers.get_list("set-cookie")[0].split(";")[0] != f"guowen={given.token}"
    assert given.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("roles", "page"),
    [
        ((Role.REVIEWER,), "/"),
        ((Role.AUDITOR,), "/ledger"),
        ((Role.ADMINISTRATOR,), "/accounts"),
        ((Role.OPERATOR,), "/runs"),
    ],
)
def test_one_begins_where_one_s_work_is(desk, roles, page):
    login = desk.visitor(*roles).account.login
    with desk.stranger() as client:
        assert sign_in(client, login, PASSWORD).headers["location"] == page
        assert client.get("/signin").headers["location"] == page
        assert client.get("/signin?next=/account").headers["location"] == "/account"


def test_signing_out_ends_the_session_and_takes_the_cookie(desk):
    visitor = desk.enter(desk.visitor(Role.REVIEWER).account.login)
    answer = visitor.post("/signout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
    assert 'guowen=""' in answer.headers["set-cookie"]
    assert desk.site.accounts.session(visitor.token) is None


def test_a_first_password_must_be_changed_before_anything_else(desk):
    new = NewAccount("first", "初一", frozenset({Role.REVIEWER}), password=PASSWORD)
    desk.site.accounts.add(new, by="test")
    visitor = desk.enter("first")
    assert visitor.get("/").headers["location"] == "/account#password"
    assert visitor.htmx("GET", "/").headers["hx-redirect"] == "/account#password"
    page = visitor.get("/account")
    assert "请先设定新口令" in page.text
    fields = {"current": PASSWORD, "password": "另外-四个-无关-词语-雨", "again": "另外-四个-无关-词语-雨"}
    answer = visitor.post("/account/password", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert visitor.get("/").status_code == 200


# --- errors


def test_htmx_is_told_where_to_sign_in(desk):
    with desk.stranger() as client:
        answer = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": f"{desk.address}/item/x?y=1#z"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/signin?next=%2Fitem%2Fx%3Fy%3D1"


def test_an_error_is_a_page_or_a_piece_in_the_visitor_s_language(desk):
    visitor = desk.enter(desk.visitor(Role.REVIEWER, name="双语").account.login)
    page, piece = visitor.get("/item/none"), visitor.htmx("GET", "/item/none")
    assert (page.status_code, piece.status_code) == (404, 404)
    assert "没有这一页" in page.text
    assert "<html" in page.text
    assert piece.text.startswith('<p class="notice bad" role="alert"')
    visitor.post("/account/language", {"language": "en"})
    assert "There is no such page" in visitor.get("/item/none").text


def test_a_stranger_s_language_is_the_browser_s_or_the_chosen_one(desk):
    with desk.stranger() as client:
        assert 'lang="zh-CN"' in client.get("/signin").text
        assert "Sign in" in client.get("/signin", headers={"Accept-Language": "fr, en;q=0.5"}).text
        assert "Sign in" in client.get("/signin?language=en").text
        assert "Sign in" in client.get("/signin", headers={"Accept-Language": "zh"}).text
        assert 'lang="zh-CN"' in client.get("/signin?language=xx", headers={"Cookie": ""}).text


def test_a_store_that_fails_is_told_without_its_words(own_desk):
    visitor = own_desk.visitor(Role.REVIEWER)
    from sqlalchemy import text

    with own_desk.site.database.writing() as connection:
        connection.execute(text("DROP TABLE sessions"))
    answer = visitor.get("/")
    assert answer.status_code == 503
    assert "数据库暂不可用" in answer.text
    assert "sqlite" not in answer.text.lower()


def test_sessions_end_by_the_clock(serve_module):
    at = ["2026-11-23T14:00:00.000Z"]
    served = serve_module(clock=lambda: at[0], session_idle_minutes=5)
    visitor = served.visitor(Role.OPERATOR)
    assert visitor.get("/account").status_code == 200
    at[0] = "2026-11-23T14:05:01.000Z"
    assert visitor.get("/account").status_code == 303
    found = served.site.accounts.sign_in(visitor.account.login, PASSWORD, "x")
    assert isinstance(found, SignedIn)
    assert replace(found.session, csrf="").expires_at == "2026-11-24T00:05:01.000Z"

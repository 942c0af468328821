"""Who may open the desk."""

import pytest

from review.access import LOCAL_HOSTS, Access, cookie_value, host_name, hosts_of


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


def test_each_start_has_its_own_secrets_and_shows_none():
    one, other = Access(), Access()
    assert one.token != other.token
    assert one.cookie != other.cookie
    assert len(one.token) >= 43
    assert one.token not in repr(one)
    assert one.session not in repr(one)


def test_the_token_is_traded_for_a_strict_cookie_and_leaves_the_address(desk):
    status, headers, _ = desk.get(f"/?token={desk.access.token}")
    assert (status, headers["location"]) == (303, "/")
    cookie = headers["set-cookie"].lower()
    assert cookie.startswith(f"{desk.access.cookie}={desk.access.session.lower()};")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_token_does_not_redirect_elsewhere(desk):
    assert desk.get(f"//evil.example/?token={desk.access.token}")[1]["location"] == "/evil.example/"


@pytest.mark.parametrize("path", ["/", "/run", "/item/Gchat", "/static/desk.css", "/?token=wrong", "/?token=", "/none"])
def test_without_token_or_cookie_nothing_is_shown(desk, path):
    status, _, body = desk.get(path)
    assert status == 403
    assert "guowen review" in body
    assert "袁峰" not in body


def test_a_wrong_cookie_is_refused(desk):
    assert desk.get("/", Cookie=f"{desk.access.cookie}=wrong")[0] == 403
    assert desk.get("/", Cookie=f"{desk.access.cookie}={desk.access.token}")[0] == 403
    assert desk.get("/", Cookie="\x01=;")[0] == 403


def test_a_wrong_token_is_refused_even_with_the_cookie(desk):
    cookie = f"{desk.access.cookie}={desk.access.session}"
    assert desk.get("/?token=wrong", Cookie=cookie)[0] == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8017", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_other_host_names_are_refused_with_token_and_cookie(desk, host):
    cookie = f"{desk.access.cookie}={desk.access.session}"
    assert desk.get("/", Host=host, Cookie=cookie)[0] == 421
    assert desk.get(f"/?token={desk.access.token}", Host=host)[0] == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_written(desk, method):
    cookie = f"{desk.access.cookie}={desk.access.session}"
    status, headers, _ = desk.get("/item/Gchat", method=method, Cookie=cookie)
    assert (status, headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/item/Gchat", "/run", "/static/desk.js", "/none", "/?token=wrong"])
def test_every_answer_is_guarded(desk, path):
    _, headers, _ = desk.get(path, Cookie=f"{desk.access.cookie}={desk.access.session}")
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/", "/docs", "/openapi.json"])
def test_nothing_but_the_pages_and_their_files_is_served(desk, path):
    assert desk.read(path)[0] == 404

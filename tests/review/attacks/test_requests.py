"""Requests against the desk itself: ways out of its folders and its host, headers, sizes and shapes.

What every request meets at the door (hosts, origins, tokens, bodies) stands in test_gate; cells that begin as formulas
in exports/test_tables; paths and links of the inbox in item/test_item_source; tokens of every route in
test_access_matrix.
"""

from __future__ import annotations

import http.client
from urllib.parse import quote, urlencode

import pytest

from review.security import SECURITY_HEADERS
from store.desk.outcomes import EDITABLE
from store.desk.rows import DecisionKind, Verdict
from store.viewer import Role

READER = (Role.REVIEWER, Role.APPROVER, Role.EVALUATOR, Role.OPERATOR)
FORM = "application/x-www-form-urlencoded"
OUTSIDE = (b"DeskSettings", b"[project]", b"root:x:", b"SQLite format")
"""Words of files that are beside those the desk serves."""


@pytest.fixture(scope="module")
def desk(serve_module):
    return serve_module()


@pytest.fixture(scope="module")
def reader(desk):
    return desk.visitor(*READER)


def raw(desk, method, path, body=None, headers=None):
    """(status, headers, bytes) of a request as it is told: nothing is put right on the way."""
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
    connection.putrequest(method, path, skip_accept_encoding=True, skip_host=True)
    told = {
        "Host": f"127.0.0.1:{desk.port}",
        **(headers or {}),
        **({"Content-Length": str(len(body))} if body is not None else {}),
    }
    for name, value in told.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    found = answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read()
    connection.close()
    return found


# --- out of the folder


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/../../pyproject.toml",
        "/static/%2e%2e/settings.py",
        "/static/%2e%2e%2fsettings.py",
        "/static/..%2fsettings.py",
        "/static/%252e%252e%252fsettings.py",
        "/static/..\\settings.py",
        "/static/..%5csettings.py",
        "/static/%c0%ae%c0%ae/settings.py",
        "/static/....//settings.py",
        "/static/css/../../settings.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/file:///etc/passwd",
        "/static/",
        "/static/css",
        "/static/css/",
        "//etc/passwd",
        "/item/..%2f..%2fsettings.py",
        "/item/%2e%2e/settings.py",
        "/item/%252e%252e%252fGchat",
        "/item/Gchat%2f..%2fGlog",
        "/api/v1/items/..%2fqueue",
        "/item/..%2f..%2fguowen.db/sheet.pdf",
        "/accounts/..%2f..%2fetc%2fpasswd",
    ],
)
def test_no_path_leads_out_of_what_is_served(desk, reader, path):
    status, headers, text = raw(desk, "GET", path, headers={"Cookie": f"guowen={reader.token}"})
    assert status in (403, 404)
    assert not [word for word in OUTSIDE if word in text]
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "doc",
    [
        "../../../etc/passwd",
        "/etc/passwd",
        "comms/P0017/../../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "comms\\P0017\\群聊.txt",
        "comms/P0017/群聊.txt!/../../etc/passwd",
        "comms/P0017/群聊.txt/.",
        "file:///etc/passwd",
        "comms/P0017/群聊.txt ",
        "",
    ],
)
def test_a_paper_is_named_as_the_proposal_names_it_or_not_at_all(reader, doc):
    for look in ("paper", "page", "image"):
        answer = reader.get(f"/item/Gchat/source/{look}?doc={quote(doc, safe='')}")
        assert answer.status_code == 404, look
        assert b"root:" not in answer.content


def test_the_name_of_an_export_is_the_desk_s_own(desk, reader):
    desk.site.desk.decide(desk.site.accounts.viewer(reader.account), "Glong", Verdict(DecisionKind.CONFIRM))
    sent = [reader.get(f"/item/Glong/sheet.{form}") for form in ("docx", "pdf")]
    sent += [reader.post("/exports/batch", {"format": form}) for form in ("xlsx", "csv", "json")]
    for answer in sent:
        told = answer.headers["content-disposition"]
        name = told.partition('filename="')[2].partition('"')[0]
        assert told.startswith("attachment; ")
        assert name.isascii()
        assert not set(name) & set('/\\:*?<>|"\r\n;')
        assert answer.headers["x-content-type-options"] == "nosniff"


# --- elsewhere


ELSEWHERE = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "https://evil.example", "http:///evil.example", "/\t/evil.example", "\t//evil.example", "/\n/evil.example",
    " //evil.example", "javascript:alert(1)", "data:text/html,x", "//evil.example/%2f..", "/%0d%0aSet-Cookie:a=b",
    "/x\r\nSet-Cookie: a=b", "/\u2028/evil.example", "/\u00a0/evil.example", "//[", "/%2f/evil.example",
    "@evil.example", "/.//evil.example", "?next=//evil.example", "/account\x00", "/\ud800",
)  # fmt: skip


def stays(address):
    """Whether a browser at the desk stays there: an absolute path, printable, that begins no host."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()


@pytest.mark.parametrize("told", ELSEWHERE, ids=ascii)
def test_no_address_that_is_told_leads_elsewhere(desk, reader, told):
    address = quote(told.encode("utf-8", "surrogatepass"), safe="")
    found = [reader.get(f"/signin?next={address}")]
    if "\x00" not in told and "\ud800" not in told:
        found.append(reader.post("/account/language", {"language": "zh", "back": told}))
        found += [reader.post(path, {"name": "看法", "back": told}) for path in ("/views", "/views/delete")]
        found.append(reader.post("/consent", {"given": "missing", "query": told}))
        found.append(reader.post("/item/Gchat/release?words=" + address))
        with desk.stranger() as client:
            client.get("/signin")
            form = {"login": "nobody", "password": "x", "next": told, "csrf": client.cookies["guowen_form"]}
            page = client.post("/signin", data=form)
            assert f'value="{told}"' not in page.text or stays(told)
    assert {answer.status_code for answer in found} <= {303, 400}
    for answer in found:
        assert stays(answer.headers.get("location", "/")), answer.request.url
        assert "a=b" not in str(answer.headers.get_list("set-cookie"))


def test_a_line_break_in_a_parameter_begins_no_header(desk, reader):
    broken = quote("x\r\nSet-Cookie: hacked=1\r\n\r\n<html>")
    for path in (f"/?words={broken}", f"/next?words={broken}", f"/signin?next=/{broken}", f"/item/{broken}",
                 f"/account?done={broken}", f"/exports?unit={broken}", f"/{broken}"):  # fmt: skip
        _, headers, _ = raw(desk, "GET", path, headers={"Cookie": f"guowen={reader.token}"})
        assert "hacked" not in headers.get("set-cookie", ""), path
        assert "\r" not in "".join(headers.values())


# --- frames


def test_no_answer_of_any_kind_can_be_framed(desk, reader):
    cookie = {"Cookie": f"guowen={reader.token}"}
    form = {**cookie, "Content-Type": FORM}
    kinds = {
        "page": ("GET", "/", None, cookie, 200),
        "sign-in": ("GET", "/signin", None, {}, 200),
        "redirect": ("GET", "/next", None, cookie, 303),
        "to sign-in": ("GET", "/account", None, {}, 303),
        "to sign-in, htmx": ("GET", "/account", None, {"HX-Request": "true"}, 401),
        "api": ("GET", "/api/v1/counts", None, cookie, 200),
        "api, nobody": ("GET", "/api/v1/counts", None, {}, 401),
        "forbidden": ("GET", "/accounts", None, cookie, 403),
        "token": ("POST", "/undo", b"", form, 403),
        "missing": ("GET", "/item/none", None, cookie, 404),
        "no route": ("GET", "/none", None, {}, 404),
        "method": ("DELETE", "/account", None, cookie, 405),
        "malformed": ("GET", "/?words=%00", None, cookie, 400),
        "host": ("GET", "/", None, {"Host": "evil.example"}, 421),
        "fields": ("POST", "/account/language", b"", {**form, "X-CSRF-Token": reader.csrf}, 422),
        "big": ("POST", "/undo", b"x" * 300_000, form, 413),
        "static": ("GET", "/static/icon.svg", None, {}, 200),
        "static, missing": ("GET", "/static/none", None, {}, 404),
        "static, head": ("HEAD", "/static/icon.svg", None, {}, 200),
        "elsewhere": ("POST", "/undo", b"", {**form, "Origin": "https://evil.example"}, 403),
    }
    for kind, (method, path, body, told, due) in kinds.items():
        status, headers, _ = raw(desk, method, path, body, told)
        assert status == due, kind
        assert {name: headers.get(name.lower()) for name in SECURITY_HEADERS} == SECURITY_HEADERS, kind


def test_a_fault_of_the_server_s_own_carries_the_headers_too_and_none_of_its_words(serve_module):
    served = serve_module()

    def broken() -> None:
        raise RuntimeError("袁峰")

    served.app.add_api_route("/broken", broken)
    for path_headers in ({}, {"HX-Request": "true"}):
        status, headers, text = raw(served, "GET", "/broken", headers=path_headers)
        assert status == 500
        assert "袁峰" not in text.decode()
        assert b"Traceback" not in text
        assert {name: headers.get(name.lower()) for name in SECURITY_HEADERS} == SECURITY_HEADERS


# --- sizes and shapes


def test_what_is_huge_is_refused_and_the_desk_goes_on(desk, reader):
    cookie = f"guowen={reader.token}"
    form = {"Cookie": cookie, "Content-Type": FORM, "X-CSRF-Token": reader.csrf}
    cases = [
        ("GET", "/?words=" + "x" * 40_000, None, {"Cookie": cookie}, {200, 400, 414, 431}),
        ("GET", "/?" + "&".join(f"a{n}=1" for n in range(5000)), None, {"Cookie": cookie}, {200, 400, 414, 431}),
        ("GET", "/" + "x" * 60_000, None, {"Cookie": cookie}, {404, 400, 414}),
        ("GET", "/account", None, {"Cookie": "x=" + "y" * 60_000 + "; " + cookie}, {200, 400, 431}),
        ("GET", "/account", None, {"Cookie": "; ".join(f"c{n}=1" for n in range(2000)) + "; " + cookie}, {200, 400}),
        ("GET", "/account", None, {"Cookie": cookie, "X-Long": "y" * 70_000}, {200, 400, 431}),
        ("POST", "/views", b"name=" + b"x" * 200_000, form, {303, 422}),
        ("POST", "/item/Gchat/edit", b"item=content&value=" + b"x" * 200_000, form, {303, 422}),
        ("POST", "/item/Gchat/decide", b"kind=info&note=" + b"x" * 200_000, form, {303, 422}),
        ("POST", "/item/Gchat/decide", b"kind=split" + b"&papers=x" * 390, form, {303, 404, 422}),
        ("POST", "/account/declared", b"relation=x&person=" + b"x" * 9_000, form, {422}),
        ("POST", "/views", b"name=" + b"x" * 300_000, form, {413}),
    ]
    for method, path, body, told, due in cases:
        status, _, _ = raw(desk, method, path, body, told)
        assert status in due, (path[:40], status)
    assert reader.get("/account").status_code == 200


HUGE = ("0", "-1", "1e9", "9" * 9, "9" * 5000, "9223372036854775808", "٣")


@pytest.mark.parametrize("told", HUGE, ids=lambda told: told[:12] or "empty")
def test_numbers_of_all_sizes_are_pages_or_the_first(desk, reader, told):
    number = quote(told)
    doc = quote("comms/P0017/群聊.txt")
    for path in (
        f"/?page={number}", f"/item/Gchat?at={number}", f"/consent?page={number}&changed={number}",
        f"/runs?page={number}", f"/item/Gchat/source/paper?doc={doc}&around={number}&place={number}",
    ):  # fmt: skip
        assert reader.get(path).status_code == 200, path
    assert reader.get(f"/item/Gchat/source/page?doc={doc}&page={number}").status_code < 500
    assert reader.get(f"/api/v1/queue?limit={number}&offset={number}").status_code in (200, 422)
    assert desk.visitor(Role.AUDITOR).get(f"/ledger?before={number}").status_code == 200


@pytest.mark.parametrize(
    ("kind", "body", "due"),
    [
        ("multipart/form-data; boundary=B; charset=utf-7", b'--B\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
         b"+AAA-\r\n--B--\r\n", 400),
        ("multipart/form-data; boundary=B", b"--B\r\n", 400),
        ("Multipart/Form-Data", b"", 400),
        (FORM + "; charset=utf-16", "name=x".encode("utf-16"), 400),
        (FORM + "; charset=nonsense", b"name=x", 303),
        (FORM, b"name=%ed%a0%80", 303),
        (FORM, b"name=\xed\xa0\x80", 400),
        (FORM, b"name=%00", 400),
        (FORM, b"name=%zz%", 303),
        (FORM, b"name=x&name=y&back=/&back=//evil.example", 303),
        (FORM, b"&&&===&", 303),
        ("application/json", b'{"name": "x"}', 303),
        ("text/plain", b"name=x", 303),
        ("", b"\x00\xff", 303),
    ],
)  # fmt: skip
def test_bodies_of_all_shapes(desk, reader, kind, body, due):
    """The form is one that needs no field: 303 leads back to the queue."""
    told = {"Cookie": f"guowen={reader.token}", "X-CSRF-Token": reader.csrf, "Content-Type": kind}
    status, headers, _ = raw(desk, "POST", "/views", body, told)
    assert status == due
    assert stays(headers.get("location", "/"))


def test_edits_of_what_is_no_item_lead_back(reader):
    for item in ("", "proposal_id", "desk", "袁峰", "__class__"):
        assert reader.htmx("POST", "/item/Gchat/edit/drop", {"item": item}).status_code == 303, item
        assert reader.htmx("POST", "/item/Gchat/edit", {"item": item, "value": "x"}).status_code == 422, item
    for item in EDITABLE:
        assert reader.htmx("POST", "/item/Gchat/edit/drop", {"item": item}).status_code == 200, item


def test_a_token_that_is_told_twice_is_none_but_the_right_one(desk, reader):
    for body, due in (
        (urlencode([("csrf", "x"), ("csrf", reader.csrf)]), 303),
        (urlencode([("csrf", reader.csrf), ("csrf", "x")]), 403),
    ):
        told = {"Cookie": f"guowen={reader.token}", "Content-Type": FORM}
        assert raw(desk, "POST", "/views", body.encode(), told)[0] == due


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"])
def test_methods_that_change_nothing(desk, reader, method):
    for path in ("/", "/item/Gchat/decide", "/undo", "/static/icon.svg", "/api/v1/queue"):
        status, _, text = raw(desk, method, path, headers={"Cookie": f"guowen={reader.token}"})
        assert status in (200, 400, 404, 405), path
        assert status != 200 or (path, method) == ("/static/icon.svg", "HEAD")
        assert reader.token.encode() not in text

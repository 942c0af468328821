"""Signing in through a sign-in service: a small real one, that signs with a real key and checks what it is sent."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from review.oidc import OidcFault, Provider, Started, unpacked
from review.settings import OidcSettings
from store.accounts import NewAccount
from store.repository import Store
from store.viewer import Role

SECRET = "the-desk's-own-secret"


@dataclass
class Service:
    """The sign-in service. `claims` are laid over the id_token's, `key` and `alg` sign it."""

    subject: str = "u-17"
    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "k1"}))
    signer: Any = None
    alg: str = "ES256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    issuer: str = ""
    announced: str = ""

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": "guowen",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        signer = self.signer or self.key
        told = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": self.alg, "kid": "k1"}, told, signer, algorithms=[self.alg])

    def metadata(self) -> dict[str, str]:
        return {
            "issuer": self.announced or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def exchange(self, authorization: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A code for a token, once, to who holds the secret and the verifier (RFC 6749 4.1.3, RFC 7636 4.6)."""
        asked = self.codes.pop(form.get("code", ""), None)
        held = base64.b64encode(f"guowen:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if authorization != f"Basic {held}":
            return 401, {"error": "invalid_client"}
        if asked is None or asked["code_challenge"] != challenge or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": self.token(asked)}


class Handler(BaseHTTPRequestHandler):
    service: Service

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(path.query).items()}
        if path.path == "/.well-known/openid-configuration":
            self._json(200, self.service.metadata())
        elif path.path == "/keys":
            self._json(200, KeySet([self.service.key]).as_dict(private=False))
        elif path.path == "/authorize":
            code = f"c{len(self.service.codes)}"
            self.service.codes[code] = asked
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            )
            self.end_headers()
        else:
            self._json(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._json(*self.service.exchange(self.headers.get("authorization", ""), form))

    def _json(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    made = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"service": made}))
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def service(running: Service) -> Iterator[Service]:
    """The service as it is by itself; what a test changes of it is put back."""
    yield running
    plain = Service()
    for name in ("subject", "claims", "signer", "alg", "announced"):
        setattr(running, name, getattr(plain, name))


@pytest.fixture(scope="module")
def desk(running, serve_module):
    told = OidcSettings(running.issuer, "guowen", SECRET, "http://127.0.0.1/signin/oidc/back", name="统一认证")
    served = serve_module(oidc=told)
    accounts = served.site.accounts
    accounts.add(NewAccount("li", "李一", frozenset({Role.REVIEWER}), oidc_subject="u-17"), by="test")
    gone = accounts.add(NewAccount("zhou", "周三", frozenset({Role.REVIEWER}), oidc_subject="u-19"), by="test")
    accounts.change(gone.account_id, {"state": "disabled"}, by="test")
    return served


def away_and_back(client, *, next: str = "/account"):
    """What a browser does: to the service, and back to the desk with what it was given."""
    left = client.get("/signin/oidc", params={"next": next})
    assert left.status_code == 303
    given = client.stranger.get(left.headers["location"])
    assert given.status_code == 302
    return client.get("/signin/oidc/back?" + urlsplit(given.headers["location"]).query)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[httpx2.Client]:
    """What speaks to the service for the browser."""
    with httpx2.Client(trust_env=False) as client:
        yield client


@pytest.fixture
def browser(desk, elsewhere):
    with desk.stranger() as client:
        client.stranger = elsewhere
        yield client


def test_the_button_stands_on_the_page(desk, browser):
    page = browser.get("/signin?language=zh")
    assert "用 统一认证 登录" in page.text


def test_who_has_an_account_is_signed_in_and_led_on(desk, browser):
    answer = away_and_back(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "guowen_oidc" not in browser.cookies
    page = browser.get("/account")
    assert page.status_code == 200
    assert "李一" in page.text
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("guowen="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_the_ledger_says_how(desk, browser):
    away_and_back(browser)
    rows = [row for row in ledger_of(desk) if row.action == "signed_in"]
    assert {row.detail["way"] for row in rows} == {"oidc"}


@pytest.mark.parametrize("subject", ["u-18", "u-19"], ids=["unknown", "disabled"])
def test_nobody_gets_an_account_by_signing_in(desk, service, browser, subject):
    before = desk.site.accounts.count()
    service.subject = subject
    answer = away_and_back(browser)
    assert answer.status_code == 401
    assert "没有与该身份对应的启用账户" in answer.text
    assert "guowen" not in browser.cookies
    assert desk.site.accounts.count() == before
    assert [row.action for row in ledger_of(desk)][-1] == "sign_in_failed"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-desk"},
        {"aud": ["guowen", "another"], "azp": "another"},
        {"iss": "https://elsewhere"},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": 17},
    ],
    ids=" ".join,  # of names alone: every process of a test run must find the same tests, and times differ
)
def test_an_id_token_that_does_not_hold_signs_nobody_in(desk, service, browser, claims):
    service.claims = claims
    refused(browser, away_and_back(browser))


def test_a_token_signed_by_another_key_signs_nobody_in(desk, service, browser):
    service.signer = ECKey.generate_key("P-256", {"kid": "k1"})
    refused(browser, away_and_back(browser))


def test_a_token_signed_with_what_the_desk_holds_signs_nobody_in(desk, service, browser):
    service.signer, service.alg = OctKey.import_key(SECRET * 2), "HS256"
    refused(browser, away_and_back(browser))


def test_an_answer_to_another_browser_signs_nobody_in(desk, browser):
    left = browser.get("/signin/oidc")
    given = browser.stranger.get(left.headers["location"])
    query = urlsplit(given.headers["location"]).query
    with desk.stranger() as other:
        refused(other, other.get(f"/signin/oidc/back?{query}"))
        other.get("/signin/oidc")  # on its own way, with a state of its own
        refused(other, other.get(f"/signin/oidc/back?{query}"))


def test_a_code_is_good_once(desk, service, browser):
    left = browser.get("/signin/oidc")
    query = urlsplit(browser.stranger.get(left.headers["location"]).headers["location"]).query
    kept = browser.cookies["guowen_oidc"]
    assert browser.get(f"/signin/oidc/back?{query}").status_code == 303
    with desk.stranger() as other:
        other.cookies.set("guowen_oidc", kept, domain="127.0.0.1")
        refused(other, other.get(f"/signin/oidc/back?{query}"))


def test_who_declines_is_told_so(desk, browser):
    browser.get("/signin/oidc?next=/account")
    state = unpacked(browser.cookies["guowen_oidc"]).state
    answer = browser.get("/signin/oidc/back", params={"error": "access_denied", "state": state})
    refused(browser, answer)
    assert 'value="/account"' in answer.text


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_elsewhere(desk, browser, after):
    assert away_and_back(browser, next=after).headers["location"] == "/"


def settings_of(issuer, **told):
    return OidcSettings(issuer, "guowen", SECRET, "http://127.0.0.1/signin/oidc/back", **told)


def test_a_service_that_says_it_is_another_is_not_used(service):
    service.announced = "https://elsewhere"
    with pytest.raises(OidcFault, match="oidc_failed"):
        Provider(settings_of(service.issuer)).start("/")


def test_a_service_that_is_away_is_said_so():
    with pytest.raises(OidcFault, match="oidc_unreachable"):
        Provider(settings_of("http://127.0.0.1:9")).start("/")


def test_told_addresses_are_not_asked_for():
    told = {"authorize_url": "https://s/a", "token_url": "https://s/t", "jwks_url": "https://s/k"}
    address, started = Provider(settings_of("https://s", **told)).start("/runs")
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith("https://s/a?")
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    assert len(asked["code_challenge"][0]) == 43
    assert (asked["state"], asked["nonce"]) == ([started.state], [started.nonce])
    assert started.verifier not in address


def test_another_claim_can_name_the_account(service, elsewhere):
    service.claims = {"staff_no": "0423"}
    provider = Provider(settings_of(service.issuer, claim="staff_no"))
    address, started = provider.start("/")
    given = elsewhere.get(address).headers["location"]
    answer = {name: values[0] for name, values in parse_qs(urlsplit(given).query).items()}
    assert provider.subject(started, answer) == "0423"


@pytest.mark.parametrize("cookie", ["", "x", "e30", "W10", base64.urlsafe_b64encode(b'{"state":1}').decode(), "é"])
def test_a_cookie_of_elsewhere_is_none(cookie):
    assert unpacked(cookie) is None


def test_a_cookie_comes_back_as_it_went():
    started = Started("s", "n", "v", "/item/x?y=1")
    assert unpacked(started.packed()) == started


def refused(client, answer):
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "guowen" not in client.cookies


def ledger_of(desk):
    return Store(desk.site.database).ledger()

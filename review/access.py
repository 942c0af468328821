"""Who may talk to the desk: whoever opened the address that `guowen review` printed, and nobody else on the host.

A port on 127.0.0.1 is open to every account of the machine and, by DNS rebinding, to any page in a browser on it. So
the desk answers only to host names it knows, and only to browsers that hold its session cookie; the cookie is given in
exchange for a random token that stands in the printed address, a new one at each start.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

REFUSED = "403 请用 guowen review 打印的完整网址打开本页（网址内有一次启动有效的口令）。\n"
WRONG_HOST = "421 本服务只应答本机地址。\n"
READ_ONLY = "405 本页只供阅看。\n"


@dataclass(frozen=True, slots=True)
class Access:
    """What opens the desk: the host names it answers to, the token of its address, the value of its cookie."""

    hosts: frozenset[str] = LOCAL_HOSTS
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers share cookies between the ports of a host, so each start has its own."""
        return "guowen_" + hashlib.sha256(self.token.encode()).hexdigest()[:12]

    def address(self, host: str, port: int) -> str:
        """The address to open, token included: keep it from logs."""
        named = f"[{host}]" if ":" in host else host
        return f"http://{named}:{port}/?token={quote(self.token)}"


class Door:
    """ASGI middleware: checks host, method and session, trades the token for the cookie, sets the security headers."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, _with_headers(send))
        # websockets are not spoken: the server answers an unanswered handshake with 403

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if host_name(headers.get("host", "")) not in self._access.hosts:
            return PlainTextResponse(WRONG_HOST, 421)
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse(READ_ONLY, 405, {"Allow": "GET, HEAD"})
        tokens = parse_qs(scope["query_string"].decode("latin-1")).get("token")
        if tokens:
            return self._welcome(scope["path"]) if _same(tokens[-1], self._access.token) else _refused()
        return (
            None
            if _same(cookie_value(headers.get("cookie", ""), self._access.cookie), self._access.session)
            else _refused()
        )

    def _welcome(self, path: str) -> Response:
        # Only the path is kept: the token must not stay in the address bar or the history entry.
        response = RedirectResponse("/" + path.lstrip("/\\"), 303)
        response.set_cookie(self._access.cookie, self._access.session, httponly=True, samesite="strict", path="/")
        return response


def host_name(header: str) -> str:
    """The host of a Host header without its port, in lower case; `[::1]:80` gives `::1`."""
    header = header.strip().lower()
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]


def cookie_value(header: str, name: str) -> str:
    """The value of one cookie of a Cookie header, empty when it is not there.

    Read as browsers write it: a cookie that another program of this host set awry must not hide ours.
    """
    return cookie_parser(header).get(name, "")


def hosts_of(bound: str, more: Iterable[str] = ()) -> frozenset[str]:
    """The host names a desk bound to `bound` answers to: the local ones, the bound address, and `more`."""
    return LOCAL_HOSTS | {name.lower() for name in (bound, *more) if name not in ("", "0.0.0.0", "::")}  # noqa: S104


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _refused() -> Response:
    return PlainTextResponse(REFUSED, 403)


def _with_headers(send: Send) -> Any:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers[name] = value
        await send(message)

    return wrapped

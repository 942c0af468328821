"""What every request meets before a page does: the host it asks for, its size, its shape; and the headers of answers.

A port on 127.0.0.1 can be reached, by DNS rebinding, by any page in a browser of this host: so the desk answers only to
host names it knows. Where a request changes something it must come from a page of the desk itself: `Sec-Fetch-Site`
and `Origin` say so here, the token of the session in `review.gate`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review.refusals import OF_DOOR, for_program, refusal
from review.settings import LOCAL_HOSTS, DeskSettings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not `no-referrer`: with it browsers send `Origin: null` with the desk's own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
STRICT_TRANSPORT = "max-age=31536000"

WRONG_HOST = "421 本服务只应答已配置的主机名。This desk answers to its own host names only.\n"
TOO_BIG = "413 提交的内容过大。What was sent is too big.\n"
TOO_MANY = "413 提交的字段过多。Too many fields were sent.\n"
MALFORMED = "400 请求格式有误。The request is malformed.\n"
ELSEWHERE = "403 请求并非来自本站页面。The request does not come from a page of this desk.\n"

PATIENCE = 16
"""How many times the size that is allowed is read before a request is cut off."""

FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Body:
    """What came with a request that changes something: its bytes, and its fields when it is a form."""

    data: bytes
    fields: dict[str, str]


class Refused(Exception):
    """A request that goes no further; carries the answer."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer
        super().__init__(answer.status_code)


class Door:
    """ASGI middleware: refuses what is malformed, too big or from elsewhere, and sets the security headers.

    The body of a request is read here, once and bounded, and stands in `request.state.body`.
    """

    def __init__(self, app: ASGIApp, settings: DeskSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, self._with_headers(send))
        # websockets are not spoken: the server answers an unanswered handshake with 403

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        try:
            _check(scope, headers, self._settings.hosts)
            body = await self._body(headers, receive)
        except Refused as refused:
            status = refused.answer.status_code
            told = refusal(status, OF_DOOR[status], "zh") if for_program(scope["path"]) else refused.answer
            await told(scope, receive, send)
            return
        scope.setdefault("state", {})["body"] = body
        await self._app(scope, _again(body.data, receive), send)

    async def _body(self, headers: Headers, receive: Receive) -> Body:
        """All of the body, at most `body_bytes`. What goes beyond is read and dropped for a while, so that the browser
        is there to hear why."""
        most = self._settings.body_bytes
        told = headers.get("content-length", "0")
        if not (told.isascii() and told.isdigit()):
            raise Refused(PlainTextResponse(MALFORMED, 400))
        data, size, more = bytearray(), 0, True
        while more and size <= PATIENCE * most:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refused(PlainTextResponse(MALFORMED, 400))
            piece = message.get("body", b"")
            size += len(piece)
            if size <= most:
                data += piece
            more = message.get("more_body", False)
        if size > most:
            raise Refused(PlainTextResponse(TOO_BIG, 413))
        return Body(bytes(data), self._fields(headers, bytes(data)))

    def _fields(self, headers: Headers, data: bytes) -> dict[str, str]:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == FILES:  # no form of the desk sends files, and their parts may be in any encoding, even in none
            raise Refused(PlainTextResponse(MALFORMED, 400))
        if kind != FORM:
            return {}
        try:
            fields = parse_qsl(data.decode("utf-8"), keep_blank_values=True, max_num_fields=self._settings.form_fields)
        except UnicodeDecodeError:
            raise Refused(PlainTextResponse(MALFORMED, 400)) from None
        except ValueError:
            raise Refused(PlainTextResponse(TOO_MANY, 413)) from None
        if any("\0" in text for field in fields for text in field):
            raise Refused(PlainTextResponse(MALFORMED, 400))
        return dict(fields)

    def _with_headers(self, send: Send) -> Send:
        added = headers_of(self._settings)

        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers[name] = value
            await send(message)

        return wrapped


def headers_of(settings: DeskSettings) -> dict[str, str]:
    """What every answer carries."""
    return SECURITY_HEADERS | ({"Strict-Transport-Security": STRICT_TRANSPORT} if settings.secure_cookies else {})


def _check(scope: Scope, headers: Headers, hosts: frozenset[str]) -> None:
    """Raises Refused for a host, an address or an origin that is not as it must be."""
    if host_name(headers.get("host", "")) not in hosts:
        raise Refused(PlainTextResponse(WRONG_HOST, 421))
    asked = scope["path"].encode("utf-8", "surrogateescape") + scope.get("query_string", b"")
    if b"\0" in asked or b"%00" in asked:  # no text of a PostgreSQL store may hold it
        raise Refused(PlainTextResponse(MALFORMED, 400))
    if scope["method"] not in SAFE and not from_here(headers):
        raise Refused(PlainTextResponse(ELSEWHERE, 403))


def from_here(headers: Headers) -> bool:
    """Whether a request comes from a page of this desk, as far as the browser says; programs say nothing of it."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def _again(data: bytes, receive: Receive) -> Receive:
    """A `receive` that tells a body that was read already."""
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": data, "more_body": False}

    return again


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


def local_path(told: Any, otherwise: str = "/") -> str:
    """`told` when it is a path of this desk, but not its first page; else `otherwise`: nobody is sent elsewhere by an
    address that names the next page.

    Browsers read a backslash as a slash and skip control characters, so neither is a path of ours.
    """
    path = told if isinstance(told, str) else ""
    plain = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    return path if plain and path != "/" else otherwise

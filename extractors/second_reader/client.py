"""One request to the service: straight, within its seconds, nothing followed, nothing written down."""

from __future__ import annotations

import json
import logging
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2

from extractors.second_reader.address import PublicAddress, address_of
from extractors.second_reader.answers import tells_too_long, words_of
from extractors.second_reader.losses import Cause, Lost
from extractors.second_reader.prompt import Message, told
from extractors.second_reader.schema import answer_schema
from extractors.second_reader.settings import SecondReaderSettings

BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds that only go forward, how to wait, and the time of day (seconds since 1970) for dates in headers."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    today: Callable[[], float] = time.time


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    retry_after: str
    data: bytes


class Client:
    """Speaks to one service. Not for several threads."""

    def __init__(self, settings: SecondReaderSettings, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or Clock()
        self._limits = told()["limits"]
        self._by_schema = True
        self._http: httpx2.Client | None = None
        for name in ("httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.ERROR)

    def ask(self, messages: Sequence[Message], until: float) -> str:
        """What the model writes, had before `until` by the clock. Raises Lost.

        A service that refuses a schema is asked without one from then on; one that is busy or fails is asked again, as
        late as it says, while there is time.
        """
        until = min(until, self._clock.now() + self._settings.timeout_seconds * self._limits["attempts"])
        for attempt in range(1, self._limits["attempts"] + 1):
            try:
                return self._once(messages, until)
            except _Again as again:
                pause = self._limits["pause_seconds"] * 2 ** (attempt - 1) if again.seconds is None else again.seconds
                if attempt == self._limits["attempts"] or self._clock.now() + pause >= until:
                    raise Lost(again.cause) from None
                self._clock.wait(pause)
        raise Lost(Cause.NO_ANSWER)

    def _once(self, messages: Sequence[Message], until: float) -> str:
        answer = self._post(self._body(messages), until)
        if answer.status in (400, 422, 501) and self._by_schema and not tells_too_long(answer.data):
            self._by_schema = False
            answer = self._post(self._body(messages), until)
        if answer.status == 200:
            return words_of(answer.data)
        if answer.status in BUSY:
            raise _Again(Cause.BUSY, self._seconds(answer.retry_after))
        if answer.status >= 500:
            raise Lost(Cause.TOO_LONG) if tells_too_long(answer.data) else _Again(Cause.SERVER_FAULT)
        if 300 <= answer.status < 400:
            raise Lost(Cause.REDIRECTED)
        raise Lost(Cause.TOO_LONG if answer.status == 413 or tells_too_long(answer.data) else Cause.REFUSED)

    def _body(self, messages: Sequence[Message]) -> dict[str, Any]:
        asked = {"model": self._settings.model, "messages": list(messages), "stream": False}
        form = {"type": "json_schema", "json_schema": {"name": "events", "strict": True, "schema": answer_schema()}}
        return {
            **asked,
            **told()["request"],
            "max_tokens": self._settings.most_tokens,
            **({"response_format": form} if self._by_schema else {}),
        }

    def _post(self, body: dict[str, Any], until: float) -> _Answer:
        left = min(until - self._clock.now(), self._settings.timeout_seconds)
        end = self._clock.now() + left
        if left <= 0:
            raise Lost(Cause.LATE)
        patience = httpx2.Timeout(left, connect=min(left, self._limits["connect_seconds"]))
        try:
            with self._connection().stream(
                "POST", "chat/completions", content=json.dumps(body).encode("ascii"), timeout=patience
            ) as answer:
                data = bytearray()
                for piece in answer.iter_bytes():
                    data += piece
                    if len(data) > self._limits["answer_bytes"]:
                        raise Lost(Cause.TOO_BIG)
                    if self._clock.now() > end:
                        raise Lost(Cause.LATE)
                return _Answer(answer.status_code, answer.headers.get("retry-after", ""), bytes(data))
        except httpx2.ConnectTimeout:
            raise _Again(Cause.NO_ANSWER) from None
        except httpx2.TimeoutException:
            raise Lost(Cause.LATE) from None
        except (httpx2.HTTPError, OSError):
            raise _Again(Cause.NO_ANSWER) from None

    def _connection(self) -> httpx2.Client:
        """The connections, opened at the first request: to the address that the name means now, and no other."""
        if self._http is None:
            own, parts = self._settings, urlsplit(self._settings.base_url)
            try:
                address = address_of(own.base_url, allow_public=own.allow_public)
            except PublicAddress:
                raise Lost(Cause.PUBLIC_ADDRESS) from None
            headers = {
                "Host": parts.netloc,
                "User-Agent": "guowen",
                "Content-Type": "application/json",
                "Accept-Encoding": "identity",
            }
            if own.key:
                headers["Authorization"] = f"Bearer {own.key.get_secret_value()}"
            self._http = httpx2.Client(
                base_url=own.base_url,
                headers=headers,
                trust_env=False,
                follow_redirects=False,
                transport=_Pinned(address, own),
            )
        return self._http

    def _seconds(self, told_: str) -> float | None:
        """The wait that Retry-After asks for, in seconds or as a date (RFC 9110, 10.2.3); None when it asks nothing."""
        try:
            if told_.strip().isdigit():
                return float(told_)
            return max(0.0, parsedate_to_datetime(told_).timestamp() - self._clock.today()) if told_ else None
        except (ValueError, OverflowError):
            return None


class _Again(Exception):
    """The request may be made again, after so many seconds where the service tells them."""

    def __init__(self, cause: Cause, seconds: float | None = None) -> None:
        self.cause, self.seconds = cause, seconds
        super().__init__(cause.value)


class _Pinned(httpx2.HTTPTransport):
    """Sends every request to one address; the certificate must still be that of the name."""

    def __init__(self, address: str, settings: SecondReaderSettings) -> None:
        self._address = address
        if settings.base_url.startswith("https:"):
            trusted = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
        else:
            trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used, and quicker to make
        super().__init__(verify=trusted, trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """As the transport, with the host replaced by its address."""
        request.extensions = {**request.extensions, "sni_hostname": request.url.host}
        request.url = request.url.copy_with(host=self._address)
        return super().handle_request(request)

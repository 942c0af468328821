"""One request, by a real connection: what services do to it, and what never happens to the papers."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pydantic import ValidationError

from extractors.second_reader import address
from extractors.second_reader.address import PublicAddress, address_of, is_inside
from extractors.second_reader.client import Client, Clock
from extractors.second_reader.losses import Cause, Lost
from extractors.second_reader.settings import SecondReaderSettings
from tests.extractors.second_reader.conftest import answered

ASKED = [{"role": "user", "content": "材料"}]
RIGHT = answered('{"events": []}')
TODAY = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


class Waits:
    """A clock that goes on by itself and waits without waiting."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._ahead = 0.0

    def clock(self) -> Clock:
        return Clock(lambda: time.monotonic() + self._ahead, self._wait, TODAY.timestamp)

    def _wait(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._ahead += seconds


def ask(service, seconds=60.0, **told):
    """(what the model wrote or why there is nothing, the pauses)."""
    waits = Waits()
    clock = waits.clock()
    try:
        return Client(service.settings(**told), clock).ask(ASKED, clock.now() + seconds), waits.pauses
    except Lost as lost:
        return lost.cause, waits.pauses


def error(message, status=400, **headers):
    return {"status": status, "body": {"object": "error", "message": message, "code": status}, "headers": headers}


BUSY = error("too many requests", 429, **{"Retry-After": "7"})
DATED = error("busy", 503, **{"Retry-After": format_datetime(TODAY + timedelta(seconds=9), usegmt=True)})
UNKNOWN_FORM = error("'response_format.type' must be one of 'text'")

CASES = [
    ("answered", [RIGHT], '{"events": []}', []),
    ("busy, then answered", [BUSY, RIGHT], '{"events": []}', [7.0]),
    ("busy until a date", [DATED, RIGHT], '{"events": []}', [9.0]),
    ("busy with a date that is none", [error("", 429, **{"Retry-After": "soon"}), RIGHT], '{"events": []}', [1.0]),
    ("busy for longer than there is time", [error("", 429, **{"Retry-After": "3600"})], Cause.BUSY, []),
    ("busy to the end", [BUSY], Cause.BUSY, [7.0, 7.0]),
    ("failing, then answered", [error("boom", 500), RIGHT], '{"events": []}', [1.0]),
    ("failing to the end", [error("boom", 500)], Cause.SERVER_FAULT, [1.0, 2.0]),
    ("half a reply, then a whole one", [{**RIGHT, "cut": 40}, RIGHT], '{"events": []}', [1.0]),
    ("half a reply to the end", [{**RIGHT, "cut": 40}], Cause.NO_ANSWER, [1.0, 2.0]),
    ("no JSON at all", [{"raw": "<html>502 Bad Gateway</html>"}], Cause.NOT_JSON, []),
    ("without a schema", [UNKNOWN_FORM, RIGHT], '{"events": []}', []),
    ("too long", [error("This model's maximum context length is 8192 tokens")], Cause.TOO_LONG, []),
    ("too long by its status", [error("no", 413)], Cause.TOO_LONG, []),
    ("a wrong key", [error("invalid key", 401)], Cause.REFUSED, []),
    ("sent elsewhere", [error("", 307, Location="http://127.0.0.1:9/v1/chat/completions")], Cause.REDIRECTED, []),
]


@pytest.mark.parametrize(("replies", "result", "pauses"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_services_do(service, replies, result, pauses):
    service.play(*replies)
    assert ask(service) == (result, pauses)


def test_a_slow_service_is_given_up_in_time(service):
    service.play({**RIGHT, "delay": 3})
    begun = time.monotonic()
    assert ask(service, seconds=0.2)[0] is Cause.LATE
    assert time.monotonic() - begun < 1.5


def test_an_answer_without_end_is_not_read_to_the_end(service):
    service.play({"raw": "x" * 4_100_000})
    assert ask(service)[0] is Cause.TOO_BIG


def test_a_service_that_is_down(service):
    assert ask(service, base_url="http://127.0.0.1:9/v1") == (Cause.NO_ANSWER, [1.0, 2.0])


def test_what_is_sent(service, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    service.play(UNKNOWN_FORM, RIGHT)
    ask(service, key="k-secret", most_tokens=300)
    first, second = service.heard()
    assert first["path"] == "/v1/chat/completions"
    assert first["headers"]["Authorization"] == "Bearer k-secret"
    assert first["headers"]["Host"] == service.url.removeprefix("http://")
    form = first["asked"].pop("response_format")
    assert (form["type"], form["json_schema"]["strict"]) == ("json_schema", True)
    assert first["asked"] == second["asked"]
    assert {name: first["asked"][name] for name in ("model", "temperature", "seed", "max_tokens", "stream")} == {
        "model": "qwen3-32b",
        "temperature": 0,
        "seed": 7,
        "max_tokens": 300,
        "stream": False,
    }


def test_nothing_of_it_is_logged(service, caplog):
    service.play(RIGHT)
    with caplog.at_level("DEBUG"):
        ask(service, key="k-secret")
    assert not [record for record in caplog.records if record.name.startswith(("httpx2", "httpcore2"))]


ADDRESSES = [
    ("10.1.2.3", True),
    ("172.16.0.1", True),
    ("192.168.1.9", True),
    ("127.0.0.1", True),
    ("::1", True),
    ("fd00::5", True),
    ("fe80::1%eth0", True),
    ("::ffff:10.0.0.1", True),
    ("8.8.8.8", False),
    ("::ffff:8.8.8.8", False),
    ("2400:3200::1", False),
    ("0.0.0.0", False),  # noqa: S104 - not listened on
]


@pytest.mark.parametrize(("told", "inside"), ADDRESSES)
def test_addresses_of_an_intranet(told, inside):
    assert is_inside(told) is inside


def test_a_name_that_also_means_a_public_address_is_refused(monkeypatch):
    found = [(2, 1, 6, "", (ip, 443)) for ip in ("10.0.0.1", "8.8.8.8")]
    monkeypatch.setattr(address.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(PublicAddress):
        address_of("https://llm.intranet/v1", allow_public=False)
    assert address_of("https://llm.intranet/v1", allow_public=True) == "10.0.0.1"


def test_the_name_is_looked_up_once_and_never_asked_again(service, monkeypatch):
    service.play(RIGHT)
    port = int(service.url.rsplit(":", 1)[1])
    real, asked = address.socket.getaddrinfo, []

    def look_up(host, *told, **more):
        asked.append(host)
        return real("127.0.0.1" if host == "llm.intranet" else host, *told, **more)

    monkeypatch.setattr(address.socket, "getaddrinfo", look_up)
    client = Client(service.settings(base_url=f"http://llm.intranet:{port}/v1", plain_http=True))
    for _ in range(2):
        assert client.ask(ASKED, time.monotonic() + 9) == '{"events": []}'
    assert asked.count("llm.intranet") == 1
    assert [heard["headers"]["Host"] for heard in service.heard()] == [f"llm.intranet:{port}"] * 2


REFUSED = [
    {"base_url": "http://llm.intranet/v1", "model": "m"},
    {"base_url": "https://user:word@llm.intranet/v1", "model": "m"},
    {"base_url": "https://llm.intranet/v1?x=1", "model": "m"},
    {"base_url": "ftp://llm.intranet", "model": "m"},
    {"base_url": "https://llm.intranet/v1"},
    {"model": "m"},
    {"base_url": "https://llm.intranet/v1", "model": "m", "key": "a", "key_file": "b"},
    {"base_url": "https://llm.intranet/v1", "model": "m", "alone": "believe"},
]


@pytest.mark.parametrize("told", REFUSED, ids=json.dumps)
def test_settings_that_are_refused(told):
    with pytest.raises(ValidationError):
        SecondReaderSettings(**told)


def test_the_version_follows_what_answers_depend_on():
    told = {"base_url": "https://llm.intranet/v1", "model": "qwen3-32b"}
    plain = SecondReaderSettings(**told)
    assert plain.version.startswith("qwen3-32b; prompt 1+")
    assert plain.version == SecondReaderSettings(**told, key="k", timeout_seconds=5, plain_http=True).version
    changed = [{"model": "other"}, {"most_tokens": 300}, {"most_characters": 300}, {"alone": "count"}]
    assert len({plain.version, *(SecondReaderSettings(**told | one).version for one in changed)}) == 5
    assert "k-secret" not in repr(SecondReaderSettings(**told, key="k-secret"))

"""Listening, and what is printed."""

import logging
import sys

import pytest

from data.errors import ConfigError, StoreError
from review.serve import Listen, _without_words, bound, serve
from review.settings import DeskSettings

SETTINGS = DeskSettings()


def test_a_port_in_use_is_named_and_nothing_announced(store_url):
    announced = []
    with bound(Listen(port=0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"127.0.0.1:{port}: cannot listen there"):
            serve(store_url, SETTINGS, listen=Listen(port=port), announce=announced.append)
    assert announced == []


def test_without_a_store_nothing_is_served(tmp_path):
    with pytest.raises(StoreError, match="no store there"):
        serve(str(tmp_path / "none.db"), SETTINGS, announce=lambda _: pytest.fail("announced"))


def test_a_fault_is_logged_by_kind_and_place_without_its_words(caplog):
    try:
        raise ValueError("袁峰打听案子")
    except ValueError:
        record = logging.LogRecord("uvicorn.error", 40, __file__, 1, "Exception in ASGI\n", (), sys.exc_info())
    assert _without_words(record)
    told = logging.Formatter().format(record)
    assert "ValueError at" in told
    assert "test_serve.py" in told
    assert "袁峰" not in told


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        (Listen(), "http://127.0.0.1:9/"),
        (Listen("::1"), "http://[::1]:9/"),
        (Listen("10.1.2.3", certificate="a", key="b"), "https://10.1.2.3:9/"),
        (Listen("0.0.0.0", public="https://desk.intranet"), "https://desk.intranet"),  # noqa: S104
    ],
)
def test_the_address_that_is_shown(listen, address):
    assert listen.address(9) == address

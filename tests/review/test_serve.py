"""Listening, and what is printed."""

import pytest

from data.errors import ConfigError, StoreError
from review.serve import Listen, bound, serve
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

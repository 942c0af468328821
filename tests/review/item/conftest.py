"""One city for tests that only look, and one of its own for a test that changes something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.review.conftest import Served, serving
from tests.review.item.city import City, fill


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return fill(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="session")
def desk(city: City) -> Iterator[Served]:
    with serving(city.url) as served:
        yield served


@pytest.fixture
def own_city(tmp_path: Path) -> City:
    return fill(tmp_path)

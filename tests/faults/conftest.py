"""The city of bench.faults, screened undisturbed once for all scenarios."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.faults import SCENARIOS, city_for
from bench.faults_city import City


@pytest.fixture(scope="session")
def faulty_city() -> Iterator[City]:
    """Where every scenario can be tried; its processes are forked from a server of its own."""
    with tempfile.TemporaryDirectory(prefix="gwf") as folder, city_for([*SCENARIOS], Path(folder)) as city:
        yield city

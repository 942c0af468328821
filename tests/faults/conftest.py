"""The city of bench.faults, loaded and screened undisturbed once for all that is tried here."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.faults import city_for
from bench.faults_city import City

TRIED = ("worker killed", "screening killed", "two into one store")


@pytest.fixture(scope="session")
def faulty_city() -> Iterator[City]:
    """Where faults can be met; its processes are forked from a server of its own."""
    with tempfile.TemporaryDirectory(prefix="gwf") as folder, city_for(TRIED, Path(folder), warm=False) as city:
        yield city

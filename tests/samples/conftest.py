"""The sample city as its tests see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.samples import build

CITY = Path(__file__).resolve().parents[2] / "data" / "samples"


@pytest.fixture(scope="session")
def city() -> Path:
    """The folder of the sample city."""
    return CITY


@pytest.fixture(scope="session")
def gold() -> dict[str, dict[str, Any]]:
    """The gold lines by doc_id, in file order."""
    rows = map(json.loads, (CITY / "gold" / "gold.jsonl").read_text("utf-8").splitlines())
    return {row["doc_id"]: row for row in rows}


@pytest.fixture(scope="session")
def products() -> dict[Path, bytes]:
    """What the builder makes of the sources on this machine, by file."""
    return dict(build.products())

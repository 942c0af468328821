"""What some tests need beyond Python packages: absent, they are skipped by name, or fail where it is required."""

from __future__ import annotations

import os

import pytest

REQUIRED = "TEST_REQUIRE"
"""Names, by commas, what must be there: chromium, soffice, ocr, fonts, postgres."""


def require(need: str, present: bool, reason: str) -> None:
    """Skips the test when something optional is absent, unless TEST_REQUIRE names it."""
    if not present and need not in os.environ.get(REQUIRED, "").split(","):
        pytest.skip(reason)

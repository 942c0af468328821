"""Requests that no browser sends: every described route is asked with values of every shape, and must not fall over.

Hypothesis draws the same values every time, so a fault is met again by running the test again.
`python -m bench.fuzz.requests` asks a hundred times as often.
"""

from __future__ import annotations

import pytest

from bench.fuzz.requests import MODES, fuzz


@pytest.mark.parametrize("mode", MODES)
def test_no_route_falls_over(serve_desk, mode):
    told = fuzz(serve_desk(), mode, tries=2)
    assert not told.faults, "\n".join(told.faults)
    assert told.asked.total() >= (60 if mode is MODES[0] else 30)

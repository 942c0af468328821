"""Each fault once; `python -m bench.faults` meets it a hundred times at random points."""

from __future__ import annotations

import pytest

from bench.faults import SCENARIOS, try_once

SEED = 5


@pytest.mark.parametrize("name", SCENARIOS)
def test_it_comes_to_what_an_undisturbed_run_comes_to(name, faulty_city):
    trial = try_once(faulty_city, name, SEED)
    assert trial.problems == []
    assert trial.recovered

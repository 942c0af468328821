"""Some faults once; `python -m bench.faults` meets all of them a hundred times at random points."""

from __future__ import annotations

import pytest

from bench.faults import try_once
from tests.faults.conftest import TRIED

SEED = 5


@pytest.mark.parametrize("name", TRIED)
def test_it_comes_to_what_an_undisturbed_run_comes_to(name, faulty_city):
    trial = try_once(faulty_city, name, SEED)
    assert trial.problems == []
    assert trial.recovered

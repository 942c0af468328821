"""The registries of the sample city have no fault; those of `registries_faulty` have the planted ones."""

from __future__ import annotations

import csv
from pathlib import Path

from data.registries import load_registries


def test_registries_have_no_fault(city: Path) -> None:
    registries, faults = load_registries(city / "registries", strict=True)
    assert faults == ()
    assert len(registries.officials) == 100
    assert len(registries.lawyers) == 18
    assert len(registries.cases) == 28
    assert len(registries.filed) == 12


def test_every_planted_fault_is_found_and_no_other(city: Path) -> None:
    with (city / "registries_faulty" / "expected.csv").open(encoding="utf-8") as rows:
        planted = {(row["file"], int(row["line"]), row["column"]) for row in csv.DictReader(rows)}
    _, faults = load_registries(city / "registries_faulty")
    assert {(fault.file, fault.line, fault.column) for fault in faults} == planted

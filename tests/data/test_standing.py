"""Registries that move while they are read, and after."""

from __future__ import annotations

import os
import time

import pytest

from data.errors import RegistryError
from data.registries import standing
from tests.pipelines.conftest import OFFICIALS, lay_registries


@pytest.fixture
def folder(tmp_path):
    return lay_registries(tmp_path / "registries")


def change(folder):
    (folder / "officials.csv").write_text(OFFICIALS.replace("彭鹏", "彭大鹏"), "utf-8")


def test_what_stands_still_is_the_same(folder):
    registries, faults, stand = standing.load_standing(folder)
    assert (stand.check(), faults, stand.sha256) == ("", (), registries.sha256)


def test_a_file_touched_without_change_is_the_same(folder):
    *_, stand = standing.load_standing(folder)
    os.utime(folder / "officials.csv", (0, 0))
    assert stand.check() == ""


def test_a_change_just_after_the_others_is_refused(folder):
    *_, stand = standing.load_standing(folder)
    change(folder)
    with pytest.raises(RegistryError, match=r"officials\.csv in .* may be partly old and partly new; run the same"):
        stand.check()


def test_a_later_change_is_told_of(folder, monkeypatch):
    monkeypatch.setattr(standing, "SETTLED_SECONDS", 0.05)
    *_, stand = standing.load_standing(folder)
    time.sleep(0.1)
    change(folder)
    assert stand.check().startswith("registries: officials.csv changed while the run went")


def test_a_file_removed_since_is_told_of(folder, monkeypatch):
    monkeypatch.setattr(standing, "SETTLED_SECONDS", -1)
    *_, stand = standing.load_standing(folder)
    (folder / "filed_records.csv").unlink()
    assert "filed_records.csv changed while the run went" in stand.check()


def test_files_that_keep_changing_are_given_up(folder, monkeypatch):
    monkeypatch.setattr(standing, "READINGS", 2)
    monkeypatch.setattr(standing, "PAUSE_SECONDS", 0)
    read = standing.load_registries

    def read_while_they_change(place, **options):
        found = read(place, **options)
        change(folder)
        return found

    monkeypatch.setattr(standing, "load_registries", read_while_they_change)
    with pytest.raises(RegistryError, match="keep changing"):
        standing.load_standing(folder)

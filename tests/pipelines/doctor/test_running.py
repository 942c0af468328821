"""All checks together: what a sound installation looks like, and what a check that fails does to the others."""

from __future__ import annotations

import json
import time
from pathlib import Path

from typer.testing import CliRunner

from data.cells import columns_of
from pipelines.cli import app
from pipelines.doctor import check, office, running, view
from pipelines.doctor.check import Check, State
from pipelines.doctor.settings import patient_of
from tests.pipelines.doctor.looking import SAMPLES, patient, states

LIGHT = (*running.FAMILIES[:11],)
"""The families that load no model and draw no font."""


def test_a_sound_installation_has_no_fault_and_nothing_changes(new_sqlite, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    told = patient(store=new_sqlite, registries=SAMPLES / "registries", workers=1)
    found = running.examine(told, LIGHT)
    assert [one for one in found if one.state is State.FAULT] == []
    assert states(found)["ledger"] == states(found)["schema"] == State.OK
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_every_note_and_fault_has_a_remedy_in_one_line_and_every_check_a_label(new_sqlite):
    found = running.examine(patient(store=new_sqlite, workers=1), LIGHT)
    for one in found:
        assert bool(one.remedy) == (one.state is not State.OK), one
        assert "\n" not in one.remedy
        assert one.label


def test_the_settings_come_first():
    Path("guowen.toml").write_text("worker = 3\n", "utf-8")
    looked, told = patient_of({}, None)
    assert looked is None
    assert told.state is State.FAULT
    assert "worker" in told.seen


def test_a_family_that_hangs_or_fails_harms_no_other():
    def hangs(_):
        yield check.ok("python", "first")
        time.sleep(30)

    def fails(_):
        raise KeyError("任玉兰")
        yield

    found = running.examine(patient(), (hangs, fails, office.metrics), seconds=0.1)
    assert [one.name for one in found] == ["python", "unfinished", "unfinished", "metrics"]
    assert "任玉兰" not in str(found)


def test_columns_stand_under_each_other():
    told = list(view.lines([Check("ocr", State.OK, "a"), Check("python", State.NOTE, "b", "do it")]))
    assert [columns_of(line[: line.index(sign)]) for line, sign in zip(told[:2], "ab", strict=True)] == [18, 18]
    assert told[-1] == "共 2 项：正常 1，提示 1，故障 0"


def test_the_command_ends_with_2_when_there_is_a_fault():
    Path("guowen.toml").write_text("worker = 3\n", "utf-8")
    told = CliRunner().invoke(app, ["doctor", "--json"])
    assert told.exit_code == 2
    assert json.loads(told.stdout)["state"] == "fault"


def test_every_label_is_of_a_check_that_exists():
    folder = Path(running.__file__).parent
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    assert [name for name in check.names() if f'"{name}"' not in source] == []

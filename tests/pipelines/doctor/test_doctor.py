"""What the doctor says of an installation that is well, and of each thing that is not."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.cells import columns_of
from pipelines.cli import app
from pipelines.doctor import check, database, desk, machine, office, programs, rights, running, view
from pipelines.doctor.check import Check, Patient, State
from pipelines.doctor.settings import patient_of
from pipelines.settings import load_settings
from store.clock import now
from store.database import open_database
from store.ledger import Action, Entry, Source, append
from store.lock import screening_lock
from store.seal import seal_of

SAMPLES = Path(__file__).resolve().parents[3] / "data" / "samples"
KEY = "0123456789abcdef" * 4
LIGHT = (*running.FAMILIES[:11],)
"""The families that load no model and draw no font."""


@pytest.fixture(autouse=True)
def _alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GUOWEN_")]:
        monkeypatch.delenv(name)


def patient(**told) -> Patient:
    return Patient(load_settings(told))


def states(checks) -> dict[str, State]:
    return {one.name: one.state for one in checks}


def lay(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", "utf-8")
    path.chmod(0o644)
    return path


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


def test_postgresql_is_looked_at_without_being_changed(made_postgresql):
    found = states(database.database(patient(store=made_postgresql)))
    assert found["database"] == found["schema"] == found["ledger"] == found["writable"] == found["lock"] == State.OK
    assert found["durability"] is State.NOTE or found["durability"] is State.FAULT, "the tests' server does not sync"


def test_a_database_that_does_not_answer_is_a_fault_and_shows_no_password(monkeypatch):
    monkeypatch.setenv("GUOWEN_STORE_PASSWORD", "geheim")
    (told,) = database.database(patient(store="postgresql://u@127.0.0.1:9/none"))
    assert told.state is State.FAULT
    assert "geheim" not in told.seen + told.remedy


def test_no_store_yet_is_a_note(tmp_path):
    assert states(database.database(patient())) == {"database": State.NOTE, "writable": State.OK}
    assert list(tmp_path.iterdir()) == []


def spoilt(url: str, *statements: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as store, store:
        guards = store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for statement in (*(f"DROP TRIGGER {name}" for (name,) in guards), *statements):
            store.execute(statement)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE ledger SET detail = '{\"x\":1}'", "ledger"),
        ("UPDATE ledger_head SET hash = 'x'", "ledger"),
        ("UPDATE ledger SET at = '2099-01-01T00:00:00.000Z'", "ledger_time"),
        ("UPDATE guowen_version SET version_num = 'of_tomorrow'", "schema"),
    ],
)
def test_what_is_wrong_in_the_store_is_a_fault(new_sqlite, statement, name):
    spoilt(new_sqlite, statement)
    assert states(database.database(patient(store=new_sqlite)))[name] is State.FAULT


def test_a_sealed_ledger_needs_its_key(tmp_path, monkeypatch):
    monkeypatch.setenv("GUOWEN_LEDGER_KEY", KEY)
    url, told = f"sqlite:///{tmp_path / 'sealed.db'}", patient(store="sealed.db")
    store = open_database(url, seal=seal_of(KEY))
    with store.writing() as connection:
        append(connection, [Entry(Action.STORE_CREATED, "again", {})], Source(), at=now())
    store.close()
    assert states(database.database(told))["ledger"] is State.OK
    assert states(office.ledger_key(told)) == {"ledger_key": State.OK}
    monkeypatch.delenv("GUOWEN_LEDGER_KEY")
    assert states(database.database(patient(store="sealed.db")))["ledger"] is State.FAULT
    monkeypatch.setenv("GUOWEN_LEDGER_KEY", "short")
    assert states(office.ledger_key(patient())) == {"ledger_key": State.FAULT}


def test_a_screening_that_goes_on_is_seen(new_sqlite):
    store = open_database(new_sqlite)
    with screening_lock(store.engine, 0):
        found = {one.name: one for one in database.database(patient(store=new_sqlite))}
    store.close()
    assert found["lock"].state is State.NOTE
    assert str(os.getpid()) in found["lock"].seen


def test_the_settings_come_first():
    Path("guowen.toml").write_text("worker = 3\n", "utf-8")
    looked, told = patient_of({}, None)
    assert looked is None
    assert told.state is State.FAULT
    assert "worker" in told.seen


def test_files_that_everybody_may_read_are_named(tmp_path):
    for folder in (tmp_path, *tmp_path.parents[:4]):
        folder.chmod(0o755)
    lay(tmp_path / "out/proposals.jsonl")
    found = {one.name: one for one in rights.private(patient())}
    if all(folder.stat().st_mode & 0o001 for folder in tmp_path.parents):
        assert found["private_files"].state is State.FAULT
        assert "proposals.jsonl" in found["private_files"].seen
    (tmp_path / "out").chmod(0o700)
    assert states(rights.private(patient()))["private_files"] is State.OK


def test_a_secret_in_the_settings_file_is_named_and_not_shown():
    Path("guowen.toml").write_text(f'ledger_key = "{KEY}"\n', "utf-8")
    found = {one.name: one for one in rights.private(patient())}
    assert found["secrets"].state is State.FAULT
    assert "ledger_key" in found["secrets"].seen
    assert KEY not in str(found)


def test_registries_that_are_missing_faulty_or_old(tmp_path):
    assert states(office.registries(patient()))["registries"] is State.NOTE
    assert states(office.registries(patient(registries=tmp_path / "none")))["registries"] is State.FAULT
    assert states(office.registries(patient(registries=tmp_path)))["registries"] is State.FAULT
    assert states(office.registries(patient(registries=SAMPLES / "registries_faulty")))["registries"] is State.NOTE
    for file in (SAMPLES / "registries").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
        os.utime(tmp_path / file.name, (1.0, 1.0))
    assert states(office.registries(patient(registries=tmp_path)))["registries_age"] is State.NOTE


def test_a_rulebook_that_is_wrong_or_of_the_future(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "court.toml").write_text('[rulebook]\nversion = "9"\neffective_from = 2199-01-01\ntitle = "x"\n', "utf-8")
    assert states(office.rulebook(patient(rulebook=rules)))["rulebook"] is State.FAULT
    assert states(office.rulebook(patient()))["rulebook"] is State.OK


def test_a_disk_without_room(tmp_path):
    assert machine.room("disk_out", tmp_path / "not" / "there", 1).state is State.OK
    assert machine.room("disk_out", tmp_path, 1 << 60).state is State.FAULT


def test_more_workers_than_memory_and_cores():
    found = states(machine.memory(patient(workers=256)))
    assert found["cores"] is State.NOTE


def test_a_desk_without_tls_and_a_certificate_that_is_none(tmp_path):
    assert states(desk.listening(patient(host="10.0.3.7")))["listen"] is State.FAULT
    assert states(desk.listening(patient()))["listen"] is State.OK
    assert desk.certificate(lay(tmp_path / "c.pem"), lay(tmp_path / "k.pem")).state is State.FAULT


def test_pages_are_whole():
    assert states(desk.pages(patient())) == {"pages": State.OK}


def test_pins_that_differ_are_told():
    assert next(programs.differing("not-there==1\npydantic==0.0.1\n")).startswith("pydantic ")


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

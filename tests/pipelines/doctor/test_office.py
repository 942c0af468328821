"""What the site gives: registries, rulebook, a machine, an address for the desk."""

from __future__ import annotations

import os

from pipelines.doctor import desk, machine, office, programs
from pipelines.doctor.check import State
from tests.pipelines.doctor.looking import SAMPLES, lay, patient, states


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

"""Files that everybody may read, and secrets where they do not belong."""

from __future__ import annotations

from pathlib import Path

from pipelines.doctor import rights
from pipelines.doctor.check import Patient, State
from tests.pipelines.doctor.looking import KEY, lay, patient, states


def opened(folder: Path) -> bool:
    """Lets everybody into `folder`, as far as that is ours to give; whether everybody comes there."""
    for one in (folder, *folder.parents[:4]):
        one.chmod(0o755)
    return all(one.stat().st_mode & 0o001 for one in folder.parents)


def test_files_that_everybody_may_read_are_named(tmp_path):
    reachable = opened(tmp_path)
    lay(tmp_path / "out/proposals.jsonl")
    found = {one.name: one for one in rights.private(patient())}
    if reachable:
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


def test_a_settings_file_with_the_secret_of_a_sign_in_service_is_private(tmp_path):
    service = f'issuer = "https://id.intranet"\nclient_id = "guowen"\nclient_secret = "{KEY}"\n'
    desk = f'[review]\npublic_url = "https://desk.intranet"\n[review.oidc]\n{service}'
    file, told = lay(tmp_path / "guowen.toml", desk), patient()
    found = {one.name: one for one in rights.private(told)}
    assert found["secrets"].state is State.FAULT
    assert "review.oidc.client_secret" in found["secrets"].seen
    if opened(tmp_path):
        assert "guowen.toml" in {one.name: one for one in rights.private(told)}["private_files"].seen
    assert KEY not in str(found)
    file.chmod(0o600)
    assert states(rights.private(told))["private_files"] is State.OK


def test_an_inbox_that_is_no_folder(tmp_path):
    told = Patient(patient().settings, lay(tmp_path / "inbox"))
    assert states(rights.inbox(told)) == {"inbox": State.FAULT}
    assert list(rights.inbox(patient())) == []

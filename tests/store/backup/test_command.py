"""guowen backup and guowen restore, as an operator calls them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from pipelines.cli import app
from store.accounts import Accounts
from store.database import open_database

NOTE = "与本案无涉的一次闲谈"


def call(*arguments: object) -> tuple[int, str]:
    """Exit code and what was said."""
    ended = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return ended.exit_code, ended.output


@pytest.fixture
def old_rejection(decided_sqlite: str) -> str:
    """The store, its rejection years ago."""
    with closing(open_database(decided_sqlite)) as database, database.writing() as connection:
        connection.execute(text("UPDATE proposals SET decided_at = '2020-01-01T00:00:00.000Z' WHERE desk = 'rejected'"))
    return decided_sqlite


def test_there_and_back(old_rejection, tmp_path):
    code, said = call("backup", tmp_path, "--store", old_rejection)
    (file,) = tmp_path.glob("guowen-*.backup")
    head = said.split("head     ")[1].strip()
    assert code == 0
    assert head.startswith("11:")
    code, said = call("backup", "--verify", file, "--head", head)
    assert (code, "whole" in said) == (0, True)
    code, said = call("restore", file, "--store", tmp_path / "new.db", "--head", head)
    assert code == 0
    assert "record   row 12:" in said
    assert "due      1 proposals past their term" in said
    assert call("ledger", "verify", "--store", tmp_path / "new.db", "--head", head)[0] == 0


def test_what_was_erased_since_does_not_come_back(old_rejection, tmp_path):
    file, new = tmp_path / "guowen.backup", tmp_path / "new.db"
    assert call("backup", file, "--store", old_rejection)[0] == 0
    assert NOTE.encode() in file.read_bytes()
    assert call("retain", "--store", old_rejection)[0] == 0
    code, said = call("restore", file, "--store", new, "--retain")
    assert (code, "erased   1 proposals" in said) == (0, True)
    with closing(open_database(str(new))) as database:
        assert [account.login for account in Accounts(database).all()] == ["lin"]
    assert NOTE.encode() not in Path(new).read_bytes()


def test_a_ledger_that_does_not_hold_is_code_4(decided_sqlite, tmp_path):
    file = tmp_path / "guowen.backup"
    assert call("backup", file, "--store", decided_sqlite)[0] == 0
    code, said = call("restore", file, "--store", tmp_path / "new.db", "--head", f"3:{'a' * 64}")
    assert code == 4
    assert "row 3: not the row that was noted" in said
    assert not (tmp_path / "new.db").exists()

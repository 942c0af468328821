"""`guowen ledger` and `guowen retain` as a person calls them: their words, exit codes, and what they leave alone."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from data.errors import ConfigError, StoreError
from pipelines.cli import app
from pipelines.desk_commands.ledger import BROKEN
from store.database import open_database
from store.ledger import Ledger
from store.seal import seal_of
from store.tables import PROPOSALS
from tests.store.conftest import PROPOSAL
from tests.store.decided import decide_two

KEY = "a-key-that-nobody-could-ever-guess"


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """No settings of the machine's own."""
    for name in [name for name in os.environ if name.startswith("GUOWEN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def made(path: Path, key: str | None = None) -> str:
    """A store of ten ledger rows; returns its head."""
    from dataclasses import replace

    database = open_database(str(path), seal=seal_of(key))
    decide_two(database, lambda **changes: replace(PROPOSAL, **changes), {"code": "1", "registries": "r1"})
    head = str(Ledger(database).head())
    database.close()
    return head


def guowen(*arguments: object) -> tuple[int, list[str]]:
    """Exit code and lines of output."""
    told = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told.exit_code, told.output.splitlines()


def harm(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER IF EXISTS ledger_no_update")
        connection.execute(statement)
    connection.close()


def test_a_whole_ledger_and_its_head(tmp_path):
    head = made(tmp_path / "a.db")
    assert guowen("ledger", "head", "--store", tmp_path / "a.db") == (0, [head])
    code, lines = guowen("ledger", "verify", "--store", tmp_path / "a.db", "--head", head)
    assert (code, lines) == (0, [f"whole: 10 rows, to {head}"])
    code, lines = guowen("ledger", "verify", "--store", tmp_path / "a.db")
    assert code == 0
    assert lines[1].startswith("no row is sealed and no --head was given")


def test_a_broken_one_ends_with_its_own_code_and_names_the_rows(tmp_path):
    made(tmp_path / "a.db")
    harm(tmp_path / "a.db", "UPDATE ledger SET subject = 'G0002' WHERE sequence IN (3, 7)")
    code, lines = guowen("ledger", "verify", "--store", tmp_path / "a.db")
    assert code == BROKEN == 4
    assert "row 3: the content is not what was hashed when it was written" in lines
    assert "row 7: the content is not what was hashed when it was written" in lines


def test_an_anchor_of_a_run_is_held_against(tmp_path):
    head = made(tmp_path / "a.db")
    number, _, mark = head.partition(":")
    run = tmp_path / "run.json"
    run.write_text(json.dumps({"ledger": {"sequence": int(number), "hash": mark}}))
    assert guowen("ledger", "verify", "--store", tmp_path / "a.db", "--anchor", run)[0] == 0
    run.write_text(json.dumps({"ledger": {"sequence": int(number), "hash": "0" * 64}}))
    code, lines = guowen("ledger", "verify", "--store", tmp_path / "a.db", "--anchor", run)
    assert code == BROKEN
    assert lines[0] == "row 10: not the row that was noted; the chain was written anew here or before"
    run.write_text("{}")
    with pytest.raises(ConfigError, match="holds no ledger head"):
        guowen("ledger", "verify", "--store", tmp_path / "a.db", "--anchor", run)


def test_seals_are_checked_with_the_key_and_told_of_without(tmp_path, monkeypatch):
    made(tmp_path / "a.db", KEY)
    code, lines = guowen("ledger", "verify", "--store", tmp_path / "a.db")
    assert code == 0
    assert lines[1].startswith("9 rows are sealed; set GUOWEN_LEDGER_KEY")
    monkeypatch.setenv("GUOWEN_LEDGER_KEY", KEY)
    assert guowen("ledger", "verify", "--store", tmp_path / "a.db")[0] == 0
    harm(tmp_path / "a.db", f"UPDATE ledger SET seal = '{'0' * 64}' WHERE sequence = 9")
    code, lines = guowen("ledger", "verify", "--store", tmp_path / "a.db")
    assert (code, lines[0]) == (BROKEN, "row 9: the seal was not made with the key")


def test_checking_leaves_no_trace(tmp_path):
    path = tmp_path / "only" / "a.db"
    made(path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    for command in ("verify", "head", "show"):
        assert guowen("ledger", command, "--store", path)[0] == 0
    assert guowen("retain", "--dry-run", "--store", path)[0] == 0
    assert [file.name for file in path.parent.iterdir()] == ["a.db"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_a_store_in_use_is_checked_with_what_stands_in_its_log(tmp_path):
    head = made(tmp_path / "a.db")
    database = open_database(str(tmp_path / "a.db"))
    with database.writing() as connection:
        from store.ledger import Action, Entry, Source, append

        append(connection, [Entry(Action.CLAIMED, "G0001")], Source(actor="a1"), at="2026-11-23T00:00:00.000Z")
    assert guowen("ledger", "verify", "--store", tmp_path / "a.db", "--head", head)[1][0].startswith("whole: 11 rows")
    database.close()


def test_rows_are_shown_without_values(tmp_path):
    made(tmp_path / "a.db")
    code, lines = guowen("ledger", "show", "--store", tmp_path / "a.db", "--subject", "G0001", "--last", "2")
    rows = [json.loads(line) for line in lines]
    assert code == 0
    assert [(row["sequence"], row["action"]) for row in rows] == [(8, "item_edited"), (9, "decided")]
    assert all(ord(sign) < 128 for line in lines for sign in line), "no name, no word"


@pytest.mark.parametrize("command", ["verify", "head", "show"])
def test_no_store_is_made_where_there_is_none(tmp_path, command):
    with pytest.raises(StoreError, match="no store there"):
        guowen("ledger", command, "--store", tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_another_file_is_no_store(tmp_path):
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(StoreError, match="not a store of guowen"):
        guowen("ledger", "verify", "--store", tmp_path / "x.db")


def test_what_is_due_is_counted_first_and_erased_then(tmp_path):
    made(tmp_path / "a.db")
    database = open_database(str(tmp_path / "a.db"))
    with database.writing() as connection:
        old = update(PROPOSALS).where(PROPOSALS.c.proposal_id == "G0002").values(decided_at="2020-01-01T00:00:00.000Z")
        connection.execute(old)
    database.close()
    counted = ["rejected         1   after 90 days", "expired          0   after 365 days"]
    code, lines = guowen("retain", "--store", tmp_path / "a.db", "--dry-run")
    assert (code, lines[0], lines[1:3]) == (0, "due, nothing erased:", counted)
    code, lines = guowen("retain", "--store", tmp_path / "a.db")
    assert (code, lines[0], lines[1:3]) == (0, "erased:", counted)
    assert guowen("retain", "--store", tmp_path / "a.db")[1][1].startswith("rejected         0")
    assert guowen("ledger", "verify", "--store", tmp_path / "a.db")[0] == 0


def test_days_come_from_the_settings(tmp_path):
    made(tmp_path / "a.db")
    Path("guowen.toml").write_text("[retention]\nrejected_days = 0\nexpired_days = 30000\n", "utf-8")
    _, lines = guowen("retain", "--store", tmp_path / "a.db")
    assert lines[1:3] == ["rejected         0   never", "expired          0   after 30000 days"]

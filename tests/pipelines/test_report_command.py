"""`guowen report` as a person calls it: words, files, exit codes, and what it leaves in the store."""

from __future__ import annotations

import json
import os
import stat
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from data.errors import ConfigError, StoreError
from pipelines.cli import app
from pipelines.evaluator_commands.monitoring import ALARMED
from pipelines.monitoring import Wanted, last_sunday, report
from pipelines.settings import load_settings
from store.database import Database, open_database
from store.ledger import Action, Ledger
from store.seal import seal_of
from store.tables import INBOXES, RUNS
from tests.store.desk.conftest import CONFIRM, COURT, NOW, OTHER_COURT, REJECT, Office

KEY = "a-key-that-nobody-could-ever-guess"
UNTIL = "2026-11-29"
RUN = {"run_id": "run1", "inbox_id": 1, "state": "finished", "started_at": NOW, "finished_at": NOW}
PEOPLE = ("顾长青", "林一", "zhenyi", "P0007")
"""The intervener, and a reviewer by name and account: none of them may be in a report."""


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of the machine's own."""
    for name in [name for name in os.environ if name.startswith("GUOWEN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def fill(database: Database) -> None:
    """Twelve items of a court: eight confirmed and three rejected on the next day. One of another waits."""
    with database.writing() as connection:
        connection.execute(insert(INBOXES).values(inbox_id=1, root="/inbox"))
        counts = '{"files":40,"quarantined":2}'
        connection.execute(insert(RUNS).values(**RUN, versions_key="k", versions='{"model":"m1"}', counts=counts))
    office = Office(database)
    reviewer = office.person("zhenyi")
    for number in range(12):
        office.put(f"G{number:02}", due_on="2026-11-25")
    office.put("G99", unit=OTHER_COURT, due_on="2026-11-30")
    office.clock.now = "2026-11-24T08:00:00.000Z"
    for number in range(11):
        office.desk.decide(reviewer, f"G{number:02}", CONFIRM if number < 8 else REJECT)


@pytest.fixture
def store(new_sqlite: str) -> str:
    """A store with a week of work in it, by its URL."""
    database = open_database(new_sqlite)
    fill(database)
    database.close()
    return new_sqlite


def guowen(*arguments: object) -> tuple[int, list[str]]:
    """Exit code and lines of output."""
    told = CliRunner().invoke(app, ["report", *(str(argument) for argument in arguments)])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told.exit_code, told.output.splitlines()


def test_the_table_the_files_and_the_alarm(store: str, tmp_path: Path) -> None:
    code, lines = guowen("--store", store, "--until", UNTIL, "--out", tmp_path / "out")
    assert code == 0
    assert lines[0] == "2026-W37 to 2026-W48"
    assert lines[3].split() == ["all", "units", "13", "11", "2", "1", "0.727", "0.434-0.903", "1.0"]
    assert [line.split()[0] for line in lines[4:6]] == [COURT, OTHER_COURT]
    assert "act    overdue  all units: overdue 1, above 0" in lines
    assert "act    no_run  all units: days_since_run 6, above 3" in lines
    values = json.loads((tmp_path / "out/monitoring.json").read_text("utf-8"))
    assert values["overall"]["by_week"][-1]["confirmed"] == 8
    assert values["overall"]["reasons"] == {"lawful": 3}
    assert values["overall"]["days_to_decision"]["censored"] == 2
    page = (tmp_path / "out/monitoring.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    for name in ("monitoring.json", "monitoring.html"):
        file = tmp_path / "out" / name
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert not [word for word in PEOPLE if word in file.read_text("utf-8")]


def test_an_alarm_ends_with_its_own_code_only_when_asked(store: str) -> None:
    assert guowen("--store", store, "--until", UNTIL, "--fail-on-alert")[0] == ALARMED == 6
    quiet, lines = guowen("--store", store, "--until", "2026-11-24", "--fail-on-alert")
    assert (quiet, "no alarm" in lines) == (0, True)
    assert lines[0].endswith("the last cut after 2026-11-24")


def test_one_unit(store: str) -> None:
    _, lines = guowen("--store", store, "--until", UNTIL, "--unit", OTHER_COURT, "--weeks", "6")
    assert lines[0] == "2026-W43 to 2026-W48"
    assert lines[3].split()[:4] == ["all", "units", "1", "0"]
    assert COURT not in "\n".join(lines)
    with pytest.raises(ConfigError, match="no item of '无此院'"):
        guowen("--store", store, "--unit", "无此院")


def test_the_report_leaves_one_row_and_nothing_else(store: str) -> None:
    database = open_database(store)
    before = Ledger(database).head().sequence
    guowen("--store", store, "--until", UNTIL)
    [row] = Ledger(database).rows(limit=1)
    assert (row.sequence, row.action, row.subject, row.actor) == (before + 1, Action.REPORT_VIEWED, "monitoring", None)
    assert row.detail == {"weeks": ["2026-W37", "2026-W48"], "items": 11, "units": 2}
    database.close()


def test_the_same_store_gives_the_same_bytes(store: str, tmp_path: Path) -> None:
    for out in ("a", "b"):
        guowen("--store", store, "--until", UNTIL, "--out", tmp_path / out)
    for name in ("monitoring.json", "monitoring.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_sealed_ledger_wants_its_key_before_anything_is_written(new_sqlite: str, tmp_path: Path) -> None:
    database = open_database(new_sqlite, seal=seal_of(KEY))
    fill(database)
    database.close()
    out = tmp_path / "out"
    with pytest.raises(StoreError, match="GUOWEN_LEDGER_KEY"):
        guowen("--store", new_sqlite, "--until", UNTIL, "--out", out)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--until", "gestern"), "'gestern' is no day"),
        (("--weeks", "1"), "weeks: 1 is not 2 to 260"),
        (("--weeks", "3"), "4 of 3 weeks leave none"),
        (("--alerts", "none.toml"), "none.toml cannot be read"),
    ],
)
def test_what_cannot_be_asked(store: str, options: tuple[str, str], words: str) -> None:
    with pytest.raises(ConfigError) as told:
        guowen("--store", store, *options)
    assert words in str(told.value)


def test_no_store_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store there"):
        guowen("--store", f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()


def test_postgresql_gives_the_same_report(store: str, made_postgresql: str, postgres: str, tmp_path: Path) -> None:
    from tests.databases import new_database

    other = new_database(postgres, made_postgresql)
    database = open_database(other)
    fill(database)
    database.close()
    wanted = Wanted(until=date.fromisoformat(UNTIL))
    for name, url in (("sqlite", store), ("postgresql", other)):
        report(load_settings({"store": url}), tmp_path / name, wanted)
    values = [(tmp_path / name / "monitoring.json").read_bytes() for name in ("sqlite", "postgresql")]
    assert values[0] == values[1]


@pytest.mark.parametrize(
    ("day", "sunday"), [("2026-11-23", "2026-11-22"), ("2026-11-28", "2026-11-22"), ("2026-11-29", "2026-11-22")]
)
def test_the_last_whole_week(day: str, sunday: str) -> None:
    assert last_sunday(date.fromisoformat(day)).isoformat() == sunday

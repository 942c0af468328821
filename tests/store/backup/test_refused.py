"""What is not restored, not overwritten, not taken for a backup; each refusal says what to do."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from data.errors import StoreError
from store.backup import Terms, Unsound, back_up, check, restore
from store.chain import Anchor
from store.database import open_database
from store.ledger import Ledger
from store.ledger_check import FaultKind
from tests.databases import new_database


def edit(*statements: str) -> Callable[[Path], None]:
    """Changes a backup from outside, rails taken away."""

    def do(path: Path) -> None:
        with closing(sqlite3.connect(path)) as opened, opened:
            for statement in ("DROP TRIGGER ledger_no_update", "DROP TRIGGER ledger_no_delete", *statements):
                opened.execute(statement)

    return do


def cut(path: Path) -> None:
    """Loses the second half."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil(path: Path) -> None:
    """Loses a word in the middle of a text, no page's structure."""
    data = path.read_bytes()
    place = data.index("三楼会议室里".encode())
    path.write_bytes(data[:place] + "四".encode() + data[place + 3 :])


DAMAGED: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("no database", lambda path: path.write_text("会议记录" * 1000, "utf-8") and None, "cannot be read as a backup"),
    ("cut short", cut, "cannot be read as a backup"),
    ("a word changed", spoil, r"table (decisions|ledger_values): \d+ rows with another SHA-256"),
    ("a row gone", edit("DELETE FROM evidence"), "table evidence: 0 rows, the manifest has 2"),
    ("manifest gone", edit("DROP TABLE backup_manifest"), "no backup of guowen, it has no manifest"),
    ("manifest changed", edit("UPDATE backup_manifest SET manifest = replace(manifest, '1', '2')"), "SHA-256 is not"),
    ("not there", lambda path: path.unlink(), "no such file"),
)


def refusal(call: Callable[..., object], *arguments: object) -> str:
    """What a call is refused with, "" when it is not."""
    try:
        call(*arguments)
    except StoreError as error:
        return str(error)
    return ""


def test_a_damaged_backup_is_named_and_nothing_is_restored(taken, tmp_path):
    place, wrong = tmp_path / "restored.db", {}
    for name, do, words in DAMAGED:
        path = Path(shutil.copy(taken.path, tmp_path / "damaged.backup"))
        do(path)
        for told in (refusal(check, path), refusal(restore, path, str(place))):
            if not re.search(words, told) or place.exists():
                wrong[name] = told
    assert wrong == {}


def test_a_newer_backup_is_refused(taken, tmp_path):
    with closing(sqlite3.connect(taken.path)) as opened, opened:
        (told,) = opened.execute("SELECT manifest FROM backup_manifest").fetchone()
        changed = told.replace('"schema":"reopening"', '"schema":"later"')
        opened.execute(
            "UPDATE backup_manifest SET manifest = ?, sha256 = ?",
            (changed, hashlib.sha256(changed.encode()).hexdigest()),
        )
    with pytest.raises(StoreError, match="newer version of guowen .*'later'"):
        restore(taken.path, str(tmp_path / "restored.db"))


def test_nothing_is_overwritten(decided, taken, tmp_path):
    with closing(open_database(decided)) as database:
        end = Ledger(database).head()
    with pytest.raises(StoreError, match="nothing is overwritten"):
        restore(taken.path, decided)
    with pytest.raises(StoreError, match="nothing is overwritten"):
        back_up(decided, taken.path)
    with closing(open_database(decided)) as database:
        assert Ledger(database).head() == end, "a backup that cannot be written is none, and not on record"


def test_a_log_without_its_store_is_not_played_into_the_new_one(taken, tmp_path):
    (tmp_path / "restored.db-wal").write_bytes(b"of a store that was moved away")
    with pytest.raises(StoreError, match=r"restored\.db-wal: there already.*belong together"):
        restore(taken.path, str(tmp_path / "restored.db"))


def test_tables_of_another_program_stay(taken, postgres):
    url = new_database(postgres)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE accounts (id INTEGER)"))
    with pytest.raises(StoreError, match=r"another program has tables there \(accounts\)"):
        restore(taken.path, url)
    engine.dispose()


def test_what_cannot_be_backed_up(tmp_path):
    with pytest.raises(StoreError, match="no store there"):
        back_up(str(tmp_path / "none.db"), tmp_path / "guowen.backup")
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match="not a store of guowen"):
        back_up(str(tmp_path / "empty.db"), tmp_path / "guowen.backup")
    assert not (tmp_path / "guowen.backup").exists()


def test_a_row_noted_since_is_lost_knowingly_only(taken, tmp_path):
    noted = Anchor(30, "a" * 64)
    with pytest.raises(StoreError, match=r"ends at row 11, and row 30 was noted since: 19 rows would be lost"):
        restore(taken.path, str(tmp_path / "restored.db"), terms=Terms(noted))
    restored = restore(taken.path, str(tmp_path / "restored.db"), terms=Terms(noted, accept_loss=True))
    assert (restored.lost, restored.faults) == (19, ())
    with closing(open_database(str(tmp_path / "restored.db"))) as database:
        assert Ledger(database).rows(limit=1)[0].detail["noted"] == 30


def test_the_ledger_must_hold(decided_sqlite, tmp_path):
    place = str(tmp_path / "restored.db")
    with pytest.raises(Unsound) as caught:
        restore(back_up(decided_sqlite, tmp_path / "1.backup").path, place, terms=Terms(Anchor(7, "b" * 64)))
    assert [(fault.kind, fault.sequence) for fault in caught.value.faults] == [(FaultKind.NOT_AS_NOTED, 7)]
    edit("UPDATE ledger SET actor = 'x' WHERE sequence = 7")(Path(decided_sqlite.removeprefix("sqlite:///")))
    taken = back_up(decided_sqlite, tmp_path / "2.backup")
    assert [fault.kind for fault in taken.faults] == [FaultKind.CHANGED], "evidence is kept, and called what it is"
    with pytest.raises(Unsound, match="1 faults in the ledger, nothing was restored"):
        restore(taken.path, place)
    assert not Path(place).exists()
    restored = restore(taken.path, place, terms=Terms(accept_faults=True))
    assert [fault.kind for fault in restored.faults] == [FaultKind.CHANGED]

"""Every way of changing the ledger from outside is found, and named with the row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from store.chain import Anchor, commitment, genesis, row_hash
from store.database import Database, open_database
from store.ledger import Ledger
from store.ledger_check import FaultKind
from store.seal import seal_of
from tests.store.decided import decide_two

KEY = "a-key-that-nobody-could-ever-guess-of-a-test"
OTHER_KEY = "the-key-of-somebody-who-has-the-file-but-not-the-key"

Row = dict[str, Any]
Found = tuple[FaultKind, int | None, int | None]


class Intruder:
    """Somebody with every right in the database, who takes the rails away first."""

    def __init__(self, url: str) -> None:
        if url.startswith("sqlite"):
            self._opened: Any = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            self._mark = "?"
            for trigger in ("ledger_no_update", "ledger_no_delete"):
                self.run(f"DROP TRIGGER {trigger}")
        else:
            self._opened = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
            self._mark = "%s"
            self.run("SET session_replication_role = replica")

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the statement gives; values stand as `?`."""
        cursor = self._opened.execute(statement.replace("?", self._mark), values)
        return list(cursor.fetchall()) if cursor.description else []

    def rows(self) -> list[Row]:
        """The ledger, first to last."""
        cursor = self._opened.execute("SELECT * FROM ledger ORDER BY sequence")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def write(self, rows: Sequence[Row]) -> None:
        """Puts these rows in the place of the ledger."""
        self.run("DELETE FROM ledger")
        for row in rows:
            marks = ", ".join("?" * len(row))
            self.run(f"INSERT INTO ledger ({', '.join(row)}) VALUES ({marks})", *row.values())

    def close(self) -> None:
        """Leaves."""
        self._opened.close()


def chained(rows: Sequence[Row], first: int, previous: str | None = None) -> list[Row]:
    """The rows with their numbers and hashes made anew from number `first` on."""
    done = [dict(row) for row in rows[: first - 1]]
    previous = previous or done[-1]["hash"]
    for number, row in enumerate(rows[first - 1 :], first):
        fresh = row | {"sequence": number, "previous": previous}
        previous = fresh["hash"] = str(row_hash(fresh))
        done.append(fresh)
    return done


def note_end(thief: Intruder) -> None:
    """Makes the note of the chain's end fit."""
    thief.run("UPDATE ledger_head SET (sequence, hash) = (SELECT sequence, hash FROM ledger ORDER BY 1 DESC LIMIT 1)")


def change(column: str, value: Any, number: int = 7) -> Callable[[Intruder], None]:
    """Sets one column of one row."""
    return lambda thief: thief.run(f"UPDATE ledger SET {column} = ? WHERE sequence = ?", value, number) and None


def change_hash_too(thief: Intruder) -> None:
    rows = thief.rows()
    rows[6]["subject"] = "G0002"
    rows[6]["hash"] = row_hash(rows[6])
    thief.write(rows)


def change_value(thief: Intruder) -> None:
    thief.run("UPDATE ledger_values SET value = '\"走廊\"' WHERE sequence = 8")


def change_value_and_commitment(thief: Intruder) -> None:
    change_value(thief)
    salt = thief.run("SELECT salt FROM ledger_values WHERE sequence = 8")[0][0]
    thief.run("UPDATE ledger SET new = ? WHERE sequence = 8", commitment(salt, '"走廊"'))


def erase_value(thief: Intruder) -> None:
    thief.run("DELETE FROM ledger_values WHERE sequence = 8")


def add_value(thief: Intruder) -> None:
    thief.run("INSERT INTO ledger_values (sequence, side, salt, value) VALUES (3, 'new', 's', '1')")


def remove(*numbers: int) -> Callable[[Intruder], None]:
    """Takes rows out."""
    return lambda thief: [thief.run("DELETE FROM ledger WHERE sequence = ?", number) for number in numbers] and None


def cut_and_note(thief: Intruder) -> None:
    remove(9, 10)(thief)
    note_end(thief)


def cut_with_decisions(thief: Intruder) -> None:
    cut_and_note(thief)
    thief.run("DELETE FROM decisions")
    thief.run("UPDATE proposals SET desk = 'open'")


def swap(thief: Intruder) -> None:
    rows = thief.rows()
    rows[3]["sequence"], rows[4]["sequence"] = 5, 4
    thief.write(rows)


def forged(rows: Sequence[Row], number: int) -> Row:
    return rows[number - 1] | {"action": "claimed", "subject": "G0009", "old": None, "new": None}


def insert_row(thief: Intruder) -> None:
    rows = thief.rows()
    fresh = chained([*rows[:4], forged(rows, 5)], 5)
    later = [row | {"sequence": row["sequence"] + 1} for row in rows[4:]]
    thief.write([*fresh, *later])


def append_row(thief: Intruder) -> None:
    rows = thief.rows()
    thief.write(chained([*rows, forged(rows, 10)], 11))


def append_loose_row(thief: Intruder) -> None:
    rows = thief.rows()
    loose = chained([*rows, forged(rows, 10)], 11, previous="0" * 64)[-1]
    thief.write([*rows, loose])


def rewrite(first: int) -> Callable[[Intruder], None]:
    """Writes the chain anew from a row on, with another doer of row 7, so that it holds by itself."""

    def do(thief: Intruder) -> None:
        rows = thief.rows()
        rows[6]["actor"] = "somebody else"
        thief.write(chained(rows, first, None if first > 1 else genesis(rows[0]["subject"])))
        note_end(thief)

    return do


def rewrite_with_another_key(thief: Intruder) -> None:
    rows = thief.rows()
    seal = seal_of(OTHER_KEY)
    assert seal is not None
    for row in rows[6:]:
        row["sealed_by"] = seal.name
    rows = chained(rows, 7)
    thief.write([*rows[:6], *(row | {"seal": seal.sign(row["hash"])} for row in rows[6:])])
    note_end(thief)


def rewrite_without_a_key(thief: Intruder) -> None:
    rows = thief.rows()
    thief.write(chained([row | {"sealed_by": None, "seal": None} for row in rows], 1, genesis(rows[0]["subject"])))
    note_end(thief)


def seal_again(thief: Intruder) -> None:
    rewrite(7)(thief)
    other = seal_of(OTHER_KEY)
    assert other is not None
    thief.write([row | {"seal": other.sign(row["hash"])} if row["sequence"] > 6 else row for row in thief.rows()])


def replace_store_id(thief: Intruder) -> None:
    thief.run("UPDATE identity SET store_id = ?", "f" * 32)


def change_decision(thief: Intruder) -> None:
    thief.run("UPDATE decisions SET kind = 'confirm', reason = NULL WHERE sequence = 10")


def change_words_of_decision(thief: Intruder) -> None:
    thief.run("UPDATE decisions SET outcome = replace(outcome, '会议室', '走廊') WHERE sequence = 9")


def remove_decision(thief: Intruder) -> None:
    thief.run("DELETE FROM decisions WHERE sequence = 10")


def change_state(thief: Intruder) -> None:
    thief.run("UPDATE proposals SET desk = 'confirmed' WHERE proposal_id = 'G0002'")


def change_proposal(thief: Intruder) -> None:
    thief.run("UPDATE proposals SET digest = 'other' WHERE proposal_id = 'G0002'")


def take_a_role(thief: Intruder) -> None:
    thief.run("UPDATE accounts SET roles = ?", '["approver","reviewer"]')


def make_account(thief: Intruder) -> None:
    thief.run(
        "INSERT INTO accounts (account_id, login, name, roles, created_at) VALUES ('a0', 'ghost', 'ghost', '[]', '')"
    )


def do_nothing(_: Intruder) -> None: ...


PLAIN: tuple[tuple[str, Callable[[Intruder], None], list[Found]], ...] = (
    ("nothing", do_nothing, []),
    ("time changed", change("at", "2020-01-01T00:00:00.000Z"), [(FaultKind.CHANGED, 7, None)]),
    ("actor changed", change("actor", "somebody else"), [(FaultKind.CHANGED, 7, None)]),
    ("actor removed", change("actor", None), [(FaultKind.CHANGED, 7, None)]),
    ("action changed", change("action", "released"), [(FaultKind.CHANGED, 7, None)]),
    ("subject changed", change("subject", "G0002"), [(FaultKind.CHANGED, 7, None)]),
    ("detail changed", change("detail", '{"item":"name"}'), [(FaultKind.CHANGED, 7, None)]),
    ("detail spoilt", change("detail", "{"), [(FaultKind.CHANGED, 7, None)]),
    ("hash changed", change("hash", "0" * 64), [(FaultKind.CHANGED, 7, None)]),
    ("link changed", change("previous", "0" * 64), [(FaultKind.CHANGED, 7, None)]),
    ("seal put on", change("seal", "0" * 64), [(FaultKind.UNSEALED, 7, None)]),
    ("row and its hash changed", change_hash_too, [(FaultKind.REPLACED, 7, None)]),
    ("value changed", change_value, [(FaultKind.VALUE_CHANGED, 8, None)]),
    ("value and commitment changed", change_value_and_commitment, [(FaultKind.CHANGED, 8, None)]),
    ("value erased", erase_value, [(FaultKind.VALUE_GONE, 8, None)]),
    ("value put in", add_value, [(FaultKind.VALUE_PUT_IN, 3, None)]),
    ("row removed", remove(7), [(FaultKind.MISSING, 7, None)]),
    ("rows removed", remove(7, 8), [(FaultKind.MISSING, 7, 8), (FaultKind.VALUE_PUT_IN, 8, None)]),
    ("rows swapped", swap, [(FaultKind.MOVED, 4, None), (FaultKind.MOVED, 5, None)]),
    ("row appended", append_row, [(FaultKind.PUT_ON, 11, None)]),
    ("loose row appended", append_loose_row, [(FaultKind.PUT_IN, 11, None), (FaultKind.PUT_ON, 11, None)]),
    (
        "end cut off",
        remove(9, 10),
        [
            (FaultKind.NOT_ON_RECORD, None, None),
            (FaultKind.NOT_ON_RECORD, None, None),
            (FaultKind.NOT_ON_RECORD, None, None),
            (FaultKind.NOT_ON_RECORD, None, None),
            (FaultKind.CUT_OFF, 9, 10),
            (FaultKind.VALUE_PUT_IN, 9, 10),
            (FaultKind.VALUE_PUT_IN, 9, None),
        ],
    ),
    (
        "store id replaced",
        replace_store_id,
        [(FaultKind.FOREIGN, 1, None), (FaultKind.TELLS_OTHERWISE, 1, None)],
    ),
    (
        "decision changed",
        change_decision,
        [(FaultKind.TELLS_OTHERWISE, 10, None), (FaultKind.TELLS_OTHERWISE, 10, None)],
    ),
    ("words of a decision changed", change_words_of_decision, [(FaultKind.TELLS_OTHERWISE, 9, None)]),
    ("decision removed", remove_decision, [(FaultKind.THING_GONE, 10, None)]),
    ("state changed", change_state, [(FaultKind.TELLS_OTHERWISE, 10, None)]),
    ("proposal changed", change_proposal, [(FaultKind.TELLS_OTHERWISE, 4, None)]),
    ("role taken", take_a_role, [(FaultKind.TELLS_OTHERWISE, 6, None)]),
    ("account made", make_account, [(FaultKind.NOT_ON_RECORD, None, None)]),
)
"""What is done, and what is found with the file alone: kind, first and last row."""


def faults(database: Database, anchor: Anchor | None = None) -> list[Found]:
    """What is found, in the order of the rows."""
    return [(fault.kind, fault.sequence, fault.through) for fault in sorted_(Ledger(database).verify(anchor))]


def sorted_(found: Sequence[Any]) -> list[Any]:
    return sorted(found, key=lambda fault: (fault.sequence or 0, str(fault.kind)))


@contextmanager
def tampered(url: str, do: Callable[[Intruder], None]) -> Iterator[Database]:
    """The store at `url` after an intruder was there."""
    thief = Intruder(url)
    do(thief)
    thief.close()
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def plain(store_url: str, proposal: Any, versions: dict[str, str]) -> str:
    """A store without a key, in which things were done."""
    database = open_database(store_url)
    decide_two(database, proposal, versions)
    database.close()
    return store_url


@pytest.fixture
def sealed(store_url: str, proposal: Any, versions: dict[str, str]) -> str:
    """A store with a key."""
    database = open_database(store_url, seal=seal_of(KEY))
    decide_two(database, proposal, versions)
    database.close()
    return store_url


def restore(url: str) -> Callable[[], None]:
    """Gives back the tables as they are now, so that one store serves for the whole list."""
    thief = Intruder(url) if not url.startswith("sqlite") else None
    if thief is None:
        path = Path(url.removeprefix("sqlite:///"))
        kept = path.read_bytes()

        def put_back() -> None:
            for beside in ("-wal", "-shm"):
                path.with_name(path.name + beside).unlink(missing_ok=True)
            path.write_bytes(kept)

        return put_back
    names = ("identity", "accounts", "proposals", "decisions", "ledger", "ledger_values", "ledger_head")
    for name in names:
        thief.run(f"CREATE TABLE kept_{name} AS SELECT * FROM {name}")
    thief.close()

    def fill_again() -> None:
        again = Intruder(url)
        for name in names:
            again.run(f"DELETE FROM {name}")
            again.run(f"INSERT INTO {name} SELECT * FROM kept_{name}")
        again.close()

    return fill_again


def test_whatever_is_changed_is_found_with_the_file_alone(plain):
    put_back = restore(plain)
    wrong = {}
    for name, do, expected in PLAIN:
        put_back()
        with tampered(plain, do) as database:
            found = faults(database)
        if found != sorted(expected, key=lambda one: (one[1] or 0, str(one[0]))):
            wrong[name] = found
    assert wrong == {}


def test_a_row_put_in_shows_by_those_that_moved(plain):
    with tampered(plain, insert_row) as database:
        found = faults(database)
    assert (FaultKind.MOVED, 6, 11) in found, "what were rows 5 to 10 stand one too high"
    assert (FaultKind.PUT_ON, 11, None) in found


def test_a_cut_that_fits_its_note_shows_by_what_it_left(plain):
    with tampered(plain, cut_and_note) as database:
        told = [str(fault) for fault in Ledger(database).verify() if fault.kind is FaultKind.NOT_ON_RECORD]
    assert [line.split(": ", 1)[1] for line in told] == [
        "decision 1, proposal G0001, row 9",
        "decision 2, proposal G0002, row 10",
        "state confirmed, proposal G0001",
        "state rejected, proposal G0002",
    ]


ANCHORED = (
    ("cut, and all traces removed", cut_with_decisions, 10, [(FaultKind.CUT_OFF, 9, 10)]),
    ("rewritten from row 7 on", rewrite(7), 10, [(FaultKind.NOT_AS_NOTED, 10, None)]),
    ("rewritten throughout", rewrite(1), 8, [(FaultKind.NOT_AS_NOTED, 8, None)]),
    ("not touched", do_nothing, 10, []),
    ("not touched, noted long ago", do_nothing, 3, []),
)


def test_what_was_noted_outside_finds_a_chain_that_holds_by_itself(plain):
    database = open_database(plain)
    hashes = {row.sequence: row.hash for row in Ledger(database).rows(limit=20)}
    database.close()
    put_back, wrong = restore(plain), {}
    for name, do, noted, expected in ANCHORED:
        put_back()
        with tampered(plain, do) as opened:
            found = faults(opened, Anchor(noted, hashes[noted]))
        if [one for one in found if one[0] is not FaultKind.VALUE_PUT_IN] != expected:
            wrong[name] = found
    assert wrong == {}


SEALED = (
    ("not touched", do_nothing, []),
    ("row changed", change("actor", "x"), [(FaultKind.CHANGED, 7, None)]),
    ("rewritten, old seals", rewrite(7), [(FaultKind.WRONG_SEAL, 7, 10)]),
    ("rewritten and sealed with another key", rewrite_with_another_key, [(FaultKind.UNKNOWN_KEY, 7, 10)]),
    ("rewritten under the name of the key", seal_again, [(FaultKind.WRONG_SEAL, 7, 10)]),
    ("rewritten without any key", rewrite_without_a_key, [(FaultKind.UNSEALED, 10, None)]),
    ("seal taken off", change("seal", None), [(FaultKind.UNSEALED, 7, None)]),
    ("row appended", append_row, [(FaultKind.PUT_ON, 11, None), (FaultKind.WRONG_SEAL, 11, None)]),
)


def test_nobody_without_the_key_writes_a_chain_that_holds(sealed):
    put_back, wrong = restore(sealed), {}
    for name, do, expected in SEALED:
        put_back()
        with tampered(sealed, do) as database:
            database.seal = seal_of(KEY)
            found = faults(database)
        if found != expected:
            wrong[name] = found
    assert wrong == {}


def test_the_ledger_of_another_store_is_not_taken_for_this_one(plain, tmp_path, proposal, versions):
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    decide_two(other, proposal, versions)
    other.close()
    theirs = Intruder(f"sqlite:///{tmp_path / 'other.db'}")
    rows = theirs.rows()
    theirs.close()

    def put_in(thief: Intruder) -> None:
        thief.write(rows)
        note_end(thief)

    with tampered(plain, put_in) as database:
        assert (FaultKind.FOREIGN, 1, None) in faults(database)


def test_the_next_row_leaves_the_gap_of_a_cut_open_for_good(plain):
    with tampered(plain, remove(10)) as database:
        account = Ledger(database).rows(limit=9)[-6].subject
        from store.accounts import Accounts

        Accounts(database).change(account, {"name": "林二"}, by="command")
        assert Ledger(database).head().sequence == 11
        assert (FaultKind.MISSING, 10, None) in faults(database)


def test_bytes_that_are_no_text_do_not_end_the_check(tmp_path, proposal, versions):
    from store.readonly import open_readonly

    url = f"sqlite:///{tmp_path / 'guowen.db'}"
    database = open_database(url)
    decide_two(database, proposal, versions)
    database.close()
    thief = Intruder(url)
    thief.run("UPDATE ledger SET subject = CAST(x'ff00fe' AS TEXT) WHERE sequence = 7")
    thief.run("UPDATE ledger SET at = x'ff' WHERE sequence = 8")
    thief.close()
    opened = open_readonly(url)
    assert faults(opened) == [(FaultKind.CHANGED, 7, 8)]
    opened.close()

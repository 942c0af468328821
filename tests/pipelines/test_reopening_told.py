"""A re-opening that is cut off, over a store of the schema before it, and what it says of that which settles again."""

from __future__ import annotations

import json
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.screening import Nobody, screen
from store.schema import HEAD, VERSION_TABLE
from tests.pipelines.test_reopening import RELATED, edited

FILED = "F0002,P0013,段峰,任国华,P0296,雾山县政协,委员,（2023）湘96执311号,2023-05-18,电话,打听案情,2023-05-20"
"""Answers the call of 18 May that the note tells of."""
NEW = {"inboxes": ("registries",), "files": ("registries", "reopened"), "proposals": ("because",)}
"""What the migration `reopening` brought."""


def told(order):
    """(state, because) of every proposal, by id."""
    with closing(sqlite3.connect(order.store_url.removeprefix("sqlite:///"))) as store:
        rows = store.execute("SELECT proposal_id, state, because FROM proposals").fetchall()
    return {key: (state, json.loads(because or "[]")) for key, state, because in rows}


def lines(order):
    """What the run wrote."""
    return (order.out / "proposals.jsonl").read_bytes()


def fresh_lines(order, tmp_path):
    """What a run over an empty store comes to."""
    full = replace(order, out=tmp_path / "full", store_url=f"sqlite:///{tmp_path / 'full.db'}")
    screen(full)
    return lines(full)


def test_what_vanishes_comes_back_or_stays_the_same_says_why(copied_after, tmp_path):
    order, before = copied_after.order, set(told(copied_after.order))
    added = replace(order, registries=edited(copied_after.registries, tmp_path / "a", "filed_records", FILED, None))
    screen(added)
    gone = {key: why for key, (state, why) in told(order).items() if state == "withdrawn"}
    assert list(gone.values()) == [[["filed", "F0002", "added"]]]
    same = [why for key, (_, why) in told(order).items() if key not in gone]
    assert [["filed", "F0002", "added"]] in same
    screen(order)
    back = told(order)
    assert set(back) == before
    assert [back[key] for key in gone] == [("proposed", [["filed", "F0002", "removed"]])]


class Killer(Nobody):
    """Ends its own process with SIGKILL once a batch is committed."""

    def committed(self, batch, findings):
        os.kill(os.getpid(), signal.SIGKILL)


CUT = "from tests.pipelines.test_reopening_told import *; cut_off(sys.argv[1])"


def cut_off(order):
    """Screens by the pickled order until it is killed."""
    screen(pickle.loads(Path(order).read_bytes()), Killer())  # noqa: S301 - of the test's own


@pytest.mark.timeout(280)
def test_killed_while_re_opening_it_loses_nothing(copied_after, tmp_path):
    new = edited(copied_after.registries, tmp_path / "new", "lawyer_relatives", RELATED, None)
    order = replace(copied_after.order, registries=new)
    (tmp_path / "order").write_bytes(pickle.dumps(order))
    before = set(told(order))
    command = [sys.executable, "-c", CUT, str(tmp_path / "order")]
    cut = subprocess.run(command, capture_output=True, timeout=200, check=False)
    assert cut.returncode == -signal.SIGKILL, cut.stderr.decode()
    assert set(told(order)) >= before
    ended = screen(order)
    assert ended.complete
    assert 0 < ended.counts["reopened"] < ended.counts["files"]
    assert dict(ended.reopened) == {"lawyers L0043 added": ended.counts["reopened"]}
    assert lines(order) == fresh_lines(order, tmp_path)
    assert screen(order).counts["screened"] == 0


def test_a_store_of_the_schema_before_reads_all_once_then_re_opens(copied_after, tmp_path):
    order, before = copied_after.order, told(copied_after.order)
    with closing(sqlite3.connect(order.store_url.removeprefix("sqlite:///"))) as store, store:
        for table, columns in NEW.items():
            for column in columns:
                store.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        store.execute("DROP TABLE registry_entries")
        store.execute(f"UPDATE {VERSION_TABLE} SET version_num = 'desk'")
    new = edited(copied_after.registries, tmp_path / "new", "lawyer_relatives", RELATED, None)
    changed = replace(order, registries=new)
    first = screen(changed)
    assert (first.counts["reopened"], first.counts["unchanged"]) == (0, 0)
    assert lines(changed) == fresh_lines(changed, tmp_path)
    assert set(told(order)) == set(before)
    second = screen(order)
    assert 0 < second.counts["reopened"] == second.counts["screened"] < second.counts["files"]
    assert dict(second.reopened) == {"lawyers L0043 removed": second.counts["reopened"]}
    assert told(order).keys() == before.keys()
    assert HEAD == "reopening"

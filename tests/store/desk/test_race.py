"""Two reviewers at once over 250 items while a third is killed on the way: nothing decided twice, nothing lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import insert, select

from store.desk.rows import Wishes
from store.desk_tables import DECISIONS
from store.tables import PROPOSALS
from tests.store.desk.conftest import CONFIRM, body_of

ITEMS = 250
KILLED_AFTER = 10
SHARE = 75  # of each before he waits for word: three shares leave items, so the killed one is never starved of his
ROOT = Path(__file__).parents[3]


def reviewer(url: str, account_id: str) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("reviewer.py")
    return subprocess.Popen(
        [sys.executable, str(script), url, account_id, str(SHARE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )


def go_on(one: subprocess.Popen[str]) -> None:
    one.stdin.write("\n")
    one.stdin.flush()


def fill(office) -> None:
    office.put("G0000")
    with office.database.writing() as connection:
        row = dict(connection.execute(select(PROPOSALS)).mappings().one())
        rows = [
            row | {"proposal_id": id_, "digest": id_, "body": json.dumps(body_of(id_))}
            for id_ in (f"G{number:04}" for number in range(1, ITEMS))
        ]
        connection.execute(insert(PROPOSALS), rows)


def test_two_race_while_a_third_is_killed(office, desk_url):
    fill(office)
    dee = [office.person(account_id) for account_id in ("ann", "ben", "cleo", "dee")][-1]
    ann, ben, cleo = (reviewer(desk_url, account_id) for account_id in ("ann", "ben", "cleo"))
    for one in (ann, ben, cleo):
        assert one.stdout.readline() == "ready\n"
    for one in (ann, ben, cleo):
        go_on(one)
    said = [cleo.stdout.readline().strip() for _ in range(KILLED_AFTER)]
    cleo.kill()
    said += cleo.communicate()[0].split()
    for one in (ann, ben):
        said += one.communicate("\n")[0].split()
        assert one.returncode == 0
    with office.database.reading() as connection:
        found = connection.execute(select(DECISIONS.c.proposal_id, DECISIONS.c.account_id)).all()
        open_ = connection.execute(select(PROPOSALS.c.proposal_id).where(PROPOSALS.c.desk == "open")).scalars().all()
    assert {row.account_id for row in found} == {"ann", "ben", "cleo"}
    assert max(Counter(row.proposal_id for row in found).values()) == 1
    # what was acknowledged is there; the killed one's last decision may be there without having been said
    assert len(said) == len(set(said))
    decided = {row.proposal_id for row in found}
    assert set(said) <= decided
    assert len(decided - set(said)) <= 1
    # what the killed one held is left to others once his claim runs out, and nothing else is
    assert len(open_) <= 1
    assert len(decided) + len(open_) == ITEMS
    office.clock.now = "2999-01-01T00:00:00.000Z"
    left = []
    while proposal_id := office.desk.next_item(dee, Wishes()):
        office.desk.decide(dee, proposal_id, CONFIRM)
        left.append(proposal_id)
    assert sorted(left) == sorted(open_)
    assert office.faults() == []

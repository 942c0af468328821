"""A reviewer in a process of his own: takes the next item and decides it until there is none, and prints what he did.

python reviewer.py URL ACCOUNT SHARE

He says "ready" and waits for a line before he starts, so that several set off at the same moment however long each took
to load, and waits for another line once he has decided SHARE items, so that none can empty the queue before the others
had theirs.
"""

from __future__ import annotations

import sys
from itertools import count

from store.database import open_database
from store.desk import Desk
from store.desk.rows import DecisionKind, Verdict, Wishes
from store.viewer import Role, Viewer, account_key


def main(url: str, account_id: str, share: str) -> None:
    """Prints the id of every proposal once its decision is on file."""
    database = open_database(url)
    desk = Desk(database)
    viewer = Viewer(account_id, frozenset({Role.REVIEWER}), None, frozenset({account_key(account_id)}))
    print("ready", flush=True)  # noqa: T201
    for number in count():
        if number in {0, int(share)}:
            sys.stdin.readline()
        proposal_id = desk.next_item(viewer, Wishes())
        if proposal_id is None:
            break
        desk.decide(viewer, proposal_id, Verdict(DecisionKind.CONFIRM))
        print(proposal_id, flush=True)  # noqa: T201
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

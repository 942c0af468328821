"""A store in which things were done: a run, two proposals, an account, an edit, two decisions. Ten ledger rows:

1 store created, 2 run started, 3 and 4 proposals created, 5 run finished, 6 account created, 7 claimed, 8 item edited,
9 G0001 amended and confirmed, 10 G0002 rejected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from store.accounts import Accounts, NewAccount
from store.database import Database
from store.desk import Desk
from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.repository import Store
from store.tables import PROPOSALS
from store.viewer import Role, Viewer

EDITED, NOTE = "三楼会议室里", "与本案无涉的一次闲谈"
"""Words of a person: they stand beside the ledger, and can be erased."""


def decide_two(database: Database, proposal: Callable[..., Any], versions: dict[str, str]) -> Viewer:
    """Does what the module tells of; returns who decided."""
    store = Store(database)
    run = store.begin_run("/inbox", versions)
    store.save_proposals(run, [proposal(), proposal(proposal_id="G0002")])
    store.finish_run(run, {"files": 1}, {})
    new = NewAccount(login="lin", name="林一", roles=frozenset({Role.REVIEWER}), oidc_subject="s-1")
    account = Accounts(database).add(new, by="command")
    with database.writing() as connection:
        connection.execute(update(PROPOSALS).values(barred_by="registries"))
    viewer = Viewer(account.account_id, account.roles, None, frozenset())
    desk = Desk(database)
    desk.edit(viewer, "G0001", "place", EDITED)
    desk.decide(viewer, "G0001", Verdict(DecisionKind.CONFIRM))
    desk.decide(viewer, "G0002", Verdict(DecisionKind.REJECT, reason=RejectReason.NOT_INQUIRY, note=NOTE))
    return viewer

"""Registries of two nights, and what tests of saved runs look up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import insert

from data.registry import Case, LawyerRelative, Official, Registries, Tenure
from store.desk_tables import ACCOUNTS, DECISIONS
from store.tables import PROPOSALS

COURT, APPEAL = "安澜市中级人民法院", "（2024）川97刑终12号"
OFFICIALS = {
    key: Official(key, name, (), "", (), (Tenure(COURT, "审判员", "", None, None),))
    for key, name in (("P0007", "顾长青"), ("P0011", "方娟"), ("P0012", "苏建国"))
}
CASE = Case(APPEAL, COURT, "抢劫罪", ("周大海",), ("P0011",), (), date(2024, 1, 2), None)
BEFORE = Registries(officials=OFFICIALS, cases={APPEAL: CASE}, sha256="b" * 64)
KIN = LawyerRelative("L0001", "顾小青", "1", "川明律师事务所", "", "子女", "P0007", "顾长青", COURT, "副院长", None)
AFTER = replace(BEFORE, cases={APPEAL: replace(CASE, handlers=("P0012",))}, lawyers={"L0001": KIN}, sha256="c" * 64)


def row_of(rows, *names):
    """The named columns of G0001."""
    return next(row[1:] for row in rows(PROPOSALS, "proposal_id", *names) if row[0] == "G0001")


def decide(database, proposal_id):
    """A decision of somebody, taken back since."""
    account = {"account_id": "a1", "login": "a", "name": "甲", "roles": "[]", "created_at": "2024-01-01"}
    with database.writing() as connection:
        connection.execute(insert(ACCOUNTS).values(**account))
        connection.execute(
            insert(DECISIONS).values(
                proposal_id=proposal_id,
                round=1,
                kind="reject",
                machine_digest="d",
                desk_before="open",
                account_id="a1",
                decided_at="2024-01-01",
                undone_at="2024-01-02",
                sequence=1,
            )
        )

"""A desk on each database, proposals to work on, and people to work on them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from records.proposals import SEVERITIES
from store.database import Database, open_database
from store.desk import Desk, DeskRules
from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.desk_tables import ACCOUNTS, BARS, TERMS
from store.ledger import Ledger, LedgerRow, read
from store.ledger_check.faults import Fault
from store.tables import EVIDENCE, INBOXES, PASSAGES, PROPOSALS, RUNS
from store.viewer import Role, Viewer, account_key
from tests.databases import new_database, new_file

COURT, OTHER_COURT = "安澜市中级人民法院", "临江县人民法院"
CASE_NO = "（2024）川97刑终12号"
PAPERS = ("d1.txt", "d2.txt")
NOW = "2026-11-23T08:00:00.000Z"
CONFIRM = Verdict(DecisionKind.CONFIRM)
REJECT = Verdict(DecisionKind.REJECT, RejectReason.LAWFUL)


class Clock:
    """A clock that stands until it is set on."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> str:
        return self.now


def body_of(proposal_id: str, severity: str = "medium", **record: Any) -> dict[str, Any]:
    """A line of proposals.jsonl: two papers, the first of which alone tells the day and the place."""
    told = {
        "name": "顾长青",
        "org": "安澜市司法局",
        "position": "副局长",
        "occurred_on": "2024-03-05",
        "place": "办公室",
        "channel": "电话",
        "content": "帮忙问问进展",
        "case": {"case_no": CASE_NO, "unit": COURT, "cause": None, "parties": ["周大海"], "stage": None},
        "relation": None,
        "handling": None,
    }
    pieces = [(PAPERS[0], item) for item in ("name", "occurred_on", "place", "content")] + [(PAPERS[1], "name")]
    return {
        "proposal_id": proposal_id,
        "verdict": "unfiled",
        "severity": severity,
        "score": 0.75,
        "category": "inquire",
        "situations": ["ask_progress"],
        "record": told | record,
        "links": {
            "intervener": {
                "registry": "officials",
                "id": "P0007",
                "score": 0.9,
                "reasons": [],
                "candidates": [
                    {
                        "registry": "officials",
                        "id": "P0008",
                        "name": "顾长清",
                        "org": "安澜市审计局",
                        "position": "科长",
                        "score": 0.6,
                        "reasons": [],
                    },
                ],
            },
            "recipient": {"registry": None, "id": None, "score": 0.0, "reasons": [], "candidates": []},
        },
        "evidence": [
            {"doc_id": paper, "path": paper, "location": {}, "start": 0, "end": 3, "quote": "顾长青", "item": item}
            for paper, item in pieces
        ],
        "due_on": "2024-03-12",
        "report_to": ["同级党委政法委"],
        "rules": ["official_inquiry"],
    }


class Office:
    """A store with a run, into which a test puts proposals, bars and people."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.desk = Desk(database, DeskRules(clock=self.clock))

    def put(
        self, proposal_id: str, severity: str = "medium", *, record: dict[str, Any] | None = None, **columns: Any
    ) -> str:
        """Adds a proposal that is open to everybody; `columns` are those of the table."""
        body = body_of(proposal_id, severity, **(record or {}))
        case = body["record"]["case"] or {}
        row = {
            "proposal_id": proposal_id,
            "inbox_id": 1,
            "state": "proposed",
            "first_run": "run1",
            "last_run": "run1",
            "severity": severity,
            "severity_rank": SEVERITIES.index(severity),
            "due_on": "2024-03-12",
            "due_key": "2024-03-12",
            "score": 0.75,
            "score_key": -0.75,
            "category": "inquire",
            "situations": "ask_progress",
            "occurred_on": body["record"]["occurred_on"],
            "unit": COURT,
            "case_no": case.get("case_no"),
            "intervener": body["record"]["name"],
            "intervener_id": "P0007",
            "digest": f"digest of {proposal_id}",
            "body": json.dumps(body),
            "barred_by": "registries",
        }
        evidence = [
            {name: one[name] for name in ("path", "doc_id", "item")}
            | {"proposal_id": proposal_id, "position": at, "body": json.dumps(one)}
            for at, one in enumerate(body["evidence"])
        ]
        passages = [
            {
                "proposal_id": proposal_id,
                "position": at,
                "doc_id": paper,
                "body": json.dumps({"doc_id": paper, "text": paper}),
            }
            for at, paper in enumerate(PAPERS)
        ]
        with self.database.writing() as connection:
            connection.execute(insert(PROPOSALS).values(row | columns))
            connection.execute(insert(EVIDENCE), evidence)
            connection.execute(insert(PASSAGES), passages)
        return proposal_id

    def term(self, proposal_id: str, kind: str, term: str) -> None:
        """Lets a proposal be found by a term."""
        with self.database.writing() as connection:
            connection.execute(insert(TERMS).values(kind=kind, term=term, proposal_id=proposal_id))

    def bar(self, proposal_id: str, person: str, kind: str) -> None:
        """Bars a person from a proposal."""
        with self.database.writing() as connection:
            connection.execute(insert(BARS).values(proposal_id=proposal_id, person=person, kind=kind))

    def column(self, proposal_id: str, name: str) -> Any:
        """A column of a proposal as it stands in the table."""
        with self.database.reading() as connection:
            return connection.execute(select(PROPOSALS.c[name]).where(PROPOSALS.c.proposal_id == proposal_id)).scalar()

    def bars(self, proposal_id: str) -> set[tuple[str, str]]:
        """Who is barred from a proposal, and why."""
        with self.database.reading() as connection:
            found = select(BARS.c.person, BARS.c.kind).where(BARS.c.proposal_id == proposal_id)
            return {(row.person, row.kind) for row in connection.execute(found)}

    def ledger(self) -> Sequence[LedgerRow]:
        """The whole chain."""
        with self.database.reading() as connection:
            return list(read(connection))

    def faults(self) -> list[Fault]:
        """What the ledger does not bear out, but for the run, accounts and proposals that tests put in without it."""
        put_in = {"run", "end_of_run", "account", "proposal"}
        found = Ledger(self.database).verify()
        return [fault for fault in found if put_in.isdisjoint(name for name, _ in fault.things()) or fault.sequence]

    def person(
        self, account_id: str, *roles: Role, units: tuple[str, ...] | None = None, keys: tuple[str, ...] = ()
    ) -> Viewer:
        """An account and its sight; a reviewer of all units unless told otherwise."""
        with self.database.writing() as connection:
            connection.execute(
                insert(ACCOUNTS).values(
                    account_id=account_id, login=account_id, name=account_id, roles="[]", created_at=NOW
                )
            )
        return Viewer(
            account_id, frozenset(roles or {Role.REVIEWER}), units, frozenset({account_key(account_id), *keys})
        )


@pytest.fixture(scope="session")
def prepared_sqlite(made_sqlite: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SQLite store with a finished run in it, to be copied."""
    return _prepare(new_file(tmp_path_factory.mktemp("prepared"), made_sqlite))


@pytest.fixture(scope="session")
def prepared_postgresql(made_postgresql: str, postgres: str) -> str:
    """A PostgreSQL store with a finished run in it, to be copied."""
    return _prepare(new_database(postgres, made_postgresql))


@pytest.fixture(params=["sqlite", "postgresql"])
def desk_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store with a finished run, on each database."""
    prepared = request.getfixturevalue(f"prepared_{request.param}")
    if request.param == "sqlite":
        return new_file(tmp_path, prepared)
    return new_database(request.getfixturevalue("postgres"), prepared)


@pytest.fixture
def office(desk_url: str) -> Iterator[Office]:
    """An empty office on each database."""
    database = open_database(desk_url)
    yield Office(database)
    database.close()


def _prepare(url: str) -> str:
    versions = json.dumps({"code": "1", "model": "m1", "rulebook": "r1", "registries": "x"})
    database = open_database(url)
    with database.writing() as connection:
        connection.execute(insert(INBOXES).values(inbox_id=1, root="/inbox"))
        connection.execute(
            insert(RUNS).values(
                run_id="run1", inbox_id=1, state="finished", started_at=NOW, versions_key="k", versions=versions
            )
        )
    database.close()
    return url

"""A store of invented proposals in the numbers of a province, for measuring the desk: units, people, cases, decisions.

The same seed gives the same store. Rows go in by the databases' own bulk ways; what the desk reads is all there:
bodies of common length, evidence, passages, bars, terms, and a ledger that verifies.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from data.codec import digest, from_text, to_text
from records.proposals import SEVERITIES
from store.database import Database
from store.desk_tables import ACCOUNTS, BARS, DECISIONS, TERMS
from store.ledger import append
from store.ledger_rows import Action, Entry, Source
from store.tables import EVIDENCE, INBOXES, PASSAGES, PROPOSALS, RUNS
from store.terms import tails
from store.viewer import Role, Viewer, account_key

AT = "2026-11-20T08:00:00.000Z"
PLACES = ("安澜", "临江", "平川", "云溪", "石桥", "青岭", "东湖", "西塘", "南浦", "北关")
KINDS = ("市中级人民法院", "市人民检察院", "县人民法院", "市公安局")
UNITS = tuple(place + kind for place in PLACES for kind in KINDS)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎欧司"
GIVEN = (
    "建国明华志强伟军平东文辉力永健世广义兴良海山仁波宁贵福生龙元全胜学祥才发武新利清飞彬富顺信子杰涛昌成康星光天达安"
)
SITUATIONS = (
    ("ask_progress", 60), ("ask_deliberation", 8), ("plead", 12), ("direct_outcome", 6), ("pass_material", 5),
    ("private_meeting", 4), ("introduce_agent", 2), ("pressure", 2), ("benefit", 0.7), ("steer_procedure", 0.3),
)  # fmt: skip
REVIEWERS = 12
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class City:
    """What a filled store holds: ids of proposals, their cases and people, and accounts of reviewers."""

    ids: Sequence[str]
    cases: Sequence[str]
    names: Sequence[str]
    viewers: Sequence[Viewer]


def city(count: int, seed: int = 7) -> City:
    """What a store filled with `count` proposals of that seed holds."""
    chance = random.Random(seed)  # noqa: S311
    return City(
        ids=[f"G{digest(number)[:20]}" for number in range(count)],
        cases=[f"（{2022 + n % 4}）川{97 - n % 9}{kind}{n}号" for n in range(count // 3) for kind in ("刑初", "民终")],
        names=sorted({_name(chance) for _ in range(6_000)}),
        viewers=[_viewer(number) for number in range(REVIEWERS)],
    )


def fill(database: Database, held: City, seed: int = 11) -> None:
    """Puts the proposals of a city, of which three in ten are decided, into an empty store."""
    chance = random.Random(seed)  # noqa: S311
    with database.writing() as connection:
        _office(connection)
    made = (_proposal(id_, chance, held.names, held.cases) for id_ in held.ids)
    while batch := list(islice(made, BATCH)):
        with database.writing() as connection:
            for table, rows in _rows(batch, chance).items():
                _bulk(connection, table, rows)
            _decide(connection, [row for row, _, _ in batch if row["desk"] != "open"], chance)
    if database.engine.dialect.name == "postgresql":
        with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _viewer(number: int) -> Viewer:
    """Every third sees three units only; every second is an official whom some proposals name."""
    id_ = f"reviewer{number}"
    units = UNITS[number : number + 3] if number % 3 == 2 else None
    own = (f"P{number:04}",) if number % 2 else ()
    return Viewer(id_, frozenset({Role.REVIEWER}), units, frozenset({account_key(id_), *own}))


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))


def _office(connection: Connection) -> None:
    connection.execute(insert(INBOXES).values(inbox_id=1, root="/inbox"))
    versions = to_text({"code": "1", "model": "m", "rulebook": "r"})
    run = {"run_id": "run1", "inbox_id": 1, "state": "finished", "started_at": AT, "versions_key": "k"}
    connection.execute(insert(RUNS).values(run | {"versions": versions}))
    append(connection, [Entry(Action.RUN_STARTED, "run1"), Entry(Action.RUN_FINISHED, "run1")], Source("run1"), at=AT)
    for viewer in map(_viewer, range(REVIEWERS)):
        values = {"account_id": viewer.account_id, "login": viewer.account_id, "name": viewer.account_id}
        connection.execute(insert(ACCOUNTS).values(values | {"roles": '["reviewer"]', "created_at": AT}))
        append(connection, [Entry(Action.ACCOUNT_CREATED, viewer.account_id)], Source(), at=AT)


Made = tuple[dict[str, Any], dict[str, Any], list[str]]
"""The row of a proposal, its body, and who else is named."""


def _proposal(id_: str, chance: random.Random, people: Sequence[str], cases: Sequence[str]) -> Made:
    name, parties = chance.choice(people), chance.sample(people, 2)
    person = f"P{min(int(chance.expovariate(1 / 900)), 5_999):04}"
    rank = chance.choices(range(4), (2, 8, 30, 60))[0]
    day = date(2024, 1, 2) + timedelta(days=chance.randrange(1_000))
    due = (day + timedelta(days=7)).isoformat() if chance.random() < 0.97 else None
    score, unit, case_no = round(chance.betavariate(5, 2), 4), chance.choice(UNITS), chance.choice(cases)
    codes = dict.fromkeys(
        chance.choices([c for c, _ in SITUATIONS], [w for _, w in SITUATIONS], k=chance.choice((1, 1, 2)))
    )
    said = "".join(chance.choices("关于该案的进展情况请帮忙问一下看能否尽快有个结果谢谢", k=60))
    evidence = [
        {"doc_id": f"{id_}-{n % 2}", "path": f"comms/{id_}-{n % 2}.txt", "location": {"line": n}, "start": 0, "end": 60,
         "quote": said, "item": item}
        for n, item in enumerate(("name", "occurred_on", "content", "case"))
    ]  # fmt: skip
    reasons = [{"comparison": c, "weight": 1.0, "words": said[:20]} for c in ("name", "title", "place")]
    rival = {"registry": "officials", "id": person, "name": name, "org": unit, "position": "副院长", "score": 0.9}
    link = {"registry": "officials", "id": person, "score": 0.9, "reasons": reasons}
    body = {
        "proposal_id": id_, "verdict": "unfiled", "severity": SEVERITIES[rank], "score": score, "category": "inquire",
        "situations": list(codes),
        "record": {
            "name": name, "org": unit, "position": "副院长", "occurred_on": day.isoformat(), "place": None,
            "channel": "电话", "content": said, "relation": None, "handling": None,
            "case": {"case_no": case_no, "unit": unit, "cause": None, "parties": parties, "stage": None},
        },
        "links": {
            "intervener": link | {"candidates": [rival | {"reasons": reasons}]},
            "recipient": link | {"candidates": []},
        },
        "evidence": evidence, "due_on": due, "report_to": ["同级党委政法委"], "rules": ["official_inquiry"],
    }  # fmt: skip
    state = chance.choices(
        ("open", "confirmed", "rejected", "second", "info", "reminded"), (69, 14, 14, 1, 1, 1)
    )[0]  # fmt: skip
    row = {
        "proposal_id": id_, "inbox_id": 1, "origin": "machine", "state": "proposed", "first_run": "run1",
        "last_run": "run1", "severity": SEVERITIES[rank], "severity_rank": rank, "due_on": due,
        "due_key": due or "9999-12-31", "score": score, "score_key": -score,
        "category": chance.choices(("inquire", "interfere", "meddle"), (80, 15, 5))[0], "occurred_on": day.isoformat(),
        "situations": " ".join(codes), "unit": unit, "case_no": case_no, "intervener": name, "intervener_id": person,
        "digest": digest(id_),
        "body": to_text(body), "details": to_text({"certainty": {}, "people": []}), "barred_by": "registries",
        "desk": state, "decided_at": None if state == "open" else AT, "decided_digest": None,
        "news": int(state == "confirmed" and chance.random() < 0.02), "merged_into": None,
    }  # fmt: skip
    return row, body, [name, *parties]


def _rows(batch: Sequence[Made], chance: random.Random) -> dict[Table, list[dict[str, Any]]]:
    """All rows of a batch by table, in an order that foreign keys allow."""
    rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in (PROPOSALS, EVIDENCE, PASSAGES, BARS, TERMS)}
    for row, body, names in batch:
        id_ = row["proposal_id"]
        rows[PROPOSALS].append(row)
        for at, piece in enumerate(body["evidence"]):
            told = {"path": piece["path"], "doc_id": piece["doc_id"], "item": piece["item"], "body": to_text(piece)}
            rows[EVIDENCE].append({"proposal_id": id_, "position": at, **told})
        for at in range(2):
            paper, words = f"{id_}-{at}", body["record"]["content"] * 3
            turn = {"doc_id": paper, "start": 0, "end": len(words), "role": "paragraph", "speaker": None}
            passage = to_text(turn | {"sent_at": None, "text": words, "location": {"line": 1}})
            rows[PASSAGES].append({"proposal_id": id_, "position": at, "doc_id": paper, "body": passage})
        officials = {f"P{min(int(chance.expovariate(1 / 900)), 5_999):04}" for _ in range(8)} | {row["intervener_id"]}
        people = {("named", f"name:{name}") for name in names} | {("panel", official) for official in officials}
        rows[BARS] += [{"proposal_id": id_, "person": who, "kind": kind} for kind, who in sorted(people)]
        terms = {("name", name[at:]) for name in names for at in range(len(name))}
        terms |= {("case", tail) for tail in _tails(row["case_no"])} | {
            ("situation", one) for one in body["situations"]
        }
        rows[TERMS] += [{"kind": kind, "term": term, "proposal_id": id_} for kind, term in sorted(terms)]
    return rows


_tails = lru_cache(maxsize=None)(tails)


def _decide(connection: Connection, decided: Sequence[dict[str, Any]], chance: random.Random) -> None:
    """A decision, with its ledger row, for every row that is not open; one actor a batch."""
    actor = f"reviewer{chance.randrange(REVIEWERS)}"
    entries = [Entry(Action.DECIDED, row["proposal_id"]) for row in decided]
    last = append(connection, entries, Source(actor=actor), at=AT)
    rows = []
    for sequence, row in enumerate(decided, last - len(decided) + 1):
        kind = {"rejected": "reject", "info": "info", "reminded": "remind"}.get(row["desk"], "confirm")
        final = kind in ("confirm", "reject")
        rows.append({
            "proposal_id": row["proposal_id"], "round": 1, "kind": kind, "machine_digest": row["digest"],
            "reason": "lawful" if kind == "reject" else None, "desk_before": "open", "account_id": actor,
            "decided_at": AT, "sequence": sequence, "outcome": _outcome(row["body"]) if final else None,
        })  # fmt: skip
    _bulk(connection, DECISIONS, rows)


def _outcome(body: str) -> str:
    told = from_text(body)
    person = {"registry": "officials", "id": told["links"]["intervener"]["id"]}
    kept = {"record": told["record"], "situations": told["situations"], "intervener": person, "changed": []}
    return to_text(kept)


def _bulk(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """COPY on PostgreSQL; prepared inserts on SQLite."""
    if not rows:
        return
    names = list(rows[0])
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
        connection.exec_driver_sql(statement, list(_values(rows, names)))
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor().copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for values in _values(rows, names):
            copy.write_row(values)


def _values(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return (tuple(row[name] for name in names) for row in rows)

"""A store on each database, and hand-made findings and proposals to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from data.codec import digest
from data.errors import FileStatus
from data.registry import Registries
from data.rulebook import Intervener
from records.proposals import Proposal
from records.types import CaseItem, Evidence, Finding, Passage, PersonLink, Record
from store.database import Database, open_database
from store.desk_tables import BARS
from store.repository import Store, open_store
from store.rows import Batch, Changes, FileOutcome, PlannedFile
from store.tables import PROPOSALS
from tests.databases import new_database, new_file
from tests.store.kept import Kept
from tests.store.nights import BEFORE

EVIDENCE = Evidence("comms/a.txt", "comms/a.txt", {"line": 3}, 4, 10, "帮忙问问进展", "content")
PASSAGE = Passage("comms/a.txt", 0, 12, "paragraph", None, None, "昨天来电帮忙问问进展到哪", {"line": 3})
RECORD = Record(
    name="顾长青",
    occurred_on="2024-03-05",
    channel="电话",
    content="帮忙问问进展",
    case=CaseItem("（2024）川97刑终12号", "安澜市中级人民法院", None, ("周大海",), None),
)
FINDING = Finding(
    doc_id="comms/a.txt",
    path="comms/a.txt",
    kind="work_note",
    event_id="e1",
    situations=("ask_progress",),
    channel="phone",
    score=0.8125,
    record=RECORD,
    intervener=PersonLink("顾长青", "officials", "P0007", 0.9),
    recipient=PersonLink("", None, None, 0.0),
    recipient_unit="安澜市中级人民法院",
    standing=Intervener(org="安澜市中级人民法院", position="副院长"),
    case_words="周大海那个案子",
    case_reasons=(),
    case_candidates=("（2024）川97刑终12号",),
    evidence=(EVIDENCE,),
    passages=(PASSAGE,),
)
PROPOSAL = Proposal(
    proposal_id="G0001",
    verdict="unfiled",
    severity="low",
    score=0.8125,
    category="inquire",
    situations=("ask_progress",),
    record=RECORD,
    intervener=FINDING.intervener,
    recipient=FINDING.recipient,
    evidence=(EVIDENCE,),
    passages=(PASSAGE,),
    due_on="2024-03-12",
    report_to=("同级党委政法委",),
    rules=("official_inquiry",),
)
VERSIONS = {"code": "1", "registries": "r1"}


@pytest.fixture(params=["sqlite", "postgresql"])
def absent_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store that is not there yet, on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'guowen.db'}"
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, on each database."""
    made = request.getfixturevalue(f"made_{request.param}")
    if request.param == "sqlite":
        return new_file(tmp_path, made)
    return new_database(request.getfixturevalue("postgres"), made)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open, empty store."""
    with open_store(store_url) as opened:
        yield opened


@pytest.fixture
def kept(store_url: str) -> Iterator[Kept]:
    """What that store holds."""
    with closing(open_database(store_url, make=False)) as database:
        yield Kept(database)


@pytest.fixture
def finding() -> Callable[..., Finding]:
    """A finding with some fields changed."""
    return lambda **changes: replace(FINDING, **changes)


@pytest.fixture
def proposal() -> Callable[..., Proposal]:
    """A proposal with some fields changed."""
    return lambda **changes: replace(PROPOSAL, **changes)


@pytest.fixture
def outcome() -> Callable[..., FileOutcome]:
    """A file that was read, with some fields changed."""

    def make(path: str, **changes: Any) -> FileOutcome:
        plain = FileOutcome(path, "a" * 64, "w", FileStatus.OK, "", "work_note", 1, 3, 40)
        return replace(plain, **changes)

    return make


@pytest.fixture
def versions() -> dict[str, str]:
    """Versions of a run."""
    return dict(VERSIONS)


@pytest.fixture
def commit() -> Callable[..., int]:
    """Plans and commits one batch of outcomes."""

    def do(store: Store, run: Any, *outcomes: FileOutcome) -> int:
        planned = tuple(PlannedFile(o.path, o.sha256, o.work_key) for o in outcomes)
        batch = Batch(run.run_id, digest([o.path for o in outcomes]), 0, planned)
        store.plan_batches(run, [batch])
        return store.commit_batch(run, batch, outcomes)

    return do


@pytest.fixture
def database(store: Store, store_url: str) -> Iterator[Database]:
    """The database of the open store, to look into its tables."""
    opened = open_database(store_url)
    yield opened
    opened.close()


@pytest.fixture
def rows(database: Database) -> Callable[..., list[tuple[Any, ...]]]:
    """(table, ...) -> its rows as tuples of the named columns, sorted."""

    def read(table: Table, *names: str) -> list[tuple[Any, ...]]:
        with database.reading() as connection:
            return sorted(tuple(row) for row in connection.execute(select(*(table.c[name] for name in names))))

    return read


@pytest.fixture
def barred(rows: Callable[..., list[tuple[Any, ...]]]) -> Callable[..., set[tuple[str, str]]]:
    """() -> {(person, kind)} of G0001, names left out."""
    return lambda id_="G0001": {
        (person, kind)
        for key, person, kind in rows(BARS, "proposal_id", "person", "kind")
        if key == id_ and not person.startswith("name:")
    }


@pytest.fixture
def worked(database: Database) -> Callable[..., None]:
    """(proposal_id, column=value ...): what people write into a proposal's row."""

    def write(proposal_id: str, **values: Any) -> None:
        with database.writing() as connection:
            connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == proposal_id).values(**values))

    return write


@pytest.fixture
def nights(store: Store, versions: dict[str, str]) -> Callable[..., Changes]:
    """(proposals, registries) -> the changes that a run of its own makes."""

    def save(proposals: list[Proposal], registries: Registries = BEFORE, **changed: str) -> Changes:
        run = store.begin_run("/inbox", {**versions, "registries": registries.sha256, **changed})
        changes = store.save_proposals(run, proposals, registries)
        store.finish_run(run, {}, {})
        return changes

    return save

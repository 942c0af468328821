"""The small city that is screened under faults, what an undisturbed run of it comes to, and what a trial is held to."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy import func, select

from bench.faults_postgres import Server
from bench.faults_process import Nursery, Wish, exit_code
from store.database import Database, open_database
from store.desk_tables import DECISIONS
from store.drawing import BY_MACHINE
from store.ledger import Action, Ledger, read
from store.rows import ProposalState, RunState
from store.tables import BATCHES, FINDINGS, PROPOSALS, RUNS

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
PAPERS = (
    "comms/P0005/回复_执行进度.eml",
    "comms/P0008/市府办寇秘书.txt",
    "comms/P0011/座机接听登记.xlsx",
    "comms/P0062/欧阳朔律师.txt",
    "comms/P0013/宣小云.csv",
    "units/临渡检察院/转办周报.eml",
)
OUTPUTS = ("proposals.jsonl", "documents.jsonl", "registry_faults.csv", "conflicts.jsonl")
"""What must be the same, byte for byte; run.json tells of times."""
LEFT = frozenset({*OUTPUTS, "run.json"})
STORE_FILES = ("guowen.db", "guowen.db.lock", "guowen.db-wal", "guowen.db-shm")


@dataclass(frozen=True, slots=True)
class State:
    """What a screening came to: the outputs, the ids of the proposals in the store, the number of findings."""

    outputs: Mapping[str, bytes] = field(repr=False)
    proposals: frozenset[str]
    findings: int


@dataclass(frozen=True)
class City:
    """Where the city lies, and what undisturbed screenings of it come to, each made when it is asked for.

    `seconds` is what one takes.
    """

    root: Path
    nursery: Nursery
    server: Server | None
    state: State
    seconds: float

    @property
    def inbox(self) -> Path:
        """All papers."""
        return self.root / "inbox"

    @property
    def registries(self) -> Path:
        """The registries."""
        return self.root / "registries"

    @property
    def others(self) -> Path:
        """Registries by which other proposals are made."""
        return self.root / "other_registries"

    @cached_property
    def states(self) -> Mapping[str, State]:
        """What the city comes to by `registries`, then by `others`, by the digest of the registries."""
        other = undisturbed(self.nursery, self.root / "other", self.inbox, self.others, self.root / "made.db")
        return {_used(self.root / "undisturbed"): self.state, _used(self.root / "other"): other}

    @cached_property
    def half(self) -> tuple[Path, Path]:
        """An inbox with all papers, and a store into which every other one of them was screened."""
        growing, folder = self.root / "growing", self.root / "half"
        for paper in PAPERS[::2]:
            _copy_paper(paper, growing)
        undisturbed(self.nursery, folder, growing, self.registries, self.root / "made.db")
        for paper in PAPERS[1::2]:
            _copy_paper(paper, growing)
        return growing, folder / "guowen.db"

    @cached_property
    def grown(self) -> State:
        """What `half` comes to."""
        growing, store = self.half
        return undisturbed(self.nursery, self.root / "grown", growing, self.registries, store)


def city_in(root: Path, nursery: Nursery, server: Server | None, *, warm: bool) -> City:
    """The city in `root`, see `lay_city`; where `warm`, it is screened once more, as the first warms the disk."""
    for name in ("warming", "undisturbed")[not warm :]:
        begun = time.perf_counter()
        state = undisturbed(nursery, root / name, root / "inbox", root / "registries", root / "made.db")
        lasted = time.perf_counter() - begun
    return City(root, nursery, server, state, lasted)


def _used(folder: Path) -> str:
    return str(json.loads((folder / "out" / "run.json").read_text("utf-8"))["versions"]["registries"])


def lay_city(root: Path) -> tuple[Path, Path]:
    """Lays papers, two sets of registries and an empty store into `root`; the folders of the registries."""
    for paper in PAPERS:
        _copy_paper(paper, root / "inbox")
    registries, others = root / "registries", root / "other_registries"
    shutil.copytree(SAMPLES / "registries", registries)
    shutil.copytree(SAMPLES / "registries", others)
    for file in others.iterdir():
        lines = file.read_text("utf-8-sig").splitlines(keepends=True)
        file.write_text("".join([lines[0], *lines[1 + len(lines) // 6 :]]), "utf-8")
    open_database(f"sqlite:///{root / 'made.db'}").close()
    return registries, others


def _copy_paper(paper: str, inbox: Path) -> None:
    (inbox / paper).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SAMPLES / "inbox" / paper, inbox / paper)


def wish_for(folder: Path, inbox: Path, registries: Path, store: str) -> Wish:
    """A screening of one worker and one file a batch, with all its places in `folder`."""
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    places = ("--registries", str(registries), "--store", store, "--out", str(folder / "out"), "--workers", "1")
    environment = {"GUOWEN_BATCH_FILES": "1", "GUOWEN_LIMITS__SECONDS": "20"}
    return Wish(("screen", str(inbox), *places, "--no-prefect"), environment, folder / "stderr", folder / "tmp")


def undisturbed(nursery: Nursery, folder: Path, inbox: Path, registries: Path, made: Path) -> State:
    """The state after a screening that nothing disturbs, into a copy of the store `made`."""
    folder.mkdir()
    shutil.copyfile(made, folder / "guowen.db")
    store = f"sqlite:///{folder / 'guowen.db'}"
    wish = wish_for(folder, inbox, registries, store)
    code = exit_code(nursery.call(wish))
    if code:
        raise RuntimeError(f"the undisturbed screening ended with {code}: {wish.errors.read_text('utf-8')}")
    return state_of(folder / "out", store)


def state_of(out: Path, store: str) -> State:
    """What OUT and store hold now."""
    outputs = {name: (out / name).read_bytes() if (out / name).exists() else b"" for name in OUTPUTS}
    database = open_database(store)
    with database.reading() as connection:
        stand = (PROPOSALS.c.state == ProposalState.PROPOSED.value, PROPOSALS.c.origin == BY_MACHINE)
        proposals = frozenset(connection.execute(select(PROPOSALS.c.proposal_id).where(*stand)).scalars())
        findings = connection.execute(select(func.count()).select_from(FINDINGS)).scalar_one()
    database.close()
    return State(outputs, proposals, findings)


def stage_of(store: str, runs: int = 1) -> str:
    """How far the run has come that would be the finished one number `runs`."""
    database = open_database(store)
    with database.reading() as connection:
        states = Counter(connection.execute(select(RUNS.c.state)).scalars())
        of = select(func.count(), func.count(BATCHES.c.committed_at)).join(RUNS, RUNS.c.run_id == BATCHES.c.run_id)
        planned, committed = connection.execute(of.where(RUNS.c.state == RunState.RUNNING.value)).one()
    if states[RunState.FINISHED.value] >= runs:
        return _closed(database, "after the end")
    if not planned:
        return _closed(database, "before the plan")
    return _closed(database, "at the papers" if committed < planned else "at the outputs")


def _closed(database: Database, word: str) -> str:
    database.close()
    return word


def differences(found: State, expected: State) -> Iterator[str]:
    """What is not as an undisturbed run leaves it."""
    for name in OUTPUTS:
        if found.outputs[name] != expected.outputs[name]:
            yield f"{name} differs"
    if found.proposals != expected.proposals:
        lost, more = expected.proposals - found.proposals, found.proposals - expected.proposals
        yield f"proposals in the store: {len(lost)} lost, {len(more)} too many"
    if found.findings != expected.findings:
        yield f"{found.findings} findings in the store, not {expected.findings}"


def store_faults(store: str, acknowledged: frozenset[str] = frozenset()) -> Iterator[str]:
    """What is wrong with a store: ledger, proposals made twice, decisions that were acknowledged and are gone."""
    database = open_database(store)
    with database.reading() as connection:
        rows = list(read(connection))
        decided = Counter(connection.execute(select(DECISIONS.c.proposal_id)).scalars())
    yield from (f"ledger: {fault}" for fault in Ledger(database).verify())
    database.close()
    created = Counter(row.subject for row in rows if row.action == Action.PROPOSAL_CREATED.value)
    yield from (f"proposal {key} was made {count} times" for key, count in created.items() if count > 1)
    yield from (f"the decision on {key} is gone" for key in sorted(acknowledged - set(decided)))
    yield from (f"{key} was decided {count} times" for key, count in decided.items() if count > 1)


def left_behind(folder: Path) -> Iterator[str]:
    """Files that a screening in `folder` has left and that nobody looks for."""
    out = {path.name for path in (folder / "out").iterdir()} if (folder / "out").is_dir() else set()
    yield from (f"left in OUT: {name}" for name in sorted(out - LEFT))
    yield from (f"left in the temporary folder: {path.name}" for path in sorted((folder / "tmp").iterdir()))
    known = {*STORE_FILES, "out", "tmp", "stderr"}
    strange = {path.name for path in folder.iterdir() if path.name.startswith("guowen") or path.suffix == ".part"}
    yield from (f"left beside the store: {name}" for name in sorted(strange - known))


def twice_in(proposals: bytes) -> list[str]:
    """The ids that stand more than once in proposals.jsonl."""
    ids = Counter(json.loads(line)["proposal_id"] for line in proposals.decode().splitlines())
    return sorted(key for key, count in ids.items() if count > 1)

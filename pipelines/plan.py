"""What a run has to do: the files of the inbox, which of them are known already, and the batches of the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.codec import digest
from data.errors import FileStatus
from data.inbox import InboxFile, scan
from data.manifest import MANIFEST
from pipelines.basis import Basis
from pipelines.order import Order
from pipelines.reopening import Known
from pipelines.second_counts import is_waiting
from pipelines.versions import REGISTRIES, SECOND_READER, of_reading
from records.proposals import judge_by
from records.settling import settle
from store.repository import Store
from store.rows import Batch, FileRow, Moves, PlannedFile, Run

RETRIED = frozenset({FileStatus.TIMEOUT, FileStatus.CRASHED, FileStatus.UNREADABLE})
"""Quarantines that may have been the machine's fault: tried again by the next run though the file is the same."""

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Plan:
    """The work of one run. Every file of the inbox stands once in `present` or `skipped`.

    `present` are the paths to be screened or known already; `skipped` are those left out by a rule, with the reason;
    `done` counts files that the run had screened before it was cut off. `notices` are sentences for the operator on the
    inbox itself (manifest lines, folders without leave). `moves` are known when the batches are screened, see
    `look_back`.
    """

    run: Run
    present: tuple[str, ...]
    skipped: Mapping[str, str]
    batches: tuple[Batch, ...]
    done: int = 0
    notices: tuple[str, ...] = ()
    moves: Moves = field(default_factory=Moves)

    @property
    def waiting(self) -> int:
        """The number of files that are still to be screened."""
        return sum(len(batch.files) for batch in self.batches)


def make_plan(store: Store, order: Order, versions: Mapping[str, str]) -> Plan:
    """Scans the inbox, takes up or begins a run, and notes its batches in the store.

    A file is not screened again when this run or a finished one did so with the same bytes, work key and registries.
    Where the registries alone are others than those of the last finished run, the file is `known`: the worker looks
    whether that can matter.
    """
    inbox = scan(order.inbox)
    run = store.begin_run(str(order.inbox.resolve()), versions)
    known = {row.path: row for row in store.files(run)}
    before = None if SECOND_READER in versions else store.registries_before(run)
    eventful = store.eventful_files(run) if before is not None else frozenset()
    skipped = {entry.path: entry.reason for entry in inbox.skipped if entry.path != MANIFEST}
    waiting: list[PlannedFile] = []
    present: list[str] = []
    done = 0
    for file in _planned(order.inbox, inbox.files, run, skipped):
        present.append(file.path)
        row = known.get(file.path)
        if row is None or not _still_holds(row, file, run):
            told = Known.EVENTS if file.path in eventful else Known.QUIET
            waiting.append(replace(file, known=told.value) if row and _held(row, file, before) else file)
        elif row.run_id == run.run_id:
            done += 1
    batches = tuple(_batches(run, waiting, order.batch_files))
    store.plan_batches(run, batches)
    return Plan(run, tuple(present), skipped, batches, done, inbox.faults)


def look_back(store: Store, order: Order, plan: Plan, basis: Basis) -> Plan:
    """The plan once its batches are screened: with the files that left their place, and with what is to be read again.

    A finding that a filed record answers keeps no words. When the record proves to answer another occasion, or to fall
    short of this one, the paper is read again within the same run, so that its proposal does not depend on which paper
    came first. The batches of such files stand behind those of `plan`; mostly there are none.
    """
    moves = store.settle_places(plan.run, plan.present)
    judge = judge_by(basis.registries, basis.rulebook)
    wanted = set(settle(store.findings(plan.run), store.erased_proposals(), judge).wordless) & set(plan.present)
    if not wanted:
        return replace(plan, moves=moves)
    entries = [entry for entry in scan(order.inbox).files if entry.path in wanted]
    files = list(_planned(order.inbox, entries, plan.run, {}))
    again = tuple(_batches(plan.run, files, order.batch_files, first=len(plan.batches)))
    store.plan_batches(plan.run, again)
    return replace(plan, batches=plan.batches + again, moves=moves)


def _planned(inbox: Path, entries: Sequence[InboxFile], run: Run, skipped: dict[str, str]) -> Iterator[PlannedFile]:
    """The files with the digest of their bytes. Of two names that read alike only the first is taken."""
    seen: set[str] = set(skipped)
    for entry in entries:
        if entry.path in seen:
            skipped[_another_name(entry.path, seen)] = (
                f"its name reads like that of {entry.path} but is stored in another encoding; rename one of them"
            )
            continue
        seen.add(entry.path)
        kind = entry.kind.value if entry.kind else None
        yield PlannedFile(
            path=entry.path,
            sha256=_sha256(entry.file_in(inbox)),
            work_key=digest([of_reading(run.versions), kind, entry.owner, entry.case_no]),
            size=entry.size,
            kind=kind,
            owner=entry.owner,
            case_no=entry.case_no,
            stored_as=entry.stored_as,
        )


def _another_name(path: str, seen: set[str]) -> str:
    count = 2
    while f"{path} ({count})" in seen:
        count += 1
    seen.add(f"{path} ({count})")
    return f"{path} ({count})"


def _sha256(file: Path) -> str:
    """SHA-256 of the file's bytes in hex, empty when the system refuses to read it: the reader will say why."""
    total = hashlib.sha256()
    try:
        with file.open("rb") as data:
            while block := data.read(BLOCK):
                total.update(block)
    except OSError:
        return ""
    return total.hexdigest()


def _still_holds(row: FileRow, file: PlannedFile, run: Run) -> bool:
    """Whether what the store knows of the file is what screening it now would come to."""
    if not _same(row, file) or row.registries != run.versions.get(REGISTRIES, ""):
        return False
    return row.run_id == run.run_id or not _tried_again(row)


def _held(row: FileRow, file: PlannedFile, before: str | None) -> bool:
    """Whether what the store knows of the file is what screening it by the registries `before` would come to.

    A file that left the inbox was not looked at while it was away.
    """
    return _same(row, file) and row.gone_in is None and row.registries == before and not _tried_again(row)


def _same(row: FileRow, file: PlannedFile) -> bool:
    return row.sha256 == file.sha256 and row.work_key == file.work_key


def _tried_again(row: FileRow) -> bool:
    return row.status in RETRIED or is_waiting(row.passed_over)


def _batches(run: Run, files: Sequence[PlannedFile], size: int, first: int = 0) -> Iterator[Batch]:
    """The files in batches of at most `size`, in their order; `first` is the position of the first."""
    for position, start in enumerate(range(0, len(files), size), first):
        chunk = tuple(files[start : start + size])
        key = digest([position, [[file.path, file.sha256, file.work_key] for file in chunk]])
        yield Batch(run.run_id, key, position, chunk)

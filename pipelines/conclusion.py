"""The end of a run: findings to proposals, proposals to the store, and the files that others read."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from data.errors import FileStatus
from data.outputs import make_folder, write_json, write_json_lines, write_with
from data.registries import write_faults
from data.registry import Registries
from matching.changes import footprints_of
from pipelines import reopening, second_counts
from pipelines.basis import Basis
from pipelines.plan import Plan
from pipelines.versions import REGISTRIES
from records.conflicts import conflicts_of
from records.passed import in_words, kind_of
from records.proposals import judge_by, proposals_of
from records.settling import settle
from store.chain import Anchor
from store.repository import Store
from store.rows import FileRow, Moves, PlannedFile, Run

FAILED = "its batch could not be stored; run the same command again, it takes up where this one ended"


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that gave no text. `line` is its line of documents.jsonl, from 1; `status` how the reading ended."""

    line: int
    path: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to: what run.json holds. `failed` files have no result yet, the next call takes them up.

    `ledger` is the last row on record when run.json was written, to hold the ledger against later from outside of the
    store; the rows that end the run follow it. `outputs` has the SHA-256 of each file written to `out`, by name;
    `reopened` the files read again by each entry of the registries that has changed.
    """

    run_id: str
    counts: Mapping[str, int]
    seconds: Mapping[str, float]
    versions: Mapping[str, str]
    notices: tuple[str, ...]
    ledger: Anchor
    quarantined: tuple[Quarantined, ...]
    out: Path
    outputs: Mapping[str, str]
    reopened: Mapping[str, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every file of the inbox has its result."""
        return self.counts["failed"] == 0


def conclude(store: Store, basis: Basis, plan: Plan, out: Path, seconds: Mapping[str, float]) -> Summary:
    """Proposes from all findings of the inbox, saves that and writes OUT. The run stays open until `end_run`.

    Killed anywhere in here, the run is taken up by the next call and comes to the same bytes. Raises RegistryError when
    the registries were being exchanged as the run began: the next call begins a run by the new ones.
    """
    start = time.perf_counter()
    exchanged = filter(None, [basis.standing.check()])
    findings = store.findings(plan.run)
    settled = settle(findings, store.erased_proposals(), judge_by(basis.registries, basis.rulebook))
    proposals = proposals_of(settled, basis.registries, basis.rulebook)
    changes = store.save_proposals(plan.run, proposals, basis.registries)
    rows = {row.path: row for row in store.files(plan.run) if row.gone_in is None}
    for path in missing_files(plan, rows):
        rows.pop(path, None)  # what an earlier run knew of it no longer holds
    lines = [_line_of(path, plan, rows) for path in sorted([*plan.present, *plan.skipped])]
    counts = _counts(plan, rows, lines) | {"findings": len(findings)} | asdict(changes) | _places(plan.moves)
    make_folder(out)
    outputs = {
        "proposals.jsonl": write_json_lines(out / "proposals.jsonl", (proposal.row() for proposal in proposals)),
        "documents.jsonl": write_json_lines(out / "documents.jsonl", lines),
        "registry_faults.csv": write_with(out / "registry_faults.csv", lambda path: write_faults(path, basis.faults)),
        "conflicts.jsonl": write_json_lines(out / "conflicts.jsonl", _conflicts(basis)),
    }
    took = {name: round(value, 3) for name, value in seconds.items()}
    took["conclude"] = round(time.perf_counter() - start, 3)
    summary = Summary(
        run_id=plan.run.run_id,
        counts=counts,
        seconds=took,
        versions=basis.versions,
        notices=(
            *plan.notices,
            *exchanged,
            *second_counts.notices(row.passed_over for row in rows.values()),
        ),
        ledger=store.ledger_head(),
        quarantined=_quarantined(lines, rows),
        out=out,
        outputs=outputs,
        reopened=reopening.by_entry(row.reopened for row in rows.values() if row.run_id == plan.run.run_id),
    )
    outputs["run.json"] = write_json(out / "run.json", _run_row(summary))
    if summary.complete:
        store.erase_words(plan.run, settled.answered)
        store.empty_log()
    return summary


def _conflicts(basis: Basis) -> Iterator[dict[str, Any]]:
    """The lines of conflicts.jsonl: whose acting in a case is to be checked."""
    return (conflict.row() for conflict in conflicts_of(basis.registries, basis.rulebooks))


def end_run(store: Store, plan: Plan, summary: Summary, registries: Registries) -> None:
    """Ends the run, unless files are without a result: those are taken up by the next call.

    The last thing a screening does, and the moment from which the next run reckons changes of `registries`. After it
    the same files are `unchanged`: whoever is killed before, and called again, still says of them that they were
    screened.
    """
    if summary.complete:
        store.finish_run(plan.run, summary.counts, summary.outputs, footprints_of(registries))


def missing_files(plan: Plan, rows: Mapping[str, FileRow]) -> list[str]:
    """The files that were to be screened by this run and have no row of it: their batch is not in the store."""
    planned = [file for batch in plan.batches for file in batch.files]
    return [file.path for file in planned if not _has_result(rows.get(file.path), file, plan.run)]


def _has_result(row: FileRow | None, file: PlannedFile, run: Run) -> bool:
    """Whether this run screened the file, or looked at it and kept what was known."""
    if row is None or row.run_id == run.run_id:
        return row is not None
    same = row.sha256 == file.sha256 and row.work_key == file.work_key
    return file.known is not None and same and row.registries == run.versions.get(REGISTRIES, "")


def _line_of(path: str, plan: Plan, rows: Mapping[str, FileRow]) -> dict[str, Any]:
    """The file's line of documents.jsonl."""
    row = rows.get(path)
    if path in plan.skipped:
        return _line(path, "quarantined", reason=plan.skipped[path])
    if row is None:
        return _line(path, "quarantined", reason=FAILED)
    status = "quarantined" if row.quarantined else "screened" if row.run_id == plan.run.run_id else "unchanged"
    told = [row.reason, in_words(row.passed_over), second_counts.in_words(row.passed_over)]
    if row.run_id == plan.run.run_id:
        told.append(reopening.in_words(row.reopened))
    reason = "; ".join(filter(None, told))
    return _line(path, status, reason or None, row.sha256 or None, row.kind)


def _line(
    path: str, status: str, reason: str | None, sha256: str | None = None, kind: str | None = None
) -> dict[str, Any]:
    return {"path": path, "sha256": sha256, "status": status, "kind": kind, "reason": reason}


def _counts(plan: Plan, rows: Mapping[str, FileRow], lines: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Files by status and events passed over; documents, turns and characters are those this run has read."""
    status = Counter(line["status"] for line in lines)
    read = [row for row in rows.values() if row.run_id == plan.run.run_id]
    passed: Counter[str] = Counter()
    for row in rows.values():
        for cause, count in row.passed_over.items():
            passed[kind_of(cause)] += count
    return {
        "files": len(lines),
        "screened": status["screened"],
        "unchanged": status["unchanged"],
        "quarantined": status["quarantined"],
        "failed": sum(path not in rows for path in plan.present),
        "reopened": sum(bool(row.reopened) for row in read),
        "partial": sum(row.status is FileStatus.PARTIAL for row in rows.values()),
        "documents": sum(row.documents for row in read),
        "turns": sum(row.turns for row in read),
        "characters": sum(row.characters for row in read),
        **{name: passed[name] for name in ("filed", "lawful", "negated", "hypothetical")},
        **second_counts.totals(row.passed_over for row in rows.values()),
    }


def _places(moves: Moves) -> dict[str, int]:
    return {"gone": len(moves.gone), "moved": len(moves.moved)}


def _quarantined(lines: Sequence[Mapping[str, Any]], rows: Mapping[str, FileRow]) -> tuple[Quarantined, ...]:
    return tuple(
        Quarantined(
            number, line["path"], rows[line["path"]].status.value if line["path"] in rows else "skipped", line["reason"]
        )
        for number, line in enumerate(lines, 1)
        if line["status"] == "quarantined"
    )


def _run_row(summary: Summary) -> dict[str, Any]:
    return {
        "run_id": summary.run_id,
        "complete": summary.complete,
        "counts": summary.counts,
        **({"reopened": summary.reopened} if summary.reopened else {}),
        "seconds": summary.seconds,
        "versions": summary.versions,
        "notices": summary.notices,
        "ledger": asdict(summary.ledger),
    }

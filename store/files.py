"""Files of an inbox and the findings in them, as statements on a connection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from data.codec import from_text, to_text
from data.errors import FileStatus
from records.types import Finding
from store.clock import now
from store.ledger import Action, Entry, Source, append
from store.rows import FileOutcome, FileRow, Moves, Run
from store.tables import FILES, FINDINGS

CHUNK = 500
"""Values named in one statement: SQLite takes 32,766 of them, an index is used just as well with fewer."""

_COLUMNS = [FILES.c[name] for name in FileRow.__dataclass_fields__]


def rows(connection: Connection, inbox_id: int) -> list[FileRow]:
    """All files of the inbox that were ever screened, by path."""
    found = connection.execute(select(*_COLUMNS).where(FILES.c.inbox_id == inbox_id))
    made = [
        FileRow(**{**row._mapping, "status": FileStatus(row.status), "passed_over": from_text(row.passed_over)})
        for row in found
    ]
    # Sorted here, not by the database: its collation may differ from one server to the next.
    return sorted(made, key=lambda row: row.path)


def replace(connection: Connection, run: Run, outcomes: Sequence[FileOutcome]) -> int:
    """Puts `outcomes` in the place of what was known of these files; returns the number of findings.

    Of a file that is kept only the registries change that its result holds for.
    """
    registries = registries_of(run)
    _hold(connection, run, [outcome.path for outcome in outcomes if outcome.kept], registries)
    outcomes = [outcome for outcome in outcomes if not outcome.kept]
    if not outcomes:
        return 0
    _forget(connection, run.inbox_id, [outcome.path for outcome in outcomes])
    connection.execute(
        insert(FILES),
        [
            {
                "inbox_id": run.inbox_id,
                "path": outcome.path,
                "run_id": run.run_id,
                "sha256": outcome.sha256,
                "work_key": outcome.work_key,
                "status": outcome.status.value,
                "reason": outcome.reason,
                "kind": outcome.kind,
                "documents": outcome.documents,
                "turns": outcome.turns,
                "characters": outcome.characters,
                "passed_over": to_text(dict(outcome.passed_over)),
                "registries": registries,
                "reopened": outcome.reopened,
            }
            for outcome in outcomes
        ],
    )
    findings = [
        {"inbox_id": run.inbox_id, "path": outcome.path, "position": position, "body": to_text(finding.to_row())}
        for outcome in outcomes
        for position, finding in enumerate(outcome.findings)
    ]
    if findings:
        connection.execute(insert(FINDINGS), findings)
    return len(findings)


def registries_of(run: Run) -> str:
    """The digest of the registries of a run, "" for one that was made without any."""
    return run.versions.get("registries", "")


def _hold(connection: Connection, run: Run, paths: Sequence[str], registries: str) -> None:
    for chunk in _chunks(paths):
        here = (FILES.c.inbox_id == run.inbox_id) & FILES.c.path.in_(chunk)
        connection.execute(update(FILES).where(here).values(registries=registries))


def eventful(connection: Connection, inbox_id: int) -> frozenset[str]:
    """The paths of files in which anything was found, be it to be proposed or not."""
    there = FILES.c.inbox_id == inbox_id
    passed = select(FILES.c.path).where(there, FILES.c.passed_over != to_text({}))
    found = select(FINDINGS.c.path).where(FINDINGS.c.inbox_id == inbox_id).distinct()
    return frozenset([*connection.execute(passed).scalars(), *connection.execute(found).scalars()])


def findings(connection: Connection, inbox_id: int) -> list[Finding]:
    """The findings of the inbox, by path and place in the file, those of files that are gone included."""
    found = connection.execute(
        select(FINDINGS.c.path, FINDINGS.c.position, FINDINGS.c.body).where(FINDINGS.c.inbox_id == inbox_id)
    ).all()
    return [Finding.from_row(from_text(row.body)) for row in sorted(found, key=lambda row: (row.path, row.position))]


def erase_words(connection: Connection, inbox_id: int, answered: Iterable[Finding]) -> int:
    """Takes the words out of the stored findings that propose nothing; returns how many there were."""
    wanted: dict[str, set[tuple[str, str]]] = {}
    for finding in answered:
        wanted.setdefault(finding.path, set()).add((finding.doc_id, finding.event_id))
    erased = 0
    for path in sorted(wanted):
        here = (FINDINGS.c.inbox_id == inbox_id) & (FINDINGS.c.path == path)
        for row in connection.execute(select(FINDINGS.c.position, FINDINGS.c.body).where(here)).all():
            finding = Finding.from_row(from_text(row.body))
            if (finding.doc_id, finding.event_id) in wanted[path]:
                body = to_text(finding.without_words().to_row())
                connection.execute(update(FINDINGS).where(here, FINDINGS.c.position == row.position).values(body=body))
                erased += 1
    return erased


def settle_places(connection: Connection, run: Run, present: Iterable[str]) -> Moves:
    """Compares the files known with those `present` in the inbox, and notes what is no longer there.

    A file that is gone keeps its findings: the inbox may be emptied after each night, and what was proposed still
    waits for its reviewer. A file whose bytes now stand under another path has moved: its old row goes, else its
    findings would count twice. A file that came back unchanged counts as there again.
    """
    there = set(present)
    known = rows(connection, run.inbox_id)
    contents = {row.sha256 for row in known if row.path in there}
    absent = [row for row in known if row.path not in there]
    moved = tuple(row.path for row in absent if row.sha256 in contents)
    gone = tuple(row.path for row in absent if row.sha256 not in contents and row.gone_in in (None, run.run_id))
    _forget(connection, run.inbox_id, moved)
    _set_gone(connection, run, gone, run.run_id)
    _set_gone(connection, run, [row.path for row in known if row.path in there and row.gone_in], None)
    entries = []
    if newly := [row.path for row in absent if row.path in set(gone) and row.gone_in is None]:
        entries.append(Entry(Action.FILES_GONE, run.run_id, {"files": len(newly)}))
    if moved:
        entries.append(Entry(Action.FILES_MOVED, run.run_id, {"files": len(moved)}))
    append(connection, entries, Source(run_id=run.run_id), at=now())
    return Moves(gone=gone, moved=moved)


def _set_gone(connection: Connection, run: Run, paths: Sequence[str], value: str | None) -> None:
    for chunk in _chunks(paths):
        connection.execute(
            update(FILES).where(FILES.c.inbox_id == run.inbox_id, FILES.c.path.in_(chunk)).values(gone_in=value)
        )


def _forget(connection: Connection, inbox_id: int, paths: Sequence[str]) -> None:
    """Removes files; their findings go with them (ON DELETE CASCADE)."""
    for chunk in _chunks(paths):
        connection.execute(delete(FILES).where(FILES.c.inbox_id == inbox_id, FILES.c.path.in_(chunk)))


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))

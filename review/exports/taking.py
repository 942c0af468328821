"""Taking records out: sheets for a visitor, and the ledger rows without which no file leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, func, select
from starlette.responses import Response

from data.errors import Taken, Unfit
from review.exports.batch import Format, Made
from review.exports.choosing import SEED, Choice, chosen_ids
from review.exports.sheet import Facts, Sheet, sheet_of
from review.exports.stamp import Stamp
from review.roles import Permission
from review.site import Site, Visit
from store.desk.rows import DeskState, Item
from store.desk_tables import DECISIONS
from store.ledger import Action, Entry, Source, append
from store.tables import PROPOSALS, RUNS
from store.viewer import visible

MOST = 5_000
"""Records of one batch."""
CHUNK = 500


def confirmed_item(site: Site, visit: Visit, proposal_id: str) -> Item:
    """The item, if it is a record. Raises NotThere for what the visitor may not see, Unfit for what is no record."""
    item = site.desk.item(visit.viewer, proposal_id)
    if item.desk is not DeskState.CONFIRMED or item.origin == SEED:
        raise Unfit("only a confirmed record can leave the desk; confirm the item first", code="export_confirmed")
    return item


def confirmed_items(site: Site, visit: Visit, choice: Choice) -> list[Item]:
    """The records that fit the choice. Raises Unfit for more than a batch may hold."""
    with site.database.reading() as connection:
        ids = chosen_ids(connection, visit.viewer, choice)
    if len(ids) > MOST:
        raise Unfit(
            f"{len(ids)} records are more than the {MOST} of one file; choose a shorter period or one unit",
            code="export_most",
            n=len(ids),
            most=MOST,
        )
    return [item for item in site.desk.confirmed(visit.viewer, choice.wishes()) if item.row.proposal_id in ids]


def stamp_of(site: Site, visit: Visit, choice: Choice | None = None, *, masked: bool = False) -> Stamp:
    """The visitor's stamp: other people are masked for whoever may not see them, and for who asks for it."""
    return Stamp(
        who=visit.account.name,
        login=visit.account.login,
        at=site.settings.clock(),
        masked=masked or not visit.may(Permission.UNMASK),
        wishes=choice.told() if choice else (),
    )


def sheets_of(site: Site, items: Sequence[Item], stamp: Stamp) -> list[Sheet]:
    """The sheets of these items."""
    accounts = site.accounts.all()
    facts = Facts(
        accounts={account.account_id: account.name for account in accounts},
        people={account.person_id: account.name for account in accounts if account.person_id},
        runs=_runs(site, items),
    )
    return [sheet_of(item, facts, stamp) for item in items]


def take_out(site: Site, visit: Visit, items: Sequence[Item], made: Made, stamp: Stamp) -> None:
    """Puts on the ledger that the file leaves: a row for each record, and one for a batch.

    Raises Taken when a record was decided anew, or is no longer the visitor's to see, since the file was made.
    """
    form = made.name.rpartition(".")[2]
    told: dict[str, Any] = {
        "format": form,
        "sha256": hashlib.sha256(made.data).hexdigest(),
        "masked": stamp.masked,
    }
    with site.database.writing() as connection:
        _check_unchanged(connection, visit, items)
        entries = [Entry(Action.EXPORTED, item.row.proposal_id, dict(told)) for item in items]
        if form not in (Format.DOCX, Format.PDF):
            entries.append(Entry(Action.EXPORTED, "batch", {**told, "records": len(items)}))
        append(connection, entries, Source(actor=visit.account.account_id), at=stamp.at)


def file_response(made: Made) -> Response:
    """The file as an answer that is saved, not shown, and kept by no cache (RFC 6266, RFC 5987)."""
    return Response(
        made.data,
        media_type=made.media,
        headers={
            "Content-Disposition": f"attachment; filename=\"{made.name}\"; filename*=UTF-8''{quote(made.name)}",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _runs(site: Site, items: Sequence[Item]) -> Mapping[str, str]:
    """When the runs that first proposed the items began, by their ids."""
    ids = sorted({item.row.first_run for item in items})
    with site.database.reading() as connection:
        found = {}
        for some in _chunks(ids):
            rows = connection.execute(select(RUNS.c.run_id, RUNS.c.started_at).where(RUNS.c.run_id.in_(some)))
            found.update({row.run_id: row.started_at for row in rows})
    return found


def _check_unchanged(connection: Connection, visit: Visit, items: Sequence[Item]) -> None:
    wanted = {item.row.proposal_id: max(one.decision_id for one in item.decisions) for item in items}
    found: dict[str, int] = {}
    for ids in _chunks(sorted(wanted)):
        standing = (
            select(DECISIONS.c.proposal_id, func.max(DECISIONS.c.decision_id))
            .join(PROPOSALS, PROPOSALS.c.proposal_id == DECISIONS.c.proposal_id)
            .where(
                visible(visit.viewer),
                PROPOSALS.c.desk == DeskState.CONFIRMED.value,
                DECISIONS.c.proposal_id.in_(ids),
                DECISIONS.c.undone_at.is_(None),
            )
            .group_by(DECISIONS.c.proposal_id)
        )
        found.update({row[0]: row[1] for row in connection.execute(standing)})
    if found != wanted:
        raise Taken("a record was decided anew while the file was made; export it again", code="export_anew")


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))

"""Where the file lies that a paper of a proposal was read from, and what must be found in it again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.codec import from_text
from data.errors import NotThere
from store.rows import PassageRow
from store.tables import EVIDENCE, FILES, FINDINGS, INBOXES, PASSAGES, PROPOSALS
from store.viewer import Viewer, visible


@dataclass(frozen=True, slots=True)
class Original:
    """A document in its file. `root` is the inbox folder, `path` the file relative to it, `part` what inside the file,
    empty for the file itself; `sha256` that of the bytes that were screened, None when no run knows the file any more.

    `kind` is a `data.types.Kind`, None when no finding tells it; `passages` are the turns that are stored of it.
    """

    doc_id: str
    root: str
    path: str
    part: str
    sha256: str | None
    kind: str | None
    passages: tuple[PassageRow, ...]


def original(connection: Connection, viewer: Viewer, proposal_id: str, doc_id: str) -> Original:
    """The original of a paper of a proposal that the viewer may see.

    Raises NotThere when there is no such proposal for the viewer, or when it rests on no such paper.
    """
    there = select(PROPOSALS.c.inbox_id, INBOXES.c.root).join(INBOXES)
    proposal = connection.execute(there.where(PROPOSALS.c.proposal_id == proposal_id, visible(viewer))).one_or_none()
    passages = _passages(connection, proposal_id, doc_id) if proposal else ()
    if proposal is None or not passages:
        raise NotThere(f"{proposal_id}: no such item or paper; open it from the queue")
    path = _path(connection, proposal_id, doc_id)
    file = select(FILES.c.sha256).where(FILES.c.inbox_id == proposal.inbox_id, FILES.c.path == path)
    return Original(
        doc_id=doc_id,
        root=proposal.root,
        path=path,
        part=doc_id[len(path) :].removeprefix("!/"),
        sha256=connection.execute(file).scalar_one_or_none(),
        kind=_kind(connection, proposal.inbox_id, path, doc_id),
        passages=passages,
    )


def _passages(connection: Connection, proposal_id: str, doc_id: str) -> tuple[PassageRow, ...]:
    kept = select(PASSAGES.c.position, PASSAGES.c.body).where(
        PASSAGES.c.proposal_id == proposal_id, PASSAGES.c.doc_id == doc_id
    )
    rows = connection.execute(kept.order_by(PASSAGES.c.position))
    return tuple(PassageRow(proposal_id, row.position, doc_id, from_text(row.body)) for row in rows)


def _path(connection: Connection, proposal_id: str, doc_id: str) -> str:
    told = select(EVIDENCE.c.path).where(EVIDENCE.c.proposal_id == proposal_id, EVIDENCE.c.doc_id == doc_id).limit(1)
    return connection.execute(told).scalar_one_or_none() or doc_id.partition("!/")[0]


def _kind(connection: Connection, inbox_id: int, path: str, doc_id: str) -> str | None:
    findings = select(FINDINGS.c.body).where(FINDINGS.c.inbox_id == inbox_id, FINDINGS.c.path == path)
    for row in connection.execute(findings.order_by(FINDINGS.c.position)):
        body = from_text(row.body)
        if body["doc_id"] == doc_id:
            return str(body["kind"])
    return None

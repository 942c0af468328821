"""/api/v1: what programs of the intranet read, with the sessions and permissions of people; see docs/api.md."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from data.errors import NotThere
from data.types import Category, Situation
from review.addresses import FURTHER_STATES, LONGEST, STATES, clean
from review.exports.batch import Format, make_batch
from review.exports.choosing import Choice, Taken
from review.exports.filing import Filing
from review.exports.taking import confirmed_items, sheets_of, stamp_of, take_out
from review.gate import session_cookie
from review.interface.answers import ItemAnswer, Queue, QueueCounts, Refusal
from review.interface.building import item_answer, queue_counts, queue_item
from review.roles import Permission
from review.site import Site, Visit
from store.desk.rows import Wishes
from store.ledger import Action

VERSION = "1.0"
PREFIX = "/api/v1"
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "description": words}
    for status, words in (
        (400, "the request is malformed"),
        (401, "nobody is signed in"),
        (403, "the roles do not hold it, or the password must be changed first"),
        (409, "somebody decided a record anew meanwhile"),
        (413, "what was sent is too big"),
        (422, "a field is missing or not as it must be"),
        (503, "the store cannot be used"),
    )
}
MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": Refusal, "description": "there is no such item, or none that the asker may see"}
}
QueueState = StrEnum("QueueState", [(state, state) for state in (*STATES, *FURTHER_STATES, "all")])  # type: ignore[misc]
Severity = Literal["critical", "high", "medium", "low"]
ProposalVerdict = Literal["unfiled", "incomplete", "late"]
Words = Annotated[str, Field(max_length=LONGEST)]


class QueueQuery(BaseModel):
    """What a program narrows the queue to, as the page of the queue does; left out: no wish."""

    model_config = ConfigDict(extra="forbid")

    state: QueueState = Field(default=QueueState("open"), validate_default=True)
    unit: Words = ""
    case_no: Words = ""
    situation: Situation | None = None
    category: Category | None = None
    severity: Severity | None = None
    verdict: ProposalVerdict | None = None
    person: Words = ""
    since: date | None = None
    until: date | None = None
    words: Words = ""

    def wishes(self, order: str = "due") -> Wishes:
        """The query as the desk takes it."""
        return Wishes(
            state="" if self.state.value == "all" else self.state.value,
            unit=clean(self.unit),
            case_no=clean(self.case_no),
            situation=self.situation.value if self.situation else "",
            category=self.category.value if self.category else "",
            severity=self.severity or "",
            verdict=self.verdict or "",
            person=clean(self.person),
            since=self.since.isoformat() if self.since else "",
            until=self.until.isoformat() if self.until else "",
            words=clean(self.words),
            order=order,
        )


class PageQuery(QueueQuery):
    """A page of the queue."""

    order: Literal["due", "severity", "score"] = "due"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class RecordsQuery(BaseModel):
    """Which confirmed records: days of the occasion, a unit, whether taken out before; `masked` hides other people
    also from who may see them."""

    model_config = ConfigDict(extra="forbid")

    since: date | None = None
    until: date | None = None
    unit: Words = ""
    taken: Taken = Taken.ALL
    masked: bool = False

    def choice(self) -> Choice:
        """The query as exports take it."""
        since, until = (day.isoformat() if day else "" for day in (self.since, self.until))
        return Choice(since, until, clean(self.unit), self.taken)


def router(site: Site) -> APIRouter:
    """The routes under `/api/v1`."""
    routes = APIRouter(prefix=PREFIX, responses=REFUSALS)
    _add_queue(routes, site)
    _add_records(routes, site)

    @routes.get("/openapi.json", include_in_schema=False)
    def description(_: Visit = Depends(site.entry(Permission.SEE_QUEUE))) -> JSONResponse:
        return JSONResponse(schema(routes, session_cookie(site.settings)))

    return routes


def schema(routes: APIRouter, cookie: str) -> dict[str, Any]:
    """The description of the interface (OpenAPI 3.1); `cookie` is what the session's cookie is called."""
    told = get_openapi(title="guowen", version=VERSION, description=__doc__, routes=routes.routes)
    parts = told.setdefault("components", {})
    parts["securitySchemes"] = {"session": {"type": "apiKey", "in": "cookie", "name": cookie}}
    told["security"] = [{"session": []}]
    return told


def _add_queue(routes: APIRouter, site: Site) -> None:
    @routes.get("/queue", operation_id="queue")
    def queue(query: Annotated[PageQuery, Query()], visit: Visit = Depends(site.entry(Permission.SEE_QUEUE))) -> Queue:
        """A page of the queue, in the order of work."""
        wishes = query.wishes(query.order)
        total = site.desk.counts(visit.viewer, wishes).total
        lines = site.desk.queue(visit.viewer, wishes, query.limit, query.offset)
        site.note(visit, Action.QUEUE_VIEWED, "api", {"ids": [line.row.proposal_id for line in lines]})
        items = [queue_item(line, visit.account.account_id) for line in lines]
        return Queue(total=total, limit=query.limit, offset=query.offset, items=items)

    @routes.get("/counts", operation_id="counts")
    def counts(
        query: Annotated[QueueQuery, Query()], visit: Visit = Depends(site.entry(Permission.SEE_QUEUE))
    ) -> QueueCounts:
        """How many items fit, and how many would if one wish were another."""
        return queue_counts(site.desk.counts(visit.viewer, query.wishes()))

    @routes.get("/items/{proposal_id}", operation_id="item", responses=MISSING)
    def item(proposal_id: str, visit: Visit = Depends(site.entry(Permission.SEE_ITEM))) -> ItemAnswer:
        """One item with its evidence, its links and the decisions on it."""
        if clean(proposal_id) != proposal_id:
            raise NotThere("no such item")
        found = site.desk.item(visit.viewer, proposal_id)
        site.note(visit, Action.ITEM_VIEWED, proposal_id, {"digest": found.digest, "blind": found.blind})
        names = {account.account_id: account.name for account in site.accounts.all()}
        return item_answer(found, visit.account.account_id, names)


def _add_records(routes: APIRouter, site: Site) -> None:
    @routes.get("/records", operation_id="records", response_model=Filing)
    def records(
        query: Annotated[RecordsQuery, Query()], visit: Visit = Depends(site.entry(Permission.EXPORT))
    ) -> Response:
        """The confirmed records for the filing platform. Every answer is an export: it goes on the ledger first."""
        choice = query.choice()
        items = confirmed_items(site, visit, choice)
        stamp = stamp_of(site, visit, choice, masked=query.masked)
        made = make_batch(Format.JSON, sheets_of(site, items, stamp), stamp)
        take_out(site, visit, items, made, stamp)
        return Response(made.data, media_type=made.media)

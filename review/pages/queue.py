"""The queue: a list narrowed by its address, and the way to the next item."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from review.addresses import PAGE, clean, item_address, next_address, number, queue_address, wishes_of, with_told
from review.gate import Forbidden
from review.listing import Listing, QueuePage, page_within, queue_page
from review.roles import Permission
from review.site import Site, Visit
from store.desk.rows import DeskState, Line, Wishes
from store.ledger import Action


def router(site: Site) -> APIRouter:
    """`/` and `/next`."""
    routes = APIRouter()

    @routes.get("/")
    def queue(request: Request, visit: Visit = Depends(site.entry(Permission.SEE_QUEUE))) -> Response:
        wishes = wishes_of(request.query_params, usual_state(visit))
        page = _page(site, visit, wishes, number(request.query_params, "page") or 1)
        views = site.desk.saved_views(visit.viewer)
        return site.page(visit, "queue/list.html", page=page, views=views, next=next_address(wishes))

    @routes.get("/next")
    def following(request: Request, visit: Visit = Depends(site.entry(Permission.SEE_ITEM))) -> Response:
        after = clean(request.query_params.get("after", ""))
        wishes = wishes_of(request.query_params, usual_state(visit))
        return next_item(site, visit, wishes, Left(after) if after else None)

    return routes


def usual_state(visit: Visit) -> str:
    """The state that a visitor sees first: what there is for the visitor's role to do."""
    if visit.may(Permission.DECIDE):
        return DeskState.OPEN.value
    return DeskState.DISPUTED.value if visit.may(Permission.APPROVE) else DeskState.CONFIRMED.value


@dataclass(frozen=True, slots=True)
class Left:
    """The item that a person leaves for the next one, and which sentence of the frame tells what was done with it."""

    proposal_id: str
    done: str = ""


def next_item(site: Site, visit: Visit, wishes: Wishes, left: Left | None = None) -> Response:
    """Claims the next item for who may decide on it and leads there; back to the queue when nothing is left."""
    found = site.desk.next_item(visit.viewer, wishes, left.proposal_id if left else None)
    done = left.done if left else ""
    if found is None:
        return RedirectResponse(with_told(queue_address(wishes), done=done or "nothing_left"), 303)
    address = item_address(found, wishes)
    return RedirectResponse(with_told(address, done=done) if done else address, 303)


def may_work(visit: Visit) -> None:
    """Raises Forbidden for who may look at items but decides on none."""
    if not works(visit):
        raise Forbidden(visit)


def works(visit: Visit) -> bool:
    """Whether the visitor decides on items."""
    return visit.may(Permission.DECIDE) or visit.may(Permission.APPROVE)


def _page(site: Site, visit: Visit, wishes: Wishes, asked: int) -> QueuePage:
    """The page, on record with what it names; what was searched for is not: it may be a name."""
    counts = site.desk.counts(visit.viewer, wishes)
    page = page_within(asked, counts.total)
    lines = site.desk.queue(visit.viewer, wishes, PAGE, (page - 1) * PAGE)
    shown = {
        "state": wishes.state,
        "page": page,
        "by": [name for name, _ in wishes.told()],
        "ids": [line.row.proposal_id for line in lines],
    }
    site.note(visit, Action.QUEUE_VIEWED, "queue", shown)
    listing = Listing(wishes, visit.account.account_id, site.today(), _names(site, lines), works(visit))
    return queue_page(listing, page, counts, lines)


def _names(site: Site, lines: list[Line]) -> dict[str, str]:
    """The names of the accounts that have claimed something, by id."""
    return {one: site.accounts.get(one).name for one in {line.claimed_by for line in lines if line.claimed_by}}

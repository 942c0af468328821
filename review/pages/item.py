"""The page of one item, and the editing of what stands on it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from data.errors import NotThere, Taken, Unfit
from data.lexicon import rows
from review.addresses import item_address, page_of, position_of, queue_address, wishes_of
from review.faults import is_htmx
from review.item.fields import value_of
from review.item.page import item_page
from review.pages.queue import may_work, usual_state
from review.roles import Permission
from review.site import Site, Visit
from review.wording import beijing, sentence
from store.desk.outcomes import EDITABLE, INTERVENER, SITUATIONS
from store.desk.rows import Item, Wishes
from store.ledger import Action

FAULTS = {"occurred_on": "day", SITUATIONS: "situations", INTERVENER: "person"}
"""What is told of a value that the desk refuses, by item; `text` of every other."""


def router(site: Site) -> APIRouter:
    """`/item/{id}` and what edits it."""
    routes = APIRouter()

    @routes.get("/item/{proposal_id}")
    def page(proposal_id: str, visit: Visit = Depends(site.entry(Permission.SEE_ITEM))) -> Response:
        item = site.desk.item(visit.viewer, proposal_id)
        site.note(visit, Action.ITEM_VIEWED, proposal_id, {"digest": item.digest, "blind": item.blind})
        return site.page(visit, "item/page.html", **_values(site, visit, item))

    _add_edits(routes, site)
    return routes


def _add_edits(routes: APIRouter, site: Site) -> None:
    @routes.post("/item/{proposal_id}/edit")
    def edit(
        request: Request,
        proposal_id: str,
        item: Annotated[str, Form()] = "",
        visit: Visit = Depends(site.entry(Permission.SEE_ITEM)),
    ) -> Response:
        may_work(visit)
        try:
            site.desk.edit(visit.viewer, proposal_id, item, value_of(item, _fields(request)))
        except (Taken, Unfit) as error:
            return _refused(site, visit, proposal_id, item, error)
        return _edited(site, visit, proposal_id, item)

    @routes.post("/item/{proposal_id}/edit/drop")
    def drop(
        proposal_id: str,
        item: Annotated[str, Form()] = "",
        visit: Visit = Depends(site.entry(Permission.SEE_ITEM)),
    ) -> Response:
        may_work(visit)
        try:
            site.desk.drop_edit(visit.viewer, proposal_id, item)
        except (Taken, Unfit) as error:
            return _refused(site, visit, proposal_id, item, error)
        return _edited(site, visit, proposal_id, item)


def _fields(request: Request) -> dict[str, list[str]]:
    """The fields of the form, each with all its values; the door has read and bounded the body."""
    return parse_qs(request.state.body.data.decode("utf-8", "replace"), keep_blank_values=True)


def _edited(site: Site, visit: Visit, proposal_id: str, code: str) -> Response:
    if not is_htmx(visit.request) or code not in EDITABLE:  # of what is no item there is nothing to show anew
        return _back(visit, proposal_id)
    item = site.desk.item(visit.viewer, proposal_id)
    return site.page(visit, "item/edited.html", code=code, **_values(site, visit, item))


def _refused(site: Site, visit: Visit, proposal_id: str, code: str, error: Taken | Unfit) -> Response:
    """Says beside the field why it was not kept; what was typed stays. Without script the item's page is shown anew."""
    if not is_htmx(visit.request) or code not in EDITABLE:
        raise error
    item = site.desk.item(visit.viewer, proposal_id)
    fault = "taken" if isinstance(error, Taken) else FAULTS.get(code, "text") if item.may else "state"
    response = site.page(visit, "item/fault.html", 409 if fault == "taken" else 422, fault=fault)
    response.headers.update({"HX-Retarget": f"#fault-{code}", "HX-Reswap": "innerHTML", "HX-Reselect": "#edit-fault"})
    return response


def _back(visit: Visit, proposal_id: str) -> Response:
    return RedirectResponse(item_address(proposal_id, _wishes(visit), position_of(visit.request.query_params)), 303)


def _values(site: Site, visit: Visit, item: Item) -> dict[str, Any]:
    """What the templates of the page need."""
    wishes, position = _wishes(visit), position_of(visit.request.query_params)
    return {
        "item": item,
        "page": item_page(item, _merged(site, visit, item), site.today()),
        "wishes": wishes,
        "position": position,
        "back": queue_address(wishes, page_of(position)),
        "claimant": _claimant(site, visit, item),
        "channels": [(row["code"], row["label"]) for row in rows("labels") if row["field"] == "channel"],
        "reading": site.settings.inbox_reading,
    }


def _wishes(visit: Visit) -> Wishes:
    return wishes_of(visit.request.query_params, usual_state(visit))


def _merged(site: Site, visit: Visit, item: Item) -> list[Item]:
    """The items merged into this one that the viewer may see."""
    found = []
    for proposal_id in item.merged:
        try:
            found.append(site.desk.item(visit.viewer, proposal_id))
        except NotThere:
            continue
    return found


def _claimant(site: Site, visit: Visit, item: Item) -> str:
    """Who works on the item until when, empty when nobody does."""
    if item.claimed_by is None:
        return ""
    until = beijing(item.claimed_until)[11:]
    if item.claimed_by == visit.account.account_id:
        return sentence("item.claimed_self", visit.language, until=until)
    return sentence("item.claimed_by", visit.language, who=site.accounts.get(item.claimed_by).name, until=until)

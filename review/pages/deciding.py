"""What a person says of an item, taken back, claimed, given back; and the way on from there."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from data.errors import NotThere, Taken, Unfit
from review.addresses import item_address, queue_address, wishes_of, with_told
from review.pages.queue import Left, may_work, next_item, usual_state
from review.roles import Permission
from review.site import Site, Visit
from review.verdicts import AsBefore, Lacking, Told, settle_as, verdict_of
from review.wording import why
from store.desk.rows import PENDING, Decision, DecisionKind, Wishes

STAYS = frozenset({DecisionKind.SPLIT, DecisionKind.NOT_PERSON, DecisionKind.REOPEN})
"""What leaves the item to be decided: the same item is shown again."""
KEPT = frozenset({"undo_after", "undo_exported", "undo_erased", "split_worked"})
"""Why a decision is not taken back, as `words/why.toml` says it."""

_Form = Annotated[Told, Form()]


def router(site: Site) -> APIRouter:
    """The routes that change an item."""
    routes = APIRouter()
    _add_verdicts(routes, site)
    _add_claims(routes, site)
    return routes


def _add_verdicts(routes: APIRouter, site: Site) -> None:
    @routes.post("/item/{proposal_id}/decide")
    def decide(proposal_id: str, form: _Form, visit: Visit = Depends(site.entry(Permission.DECIDE))) -> Response:
        return _decided(site, visit, proposal_id, form)

    @routes.post("/item/{proposal_id}/settle")
    def settle(proposal_id: str, form: _Form, visit: Visit = Depends(site.entry(Permission.APPROVE))) -> Response:
        chosen = AsBefore(form.like, form.note, form.seen) if form.like else form
        return _decided(site, visit, proposal_id, chosen)

    @routes.post("/undo")
    def undo(visit: Visit = Depends(site.entry(Permission.SEE_ITEM))) -> Response:
        may_work(visit)
        try:
            decision = site.desk.undo(visit.viewer)
        except (Unfit, NotThere) as error:
            done = error.code if error.code in KEPT else "nothing_to_undo"
            return RedirectResponse(with_told(queue_address(_wishes(visit)), done=done), 303)
        with suppress(Taken, Unfit):  # somebody may have taken it up since; it can be read all the same
            site.desk.claim(visit.viewer, decision.proposal_id)
        return RedirectResponse(with_told(item_address(decision.proposal_id, _wishes(visit)), done="undone"), 303)


def _add_claims(routes: APIRouter, site: Site) -> None:
    @routes.post("/item/{proposal_id}/claim")
    def claim(proposal_id: str, visit: Visit = Depends(site.entry(Permission.SEE_ITEM))) -> Response:
        may_work(visit)
        try:
            site.desk.claim(visit.viewer, proposal_id)
        except (Taken, Unfit) as error:
            return _refusal(site, visit, proposal_id, error)
        return RedirectResponse(with_told(item_address(proposal_id, _wishes(visit)), done="claimed"), 303)

    @routes.post("/item/{proposal_id}/release")
    def release(proposal_id: str, visit: Visit = Depends(site.entry(Permission.SEE_ITEM))) -> Response:
        may_work(visit)
        site.desk.release(visit.viewer, proposal_id)
        return RedirectResponse(with_told(queue_address(_wishes(visit)), done="released"), 303)

    @routes.post("/item/{proposal_id}/recuse")
    def recuse(proposal_id: str, visit: Visit = Depends(site.entry(Permission.SEE_ITEM))) -> Response:
        site.desk.recuse(visit.viewer, proposal_id)
        return RedirectResponse(with_told(queue_address(_wishes(visit)), done="recused"), 303)


def _decided(site: Site, visit: Visit, proposal_id: str, form: Told | AsBefore) -> Response:
    """Decides, and leads on. A form that is sent twice is one decision for the desk, and leads on twice."""
    try:
        if isinstance(form, AsBefore):
            decision = settle_as(site.desk, visit.viewer, proposal_id, form)
        else:
            decision = site.desk.decide(visit.viewer, proposal_id, verdict_of(form))
    except (Taken, Unfit) as error:
        return _refusal(site, visit, proposal_id, error)
    return _onward(site, visit, decision)


def _onward(site: Site, visit: Visit, decision: Decision) -> Response:
    """The next item of the queue that was being worked through; the same one where it is still to be decided."""
    wishes = _wishes(visit)
    if decision.kind in STAYS or wishes.state not in {state.value for state in PENDING}:
        return RedirectResponse(with_told(item_address(decision.proposal_id, wishes), done=decision.kind.value), 303)
    return next_item(site, visit, wishes, Left(decision.proposal_id, done_word(decision)))


def done_word(decision: Decision) -> str:
    """Which sentence tells of a decision: that of its kind, but for the second look and the approver's."""
    return {2: "second_look", 3: "settled"}.get(decision.round, decision.kind.value)


def _refusal(site: Site, visit: Visit, proposal_id: str, error: Taken | Unfit) -> Response:
    """The answer to a decision that cannot be: beside the verdicts, or on the item's page anew without a script.

    Nothing else of the page changes, so what was typed stays and so does the focus.
    """
    answer = "taken" if isinstance(error, Taken) else error.what if isinstance(error, Lacking) else "unfit"
    if visit.request.headers.get("HX-Request") != "true":
        return RedirectResponse(with_told(item_address(proposal_id, _wishes(visit)), answer=answer), 303)
    status = 409 if answer == "taken" else 422
    reason = why(error, visit.language) if error.code else ""
    response = site.page(visit, "deciding/refusal.html", status, answer=answer, reason=reason)
    response.headers.update({"HX-Retarget": "#answer", "HX-Reswap": "innerHTML", "HX-Reselect": "#refusal"})
    return response


def _wishes(visit: Visit) -> Wishes:
    return wishes_of(visit.request.query_params, usual_state(visit))

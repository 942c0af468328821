"""How far people agree, and how the work of each reviewer stands beside that of the others: numbers, no matters."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from review.reports import Selection, agreement_report, drift_report, selection_of
from review.roles import Permission
from review.site import Site, Visit
from store.desk.rounds import Rounds, rounds_of, units_of
from store.ledger import Action


def router(site: Site) -> APIRouter:
    """`/agreement` and `/agreement/drift`."""
    routes = APIRouter()

    @routes.get("/agreement")
    def agreement(request: Request, visit: Visit = Depends(site.entry(Permission.SEE_AGREEMENT))) -> Response:
        selection = selection_of(request.query_params)
        rounds, units = _counted(site, visit, selection)
        site.note(visit, Action.REPORT_VIEWED, "agreement", {"items": len(rounds)})
        report = agreement_report(rounds)
        return site.page(
            visit, "agreement/agreement.html", report=report, items=len(rounds), selection=selection, units=units
        )

    @routes.get("/agreement/drift")
    def drift(request: Request, visit: Visit = Depends(site.entry(Permission.SEE_DRIFT))) -> Response:
        selection = selection_of(request.query_params)
        rounds, units = _counted(site, visit, selection)
        site.note(visit, Action.REPORT_VIEWED, "drift", {"items": len(rounds)})
        names = {account.account_id: account.name for account in site.accounts.all()}
        reviewers = sorted(drift_report(rounds), key=lambda one: (names[one.reviewer], one.reviewer))
        return site.page(
            visit, "agreement/drift.html", reviewers=reviewers, names=names, selection=selection, units=units
        )

    return routes


def _counted(site: Site, visit: Visit, selection: Selection) -> tuple[list[Rounds], list[str]]:
    """The judgements of the selection that may be counted for the visitor, and the units to choose from."""
    with site.database.reading() as connection:
        return rounds_of(connection, visit.viewer, selection.span()), units_of(connection, visit.viewer)

"""Where an evaluator gives leave to use decided items as gold, one by one or all of a selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from review.addresses import clean, codes, number
from review.reports import moment_of
from review.roles import Permission
from review.site import Site, Visit
from store.desk.consents import FINAL_STATES, GIVEN, MISSED, Consents, ConsentWishes
from store.ledger import Action

PAGE = 50
"""Items on one page."""
CHOICES = {
    "consent": (GIVEN, MISSED),
    "verdict": tuple(state.value for state in FINAL_STATES),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list is narrowed to, as the address has it: `since` and `until` are ISO days, both included."""

    consent: str = ""
    verdict: str = ""
    unit: str = ""
    severity: str = ""
    since: str = ""
    until: str = ""

    def wishes(self) -> ConsentWishes:
        """The same in moments of the store."""
        after = (date.fromisoformat(self.until) + timedelta(days=1)).isoformat() if self.until else ""
        days = {"since": moment_of(self.since) if self.since else "", "until": moment_of(after) if after else ""}
        return ConsentWishes(self.consent, self.verdict, self.unit, self.severity, **days)

    def told(self) -> list[tuple[str, str]]:
        """What is narrowed, as query parameters."""
        return [(f.name, value) for f in fields(self) if (value := getattr(self, f.name))]

    def address(self, **more: object) -> str:
        """The address of the list."""
        query = urlencode([*self.told(), *((name, str(value)) for name, value in more.items() if value)])
        return f"/consent?{query}" if query else "/consent"


def chosen_of(query: Mapping[str, str]) -> Chosen:
    """What an address or a form narrows to; what is not known, or no day, is left out."""
    told = {f.name: clean(query.get(f.name, "")) for f in fields(Chosen)}
    known = {**CHOICES, "severity": codes("severity")}
    told |= {name: "" for name, values in known.items() if told[name] not in values}
    return Chosen(**told | {name: _day(told[name]) for name in ("since", "until")})


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def router(site: Site) -> APIRouter:
    """`/consent`, and what its buttons do."""
    routes = APIRouter()
    consents = Consents(site.database, site.settings.clock)

    @routes.get("/consent")
    def listed(request: Request, visit: Visit = Depends(site.entry(Permission.CONSENT))) -> Response:
        chosen = chosen_of(request.query_params)
        counts = consents.counts(visit.viewer, chosen.wishes())
        pages = max(1, -(-counts.total // PAGE))
        at = min(max(number(request.query_params, "page") or 1, 1), pages)
        lines = consents.page(visit.viewer, chosen.wishes(), PAGE, (at - 1) * PAGE)
        site.note(visit, Action.QUEUE_VIEWED, "consent", {"page": at, "ids": [line.proposal_id for line in lines]})
        return site.page(
            visit,
            "consent/list.html",
            chosen=chosen,
            counts=counts,
            lines=lines,
            at=at,
            pages=pages,
            units=consents.units(visit.viewer),
            changed=number(request.query_params, "changed"),
        )

    @routes.post("/consent")
    def say_all(
        request: Request,
        given: Annotated[str, Form()],
        query: Annotated[str, Form()] = "",
        visit: Visit = Depends(site.entry(Permission.CONSENT)),
    ) -> Response:
        chosen = chosen_of(dict(parse_qsl(query)))
        changed = consents.say_all(visit.viewer, chosen.wishes(), given=given == GIVEN)
        # Narrowed to one side, the list would be empty afterwards and would not show what was done.
        return RedirectResponse(replace(chosen, consent="").address(changed=changed), 303)

    @routes.post("/consent/{proposal_id}")
    def say(
        request: Request,
        proposal_id: str,
        given: Annotated[str, Form()],
        query: Annotated[str, Form()] = "",
        visit: Visit = Depends(site.entry(Permission.CONSENT)),
    ) -> Response:
        line = consents.say(visit.viewer, proposal_id, given=given == GIVEN)
        told = dict(parse_qsl(query))
        chosen = chosen_of(told)
        if request.headers.get("hx-request"):
            counts, at = consents.counts(visit.viewer, chosen.wishes()), number(told, "page") or 1
            return site.page(visit, "consent/changed.html", line=line, counts=counts, chosen=chosen, at=at)
        return RedirectResponse(chosen.address(page=number(told, "page")), 303)

    return routes

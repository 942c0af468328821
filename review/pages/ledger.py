"""The ledger for auditors: who did what to which item, and whether the chain holds.

An auditor sees ids, codes, counts and that a value changed. Of values none are shown but roles: no name of a proposal,
and none of its words, is on this page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from review.ledger_words import is_code, said, shown_rows
from review.roles import Permission
from review.settings import CHINA
from review.site import Site, Visit
from store.ledger import Action, Ledger, Wanted

PAGE = 100
MACHINE = "machine"
"""The wish for rows that nobody with an account made."""
SHOWN_FAULTS = 200


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an auditor narrows the page to; empty text is no wish. `day` is an ISO day in Beijing."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    day: str = ""
    before: int | None = None

    def wanted(self) -> Wanted:
        """The rows, as the store is asked for them."""
        since, until = _bounds(self.day)
        return Wanted(
            actor="" if self.actor == MACHINE else self.actor,
            machine=self.actor == MACHINE,
            action=self.action,
            subject=self.subject,
            since=since,
            until=until,
            before=self.before,
        )

    def address(self, **changes: object) -> str:
        """The page with these wishes."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__} | changes
        query = urlencode([(name, value) for name, value in told.items() if value])
        return f"/ledger?{query}" if query else "/ledger"

    def told(self) -> dict[str, Any]:
        """The wishes as the ledger keeps them: they are codes."""
        return {name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))}


def router(site: Site) -> APIRouter:
    """`/ledger`, and the check of the chain."""
    routes = APIRouter()
    ledger = Ledger(site.database)

    @routes.get("/ledger")
    def rows(
        wishes: Annotated[Wishes, Depends(wishes_of)], visit: Visit = Depends(site.entry(Permission.SEE_LEDGER))
    ) -> Response:
        found = ledger.rows(wishes.wanted(), PAGE + 1)
        page = found[:PAGE]
        site.note(visit, Action.LEDGER_VIEWED, "ledger", wishes.told())
        people = {account.account_id: account.name for account in site.accounts.all()}
        return site.page(
            visit,
            "ledger/rows.html",
            here="ledger",
            wishes=wishes,
            people=people,
            actions=[action.value for action in Action],
            head=ledger.head(),
            rows=shown_rows(ledger, page, people, visit.language),
            older=wishes.address(before=page[-1].sequence) if len(found) > PAGE else None,
        )

    @routes.post("/ledger/verify")
    def verify(visit: Visit = Depends(site.entry(Permission.SEE_LEDGER))) -> Response:
        faults = ledger.verify()
        head = ledger.head()
        site.note(visit, Action.LEDGER_VERIFIED, "ledger", {"rows": head.sequence, "faults": len(faults)})
        piece = visit.request.headers.get("HX-Request") == "true"
        return site.page(
            visit,
            "ledger/check.html" if piece else "ledger/checked.html",
            here="ledger",
            head=head,
            check=[said(fault, visit.language) for fault in faults[:SHOWN_FAULTS]],
            further=max(0, len(faults) - SHOWN_FAULTS),
            unsealed=not (ledger.has_key and ledger.sealed()),
        )

    return routes


def wishes_of(
    actor: Annotated[str, Query()] = "",
    action: Annotated[str, Query()] = "",
    subject: Annotated[str, Query()] = "",
    day: Annotated[str, Query()] = "",
    before: Annotated[str, Query()] = "",
) -> Wishes:
    """The wishes of an address; what is no code, no day or no number is no wish."""
    return Wishes(
        actor=actor.strip() if is_code(actor.strip()) else "",
        action=action if action in {known.value for known in Action} else "",
        subject=subject.strip() if is_code(subject.strip()) else "",
        day=day if _is_day(day) else "",
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _bounds(day: str) -> tuple[str, str]:
    """When a day in Beijing begins and ends, as times of the ledger; empty for no day."""
    if not day:
        return "", ""
    try:
        begins = datetime.combine(date.fromisoformat(day), time(), CHINA).astimezone(UTC)
        return f"{begins:%Y-%m-%dT%H:%M:%S}", f"{begins + timedelta(days=1):%Y-%m-%dT%H:%M:%S}"
    except OverflowError:  # the first and the last day there is
        return "9999", ""

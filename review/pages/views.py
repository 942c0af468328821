"""Narrowings of the queue that a person keeps under a name."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from review.addresses import clean, number, queue_address, wishes_of, with_told
from review.roles import Permission
from review.site import Site, Visit

LONGEST_NAME = 40
"""Characters of a view's name."""


def router(site: Site) -> APIRouter:
    """`/views` and `/views/delete`; both lead back to the queue as it was."""
    routes = APIRouter()

    @routes.post("/views")
    def save(
        name: Annotated[str, Form()] = "",
        back: Annotated[str, Form()] = "",
        visit: Visit = Depends(site.entry(Permission.SEE_QUEUE)),
    ) -> Response:
        told = clean(name)[:LONGEST_NAME]
        if not told:
            return _back(back)
        site.desk.save_view(visit.viewer, told, urlsplit(queue_address(wishes_of(_query(back)))).query)
        return _back(back, done="saved")

    @routes.post("/views/delete")
    def drop(
        name: Annotated[str, Form()] = "",
        back: Annotated[str, Form()] = "",
        visit: Visit = Depends(site.entry(Permission.SEE_QUEUE)),
    ) -> Response:
        site.desk.drop_view(visit.viewer, clean(name)[:LONGEST_NAME])
        return _back(back, done="dropped")

    return routes


def _query(told: str) -> dict[str, str]:
    """The parameters of an address; none of what is no address at all, as `//[`."""
    try:
        return dict(parse_qsl(urlsplit(told).query))
    except ValueError:
        return {}


def _back(told: str, **done: str) -> Response:
    """To the queue of that address, made anew: nothing but known wishes is taken over."""
    query = _query(told)
    return RedirectResponse(with_told(queue_address(wishes_of(query), number(query, "page") or 1), **done), 303)

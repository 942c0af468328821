"""Out of the desk: the page to choose on, the record sheet of one item, tables and JSON of many."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel
from starlette.responses import Response

from data.errors import ConfigError, Unfit
from review.exports.batch import BATCHES, Format, make_batch, make_sheet
from review.exports.choosing import Taken, choice_of, chosen
from review.exports.taking import confirmed_item, confirmed_items, file_response, sheets_of, stamp_of, take_out
from review.roles import Permission
from review.site import Site, Visit


class BatchForm(BaseModel):
    """What the form of the page sends; empty text is no wish."""

    format: Format
    since: str = ""
    until: str = ""
    unit: str = ""
    taken: str = ""
    masked: bool = False


def router(site: Site) -> APIRouter:
    """`/exports`, `/exports/batch`, `/item/{id}/sheet.docx` and `.pdf`."""
    routes = APIRouter()

    @routes.get("/exports")
    def choose(request: Request, visit: Visit = Depends(site.entry(Permission.EXPORT))) -> Response:
        with site.database.reading() as connection:
            found = chosen(connection, visit.viewer, choice_of(request.query_params))
        template = "exports/found.html" if request.headers.get("hx-target") == "found" else "exports/choose.html"
        return site.page(visit, template, found=found, formats=BATCHES, takens=tuple(Taken))

    @routes.post("/exports/batch")
    def batch(asked: Annotated[BatchForm, Form()], visit: Visit = Depends(site.entry(Permission.EXPORT))) -> Response:
        if asked.format not in BATCHES:
            raise Unfit("a batch is a table or JSON: choose xlsx, csv or json", code="export_form")
        choice = choice_of(asked.model_dump(exclude={"format", "masked"}))
        items = confirmed_items(site, visit, choice)
        if not items:
            raise Unfit("no confirmed record fits; choose another period, unit or state", code="export_none")
        stamp = stamp_of(site, visit, choice, masked=asked.masked)
        made = make_batch(asked.format, sheets_of(site, items, stamp), stamp)
        take_out(site, visit, items, made, stamp)
        return file_response(made)

    @routes.get("/item/{proposal_id}/sheet.docx")
    def as_docx(
        proposal_id: str, masked: bool = False, visit: Visit = Depends(site.entry(Permission.EXPORT))
    ) -> Response:
        return _sheet(site, visit, proposal_id, Format.DOCX, masked=masked)

    @routes.get("/item/{proposal_id}/sheet.pdf")
    def as_pdf(
        proposal_id: str, masked: bool = False, visit: Visit = Depends(site.entry(Permission.EXPORT))
    ) -> Response:
        return _sheet(site, visit, proposal_id, Format.PDF, masked=masked)

    return routes


def _sheet(site: Site, visit: Visit, proposal_id: str, form: Format, *, masked: bool) -> Response:
    item = confirmed_item(site, visit, proposal_id)
    stamp = stamp_of(site, visit, masked=masked)
    try:
        made = make_sheet(form, sheets_of(site, [item], stamp)[0])
    except ConfigError as error:
        raise Unfit(str(error), code="no_font") from None
    take_out(site, visit, [item], made, stamp)
    return file_response(made)

"""More of a paper than is stored: the original read again for one look, or one of its pages drawn."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from review.addresses import item_address, number, wishes_of
from review.faults import is_htmx
from review.item.marks import DIGITS
from review.item.page import grounds_of
from review.item.papers import paper
from review.pages.queue import usual_state
from review.roles import Permission
from review.site import Site, Visit
from review.source.looking import Looking
from review.source.pages import DrawnPage
from review.source.refusal import SourceRefused
from review.source.waiting import Waiting
from store.desk.rows import Item
from store.ledger import Action
from store.originals import Original, original

MOST_AROUND = 200
"""Turns beside the stored ones that can be asked for."""
_SEE = Permission.SEE_ITEM


def router(site: Site) -> APIRouter:
    """`/item/{id}/source/...`; every look is a row of the ledger."""
    routes = APIRouter()
    look = _Look(site)

    @routes.get("/item/{proposal_id}/source/paper")
    def passages(proposal_id: str, doc: str = "", visit: Visit = Depends(site.entry(_SEE))) -> Response:
        return look.at_paper(visit, proposal_id, doc)

    @routes.get("/item/{proposal_id}/source/page")
    def page(proposal_id: str, doc: str = "", visit: Visit = Depends(site.entry(_SEE))) -> Response:
        return look.at_page(visit, proposal_id, doc)

    @routes.get("/item/{proposal_id}/source/image")
    def image(proposal_id: str, doc: str = "", visit: Visit = Depends(site.entry(_SEE))) -> Response:
        return look.at_image(visit, proposal_id, doc)

    return routes


class _Look:
    """Looks into originals for the visitors of one desk."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._looking = Looking(site.settings.inbox_reading)
        self._waiting = Waiting()

    def at_paper(self, visit: Visit, proposal_id: str, doc_id: str) -> Response:
        """The paper with turns around the stored ones; as it is stored, and why, when the original cannot be read."""
        query = visit.request.query_params
        around, place = min(number(query, "around") or 0, MOST_AROUND), number(query, "place") or 1
        item, source = self._item(visit, proposal_id, doc_id)
        rows = [row.body for row in source.passages]
        grounds = grounds_of(item)
        refused = None
        try:
            window = self._looking.around(source, around)
            shown = paper(grounds, doc_id, window.rows, place=place, opened=(around, window.total))
        except SourceRefused as error:
            refused = error.why.value
            shown = paper(grounds, doc_id, rows, place=place)
        self._note(visit, proposal_id, source, {"around": around, "refused": refused})
        return self._piece(visit, item, "item/paper.html", paper=shown, refused=refused)

    def at_page(self, visit: Visit, proposal_id: str, doc_id: str) -> Response:
        """A figure of the page with the evidence framed; why not, when it cannot be drawn."""
        item, source = self._item(visit, proposal_id, doc_id)
        page = self._page(visit)
        drawn, refused = None, None
        try:
            drawn = self._drawn(item, source, page)
            self._waiting.put((visit.account.account_id, proposal_id, doc_id, page), drawn.png)
        except SourceRefused as error:
            refused = error.why.value
        self._note(visit, proposal_id, source, {"page": page, "refused": refused})
        values = {"proposal_id": proposal_id, "doc_id": doc_id, "number": page, "drawn": drawn, "refused": refused}
        frames = _frames(item, drawn) if drawn else ()
        return self._piece(visit, item, "item/figure.html", frames=frames, **values)

    def at_image(self, visit: Visit, proposal_id: str, doc_id: str) -> Response:
        """The page as PNG: the one just drawn for the figure, else drawn anew; 404 when it cannot be."""
        item, source = self._item(visit, proposal_id, doc_id)
        page = self._page(visit)
        png = self._waiting.take((visit.account.account_id, proposal_id, doc_id, page))
        if png is None:
            try:
                png = self._drawn(item, source, page).png
            except SourceRefused:
                return Response(status_code=404)
            self._note(visit, proposal_id, source, {"page": page, "refused": None})
        return Response(png, media_type="image/png")

    def _item(self, visit: Visit, proposal_id: str, doc_id: str) -> tuple[Item, Original]:
        """Raises NotThere when either does not exist for the visitor."""
        item = self._site.desk.item(visit.viewer, proposal_id)
        with self._site.database.reading() as connection:
            return item, original(connection, visit.viewer, proposal_id, doc_id)

    def _page(self, visit: Visit) -> int:
        return max(1, number(visit.request.query_params, "page") or 1)

    def _drawn(self, item: Item, source: Original, page: int) -> DrawnPage:
        evidence = enumerate(item.row.body["evidence"], 1)
        return self._looking.page(source, page, [(n, row) for n, row in evidence if row["doc_id"] == source.doc_id])

    def _note(self, visit: Visit, proposal_id: str, source: Original, detail: dict[str, Any]) -> None:
        """What was looked at; the file is named by its digest, for its name may be a person's."""
        told = {name: value for name, value in detail.items() if value is not None}
        self._site.note(visit, Action.SOURCE_VIEWED, proposal_id, {"sha256": source.sha256, **told})

    def _piece(self, visit: Visit, item: Item, template: str, **values: Any) -> Response:
        values |= {"reading": self._site.settings.inbox_reading}
        if is_htmx(visit.request):
            return self._site.page(visit, template, **values)
        wishes = wishes_of(visit.request.query_params, usual_state(visit))
        back = item_address(item.row.proposal_id, wishes)
        return self._site.page(visit, "item/alone.html", piece=template, back=back, **values)


def _frames(item: Item, drawn: DrawnPage) -> tuple[dict[str, Any], ...]:
    """The frames of a page: a box with the digits of all items whose evidence it holds, and whether it follows the
    words. The same box is drawn once: frames that lie on each other would hide what they frame."""
    evidence = item.row.body["evidence"]
    frames: dict[Any, dict[str, Any]] = {}
    for found in drawn.found:
        for box in found.boxes:
            frame = frames.setdefault(box, {"box": box, "digits": [], "numbers": [], "close": found.close})
            frame["digits"].append(DIGITS.get(evidence[found.number - 1]["item"], ""))
            frame["numbers"].append(found.number)
    return tuple(frames.values())

"""The addresses of the queue and of the items in it: all that a page shows stands in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from urllib.parse import quote, urlencode

from data.lexicon import rows
from store.desk.rows import DeskState, Wishes

PAGE = 50
"""Proposals on one page of the queue."""
LONGEST = 100
"""Characters of one wish that are looked at."""
FURTHEST = 1_000_000
"""Places of the queue beyond which nobody turns pages."""

STATES = (
    DeskState.OPEN.value,
    DeskState.INFO.value,
    DeskState.REMINDED.value,
    DeskState.SECOND.value,
    DeskState.DISPUTED.value,
    DeskState.CONFIRMED.value,
    DeskState.REJECTED.value,
    "mine",
)
"""The states with a tab of their own, in the order of the tabs."""
FURTHER_STATES = (DeskState.MERGED.value, "news", "withdrawn")
"""States that are shown as tabs only when something is in them."""
ORDERS = ("due", "severity", "score")
CODED = {"situation": "situation", "category": "category", "severity": "severity", "verdict": "proposal_verdict"}
"""Wishes that are codes, and the field of the list of labels that has them."""


def wishes_of(query: Mapping[str, str], usual: str = DeskState.OPEN.value) -> Wishes:
    """The wishes of an address's query; what is not known, or no day, is no wish. `usual` is the state without one."""
    told = {f.name: clean(query.get(f.name, "")) for f in fields(Wishes)}
    for name, field in CODED.items():
        if told[name] not in codes(field):
            told[name] = ""
    for name in ("since", "until"):
        told[name] = _day(told[name])
    if told["state"] not in STATES + FURTHER_STATES:
        told["state"] = usual
    if told["order"] not in ORDERS:
        told["order"] = ORDERS[0]
    return Wishes(**told)


def codes(name: str) -> tuple[str, ...]:
    """The codes of a field (`situation`, `severity`, ...) in the order of the list of labels."""
    return tuple(row["code"] for row in rows("labels") if row["field"] == name)


def clean(text: str) -> str:
    """What a person typed into one line: without control characters and ends, at most LONGEST characters."""
    return "".join(c for c in text if c.isprintable()).strip()[:LONGEST]


def position_of(query: Mapping[str, str]) -> int | None:
    """The place in the queue, from 0, that an address tells (`at`); None when it tells none."""
    return number(query, "at")


def number(query: Mapping[str, str], name: str) -> int | None:
    """A whole number of the address up to FURTHEST, None when it is not told or none."""
    told = query.get(name, "")
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        return None
    return min(int(told), FURTHEST)


def queue_address(wishes: Wishes, page: int = 1) -> str:
    """The address of a page of the queue, from 1."""
    return _address("/", [*_told(wishes), *([("page", str(page))] if page > 1 else [])])


def page_of(position: int | None) -> int:
    """The page on which a place of the queue stands, the first one for no place."""
    return (position or 0) // PAGE + 1


def item_address(proposal_id: str, wishes: Wishes, position: int | None = None) -> str:
    """The address of an item's page that knows its place in the queue and so the way back."""
    at = [("at", str(position))] if position is not None else []
    return _address(f"/item/{quote(proposal_id, safe='')}", [*_told(wishes), *at])


def next_address(wishes: Wishes, after: str | None = None) -> str:
    """The address that claims the next item, of those behind `after`, and leads to it."""
    return _address("/next", [*_told(wishes), *([("after", after)] if after else [])])


def with_told(address: str, **told: str) -> str:
    """The address with further parameters."""
    return address + ("&" if "?" in address else "?") + urlencode(told) if told else address


def _told(wishes: Wishes) -> list[tuple[str, str]]:
    # The state is always told: what is usual without one depends on who looks.
    return [("state", wishes.state), *((name, value) for name, value in wishes.told() if name != "state")]


def _address(path: str, told: list[tuple[str, str]]) -> str:
    return path + ("?" + urlencode(told) if told else "")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""

"""All routes of a desk with what each needs, read from the application itself: a new route is met by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute

from review.roles import HOLDERS, Permission
from store.viewer import Role

WORKERS = frozenset({Role.REVIEWER, Role.APPROVER})
FOR_WORKERS = {
    ("POST", "/undo"),
    ("POST", "/item/{proposal_id}/claim"),
    ("POST", "/item/{proposal_id}/release"),
    ("POST", "/item/{proposal_id}/edit"),
    ("POST", "/item/{proposal_id}/edit/drop"),
}
"""Routes of who may see an item that are for those who work on it: an evaluator looks on."""


@dataclass(frozen=True)
class Way:
    """A route and one of its methods."""

    method: str
    path: str
    permissions: tuple[Permission, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Method and path."""
        return self.method, self.path

    def holders(self) -> frozenset[Role]:
        """The roles that get in."""
        held = frozenset(Role).intersection(*(HOLDERS[permission] for permission in self.permissions))
        return held & WORKERS if self.key in FOR_WORKERS else held

    def address(self, **ids: str) -> str:
        """The path with the ids in it."""
        return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: ids.get(found[1], "1"), self.path)


def ways_of(routes: Iterable[Any]) -> Iterator[Way]:
    """Every route and method, those of included routers too."""
    for route in routes:
        if isinstance(route, APIRoute):
            told = tuple(_permissions(route.dependant))
            yield from (Way(method, route.path, told) for method in sorted(route.methods))
        elif hasattr(route, "original_router"):
            yield from ways_of(route.original_router.routes)


def _permissions(dependant: Any) -> Iterator[Permission]:
    for needed in dependant.dependencies:
        if permission := getattr(needed.call, "permission", None):
            yield permission
        yield from _permissions(needed)

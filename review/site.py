"""What every page of the desk is given: the doors to the store, the settings, the templates, and who is visiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.responses import Response

from review.roles import Permission, permitted
from store.ledger import Action, Entry, Source
from store.viewer import Viewer

if TYPE_CHECKING:
    from review.rendering import Pages
    from review.settings import DeskSettings
    from store.accounts import Account, Accounts, Session
    from store.database import Database
    from store.desk import Desk


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in and may do what the route needs."""

    request: Request
    account: Account
    viewer: Viewer
    session: Session
    language: str

    def may(self, permission: Permission) -> bool:
        """Whether the visitor holds another permission too."""
        return permitted(self.viewer.roles, permission)


@dataclass(frozen=True, slots=True)
class Site:
    """The desk's parts. A router takes one and hangs its handlers on `entry(permission)`:

        def router(site: Site) -> APIRouter:
            routes = APIRouter()

            @routes.get("/")
            def queue(visit: Visit = Depends(site.entry(Permission.SEE_QUEUE))) -> Response: ...

    Handlers are plain functions, so that the database is waited for in a thread.
    """

    database: Database
    desk: Desk
    accounts: Accounts
    settings: DeskSettings
    pages: Pages
    today: Callable[[], date]
    gate: Callable[[Request, Permission], Visit] = field(repr=False)

    def entry(self, permission: Permission) -> Callable[[Request], Visit]:
        """A dependency that lets in who holds `permission`; `entry.permission` tells it to whoever lists the routes.

        Raises NotSignedIn, Forbidden or, for a request that changes something, BadToken.
        """

        def enter(request: Request) -> Visit:
            return self.gate(request, permission)

        enter.permission = permission  # type: ignore[attr-defined]
        return enter

    def page(self, visit: Visit, template: str, status: int = 200, **values: Any) -> Response:
        """A page, or a piece of one, in the visitor's language."""
        return self.pages.render(template, visit, status, values)

    def note(self, visit: Visit, action: Action, subject: str, detail: Mapping[str, Any] | None = None) -> None:
        """Puts on the ledger what the visitor saw or took along, in a transaction of its own."""
        from store.ledger import append

        with self.database.writing() as connection:
            entry = Entry(action, subject, dict(detail or {}))
            append(connection, [entry], Source(actor=visit.account.account_id), at=self.settings.clock())

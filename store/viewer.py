"""Who looks at the store, and what of it exists for them.

Every statement that reads proposals for a person, be it a page, a count, a search, an export or an answer of the API,
takes its conditions from `visible`: there is no second place where sight is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, false

from store.desk_tables import BARS
from store.tables import PROPOSALS


class Role(StrEnum):
    """What an account is for."""

    OPERATOR = "operator"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    EVALUATOR = "evaluator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class BarKind(StrEnum):
    """Why somebody never meets a proposal (recusal)."""

    NAMED = "named"  # intervener, recipient, go-between, party or agent, and every candidate for them
    RELATIVE = "relative"  # of a person named, by the lawyers' registry
    HANDLER = "handler"  # handles the case
    PANEL = "panel"  # sits on a panel with a handler of the case, or with the one approached
    DECLARED = "declared"  # recused himself, or was recused by the administrator


SEES_PROPOSALS = frozenset({Role.REVIEWER, Role.APPROVER, Role.EVALUATOR})


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who is signed in. `units` None: all. `keys` are what `bars.person` calls this person: a registry id, a
    name, declared relatives, the account itself."""

    account_id: str
    roles: frozenset[Role]
    units: tuple[str, ...] | None
    keys: frozenset[str]

    def has(self, *roles: Role) -> bool:
        """Whether the viewer has one of these roles."""
        return not self.roles.isdisjoint(roles)


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a row of `proposals` exists for the viewer: by role, unit and recusal.

    A row whose bars are not told yet exists for nobody; one without a unit only for those who may see all units.
    """
    if not viewer.has(*SEES_PROPOSALS):
        return false()
    conditions = [PROPOSALS.c.barred_by.is_not(None), ~barred(viewer)]
    if viewer.units is not None:
        conditions.append(PROPOSALS.c.unit.in_(viewer.units))
    return and_(*conditions)


def barred(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that the viewer is recused from a row of `proposals`."""
    return exists().where(BARS.c.proposal_id == PROPOSALS.c.proposal_id, BARS.c.person.in_(sorted(viewer.keys)))


def name_key(name: str) -> str:
    """What `bars.person` and `Viewer.keys` call a person of whom only the name is known."""
    from data.normalize import key

    return f"name:{key(name)}"


def account_key(account_id: str) -> str:
    """What `bars.person` calls an account that is recused by declaration."""
    return f"account:{account_id}"

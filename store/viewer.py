"""Who looks at the store, and what of it exists for them.

Every statement that reads proposals for a person, be it a page, a count, a search, an export or an answer of the API,
takes its conditions from `visible`: there is no second place where sight is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, select

from records import recusal
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


KEPT_APART: tuple[tuple[frozenset[Role], frozenset[Role]], ...] = (
    (frozenset({Role.ADMINISTRATOR}), frozenset({Role.REVIEWER, Role.APPROVER, Role.EVALUATOR, Role.AUDITOR})),
    (frozenset({Role.AUDITOR}), frozenset(Role) - {Role.AUDITOR}),
)
"""Roles that no one account may join: who makes accounts reads no records, who watches does nothing else."""


def clash(roles: frozenset[Role]) -> tuple[Role, Role] | None:
    """Two of `roles` that no one account may join, None when all go together."""
    for first, second in KEPT_APART:
        for one in sorted(roles & first):
            for other in sorted((roles & second) - {one}):
                return one, other
    return None


SEES_PROPOSALS = frozenset({Role.REVIEWER, Role.APPROVER, Role.EVALUATOR})
SEES_PENDING = frozenset({Role.REVIEWER, Role.APPROVER})
PENDING = ("open", "info", "reminded", "second", "disputed")
"""Values of `proposals.desk` that only those who decide may see (`store.desk.rows.PENDING`)."""


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
    return and_(within(viewer), ~barred(viewer))


def within(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a row of `proposals` is one for the viewer's role and units: `visible` but for recusal.

    It serves to say that something was passed on; nothing of the rows themselves may be shown.
    """
    if not viewer.has(*SEES_PROPOSALS):
        return false()
    conditions = [_of_units(viewer)]
    if not viewer.has(*SEES_PENDING):
        conditions.append(PROPOSALS.c.desk.not_in(PENDING))
    return and_(*conditions)


def countable(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a row may be counted in figures shown to the viewer: by unit and recusal, whatever the role.

    For figures alone, in which no single proposal shows; what shows one takes `visible`.
    """
    return and_(_of_units(viewer), ~barred(viewer))


def _of_units(viewer: Viewer) -> ColumnElement[bool]:
    told = PROPOSALS.c.barred_by.is_not(None)
    return told if viewer.units is None else and_(told, PROPOSALS.c.unit.in_(viewer.units))


def barred(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that the viewer is recused from a row of `proposals`."""
    # By an inner list that is drawn up once: few proposals bar any one person, and counts look at all of them.
    return PROPOSALS.c.proposal_id.in_(select(BARS.c.proposal_id).where(BARS.c.person.in_(sorted(viewer.keys))))


def name_key(name: str) -> str:
    """What `bars.person` and `Viewer.keys` call a person by name."""
    return recusal.name_key(name)


def account_key(account_id: str) -> str:
    """What `bars.person` calls an account that is recused by declaration."""
    return f"account:{account_id}"

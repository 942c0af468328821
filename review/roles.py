"""Which role may do what: the one table that every route is tested against."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from store.viewer import Role


class Permission(StrEnum):
    """Something a page or an action needs."""

    SEE_QUEUE = "see_queue"
    SEE_ITEM = "see_item"
    DECIDE = "decide"
    APPROVE = "approve"
    EXPORT = "export"
    UNMASK = "unmask"  # other people's names and numbers in what leaves the desk
    CONSENT = "consent"
    SEE_AGREEMENT = "see_agreement"
    SEE_DRIFT = "see_drift"
    SEE_RUNS = "see_runs"
    SEE_LEDGER = "see_ledger"
    MANAGE_ACCOUNTS = "manage_accounts"
    OWN_ACCOUNT = "own_account"  # sign out, language, password: everybody who is signed in


_ALL = frozenset(Role)

HOLDERS: Mapping[Permission, frozenset[Role]] = {
    Permission.SEE_QUEUE: frozenset({Role.REVIEWER, Role.APPROVER, Role.EVALUATOR}),
    Permission.SEE_ITEM: frozenset({Role.REVIEWER, Role.APPROVER, Role.EVALUATOR}),
    Permission.DECIDE: frozenset({Role.REVIEWER}),
    Permission.APPROVE: frozenset({Role.APPROVER}),
    Permission.EXPORT: frozenset({Role.REVIEWER, Role.APPROVER}),
    Permission.UNMASK: frozenset({Role.APPROVER}),
    Permission.CONSENT: frozenset({Role.EVALUATOR}),
    Permission.SEE_AGREEMENT: frozenset({Role.EVALUATOR, Role.AUDITOR, Role.ADMINISTRATOR}),
    Permission.SEE_DRIFT: frozenset({Role.ADMINISTRATOR}),
    Permission.SEE_RUNS: frozenset({Role.OPERATOR, Role.ADMINISTRATOR}),
    Permission.SEE_LEDGER: frozenset({Role.AUDITOR}),
    Permission.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Permission.OWN_ACCOUNT: _ALL,
}


def permitted(roles: frozenset[Role], permission: Permission) -> bool:
    """Whether one of `roles` holds the permission."""
    return not roles.isdisjoint(HOLDERS[permission])


HOMES = (
    (Permission.SEE_QUEUE, "/"),
    (Permission.SEE_LEDGER, "/ledger"),
    (Permission.MANAGE_ACCOUNTS, "/accounts"),
    (Permission.SEE_RUNS, "/runs"),
)


def home(roles: frozenset[Role]) -> str:
    """The page that somebody with these roles begins on."""
    return next((path for permission, path in HOMES if permitted(roles, permission)), "/account")

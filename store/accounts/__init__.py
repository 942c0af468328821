"""Who may sign in to the desk: accounts, sessions, and what becomes of those who guess."""

from store.accounts.door import Accounts
from store.accounts.passwords import Cost
from store.accounts.rows import (
    Account,
    AccountFault,
    AccountRules,
    Changes,
    Declared,
    NewAccount,
    Session,
    SignedIn,
    SignInRefused,
)

__all__ = [
    "Account",
    "AccountFault",
    "AccountRules",
    "Accounts",
    "Changes",
    "Cost",
    "Declared",
    "NewAccount",
    "Session",
    "SignInRefused",
    "SignedIn",
]

"""What the accounts give and take: frozen rows without a database behind them. Times are ISO 8601 in UTC."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from data.errors import AccountError
from store.accounts.passwords import Cost
from store.clock import now
from store.viewer import Role

ACTIVE, DISABLED = "active", "disabled"
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class AccountRules:
    """How long a session lives and how many guesses are free. Times in seconds unless the name says otherwise."""

    idle_minutes: int = 30
    session_hours: int = 10
    free_tries: int = 3  # of one login, before answers are delayed
    tries: int = 6  # of one login, before it is closed
    tries_of_address: int = 30  # of one address with any logins, before it is closed: several people may share it
    closed_minutes: int = 15
    cost: Cost = field(default_factory=Cost)
    clock: Callable[[], str] = now


@dataclass(frozen=True, slots=True)
class Declared:
    """A further person an account is recused from. `person` is a key as in `bars`: a registry id or `name:...`."""

    person: str
    relation: str


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `units` None: all; `person_id` None: stands in no registry."""

    account_id: str
    login: str
    name: str
    roles: frozenset[Role]
    units: tuple[str, ...] | None
    person_id: str | None
    has_password: bool
    password_at: str | None
    renew_password: bool
    oidc_subject: str | None
    language: str
    state: str
    created_at: str
    declared: tuple[Declared, ...] = ()

    @property
    def active(self) -> bool:
        """Whether it can sign in."""
        return self.state == ACTIVE


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made. Without `password` it signs in by OIDC only; `renew`: the password holds for one sign-in,
    in which another must be chosen."""

    login: str
    name: str
    roles: frozenset[Role]
    units: tuple[str, ...] | None = None
    person_id: str | None = None
    password: str | None = field(default=None, repr=False)
    renew: bool = True
    oidc_subject: str | None = None
    language: str = "zh"


class Changes(TypedDict, total=False):
    """What is to be changed of an account; what is left out stays."""

    name: str
    roles: frozenset[Role]
    units: tuple[str, ...] | None
    person_id: str | None
    oidc_subject: str | None
    language: str
    state: str


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that stands. `key` is the SHA-256 of the cookie's value, never the value itself."""

    key: str
    account_id: str
    csrf: str = field(repr=False)
    created_at: str
    seen_at: str
    expires_at: str


class SignedIn(NamedTuple):
    """A sign-in that went well. `token` is the cookie's value and is kept nowhere."""

    account: Account
    session: Session
    token: str


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """A sign-in that did not go well: the same for an unknown login, a wrong password and a disabled account.

    `wait_seconds` is above 0 when tries are not looked at for so long.
    """

    wait_seconds: int = 0


class AccountFault(AccountError):
    """What is wrong with an account, a password or a role; `code` names it for a screen in any language."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)

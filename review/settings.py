"""How the desk runs: the one place of its defaults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from store.accounts import AccountRules, Cost
from store.clock import now
from store.seal import Seal

CHINA = timezone(timedelta(hours=8))
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def today_in_china() -> date:
    """The day on which a deadline is counted."""
    return datetime.now(CHINA).date()


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """A sign-in service of the intranet (OpenID Connect). `claim` is what of the id_token names the account.

    Addresses left empty are asked of `issuer`/.well-known/openid-configuration; `redirect_uri` is the desk's address
    as browsers see it with /signin/oidc/back.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    name: str = "OIDC"  # as the button on the sign-in page calls it
    claim: str = "sub"
    scope: str = "openid"
    authorize_url: str = ""
    token_url: str = ""
    jwks_url: str = ""
    ca_file: str = ""  # certificate of the authority that signed the service's own; empty: the system's


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """What can be told of a desk. `hosts` are the names it answers to, beyond them it says nothing."""

    today: Callable[[], date] = today_in_china
    clock: Callable[[], str] = now
    session_idle_minutes: int = 30
    session_hours: int = 10
    claim_minutes: int = 15
    second_look: tuple[str, ...] = ("critical", "high")
    secure_cookies: bool = True
    hosts: frozenset[str] = LOCAL_HOSTS
    body_bytes: int = 256 * 1024
    form_fields: int = 400
    organ: str = ""  # whose desk it is, for the head of pages and the watermark of exports
    inbox_reading: bool = True
    oidc: OidcSettings | None = None
    password_cost: Cost = field(default_factory=Cost)
    language: str = "zh"
    seal: Seal | None = None  # of the ledger

    def account_rules(self) -> AccountRules:
        """The rules by which accounts and sessions are kept."""
        return AccountRules(
            idle_minutes=self.session_idle_minutes,
            session_hours=self.session_hours,
            cost=self.password_cost,
            clock=self.clock,
        )

"""Settings of the reviewer's desk, as guowen.toml and the variables tell them, and the desk's own made of them."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from data.errors import ConfigError

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from review.serve import Listen
    from review.settings import DeskSettings, OidcSettings

Severity = Literal["critical", "high", "medium", "low"]


class OidcOptions(BaseModel):
    """A sign-in service of the intranet; its secret belongs into GUOWEN_REVIEW__OIDC__CLIENT_SECRET."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(min_length=1)
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = SecretStr("")
    name: str = Field(default="OIDC", min_length=1)
    claim: str = Field(default="sub", min_length=1)
    scope: str = Field(default="openid", pattern=r"(^| )openid( |$)")
    authorize_url: str = ""
    token_url: str = ""
    jwks_url: str = ""
    ca_file: Path | None = None


class ReviewOptions(BaseModel):
    """How the desk runs; guowen.toml.example says what each key does. None: the desk's own default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organ: str | None = Field(default=None, max_length=60)
    language: Literal["zh", "en"] | None = None
    session_idle_minutes: int | None = Field(default=None, ge=1, le=24 * 60)
    session_hours: int | None = Field(default=None, ge=1, le=24)
    claim_minutes: int | None = Field(default=None, ge=1, le=24 * 60)
    second_look: tuple[Severity, ...] | None = None
    inbox_reading: bool | None = None
    hosts: tuple[str, ...] = ()
    public_url: str = Field(default="", pattern=r"^(https?://[^/?#]+/?)?$")
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    plain_http: bool = False
    proxies: tuple[str, ...] = ()
    oidc: OidcOptions | None = None

    @model_validator(mode="after")
    def _both_of_tls(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("review.tls_certificate and review.tls_key go together")
        if self.oidc and not self.public_url:
            raise ValueError("review.public_url: the sign-in service must know where to send browsers back to")
        return self


def listen_of(settings: Settings) -> Listen:
    """Where the desk listens. Raises ConfigError when passwords would cross a network in the clear."""
    from review.serve import Listen

    told = settings.review
    secure = told.tls_certificate is not None or told.public_url.startswith("https://")
    if not (secure or told.plain_http or is_loopback(settings.host)):
        raise ConfigError(
            f"host {settings.host}: passwords would cross the network in the clear; set review.tls_certificate and "
            'review.tls_key, or review.public_url = "https://..." behind a proxy that speaks TLS, or, on a network '
            "closed to others, review.plain_http = true"
        )
    for file in (told.tls_certificate, told.tls_key):
        if file is not None and not file.is_file():
            raise ConfigError(f"review: {file} is no file; correct review.tls_certificate and review.tls_key")
    return Listen(
        host=settings.host,
        port=settings.port,
        certificate=str(told.tls_certificate or ""),
        key=str(told.tls_key or ""),
        public=told.public_url,
        proxies=told.proxies,
    )


def desk_settings(settings: Settings) -> DeskSettings:
    """The settings of the desk."""
    from urllib.parse import urlsplit

    from pipelines.settings import ledger_seal
    from review.security import hosts_of
    from review.settings import DeskSettings

    told = settings.review
    public = urlsplit(told.public_url).hostname or ""
    plain = {name: value for name in _PLAIN if (value := getattr(told, name)) is not None}
    return DeskSettings(
        **plain,
        secure_cookies=told.tls_certificate is not None or told.public_url.startswith("https://"),
        hosts=hosts_of(settings.host, (*told.hosts, public)),
        oidc=_oidc(told),
        seal=ledger_seal(settings),
    )


_PLAIN = (
    "organ",
    "language",
    "session_idle_minutes",
    "session_hours",
    "claim_minutes",
    "second_look",
    "inbox_reading",
)
"""Options that the desk takes as they are told."""


def _oidc(told: ReviewOptions) -> OidcSettings | None:
    from review.settings import OidcSettings

    if told.oidc is None:
        return None
    return OidcSettings(
        issuer=told.oidc.issuer,
        client_id=told.oidc.client_id,
        client_secret=told.oidc.client_secret.get_secret_value(),
        redirect_uri=told.public_url.rstrip("/") + "/signin/oidc/back",
        name=told.oidc.name,
        claim=told.oidc.claim,
        scope=told.oidc.scope,
        authorize_url=told.oidc.authorize_url,
        token_url=told.oidc.token_url,
        jwks_url=told.oidc.jwks_url,
        ca_file=str(told.oidc.ca_file or ""),
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

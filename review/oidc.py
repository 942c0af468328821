"""Signing in through a service of the intranet: OpenID Connect, authorization code with PKCE.

The service says who somebody is; which account that is, and whether there is one, the desk's administrator has said.
Sources: OpenID Connect Core 1.0 (3.1.2, 3.1.3), RFC 7636 (PKCE), RFC 9700 (state and PKCE together).
"""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import httpx2
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from review.settings import OidcSettings

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""What an id_token may be signed with: public keys only, so that nothing the desk holds could sign one."""
LEEWAY = 120
"""Seconds by which the clocks of desk and service may differ."""
PATIENCE = 10.0
"""Seconds until the service must have answered."""


class OidcFault(Exception):
    """A sign-in by the service that came to nothing; `code` is a key of words/signin.toml."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Started:
    """What one browser is sent away with and must come back with."""

    state: str
    nonce: str
    verifier: str
    after: str  # the page to go on to

    def packed(self) -> str:
        """As a cookie's value. Only the browser that holds it can bring its answer back, so it needs no signature."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode().rstrip("=")


def unpacked(cookie: str) -> Started | None:
    """What `packed` made, None for anything else."""
    try:
        told = json.loads(base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)))
    except ValueError:
        return None
    names = set(Started.__slots__)
    if not isinstance(told, dict) or set(told) != names or not all(isinstance(v, str) and v for v in told.values()):
        return None
    return Started(**told)


class Provider:
    """The sign-in service as settings name it. What it tells of itself is asked once and kept."""

    def __init__(self, settings: OidcSettings) -> None:
        self._settings = settings

    def start(self, after: str) -> tuple[str, Started]:
        """(where to send the browser, what it must come back with). Raises OidcFault when the service is not there."""
        started = Started(generate_token(43), generate_token(43), generate_token(64), after)
        with self._client() as client:
            address, _ = client.create_authorization_url(
                self._metadata["authorization_endpoint"],
                state=started.state,
                nonce=started.nonce,
                code_verifier=started.verifier,
            )
        return address, started

    def subject(self, started: Started, answer: Mapping[str, str]) -> str:
        """Who the service says has signed in: the claim that the settings name.

        Raises OidcFault when the answer is not to this browser, was refused, or its id_token does not hold.
        """
        if answer.get("state") != started.state:
            raise OidcFault("oidc_failed")
        if "error" in answer or not answer.get("code"):
            raise OidcFault("oidc_refused")
        token = self._token(answer["code"], started.verifier)
        claims = self._claims(token, started.nonce)
        subject = claims.get(self._settings.claim)
        if not isinstance(subject, str) or not subject:
            raise OidcFault("oidc_failed")
        return subject

    @cached_property
    def _metadata(self) -> dict[str, Any]:
        """Where the service answers, as told or as it says itself."""
        told = {
            "authorization_endpoint": self._settings.authorize_url,
            "token_endpoint": self._settings.token_url,
            "jwks_uri": self._settings.jwks_url,
        }
        if all(told.values()):
            return told
        found = self._read(f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self._settings.issuer or not all(isinstance(found.get(n), str) for n in told):
            raise OidcFault("oidc_failed")
        return {name: value or found[name] for name, value in told.items()}

    def _token(self, code: str, verifier: str) -> Mapping[str, Any]:
        try:
            with self._client() as client:
                token = client.fetch_token(self._metadata["token_endpoint"], code=code, code_verifier=verifier)
        except httpx2.HTTPError:
            raise OidcFault("oidc_unreachable") from None
        except (OAuthError, ValueError):
            raise OidcFault("oidc_failed") from None
        if not isinstance(token, Mapping) or not isinstance(token.get("id_token"), str):
            raise OidcFault("oidc_failed")
        return token

    def _claims(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """The claims of the id_token, when its signature, issuer, audience, times and nonce hold."""
        own = self._settings
        try:
            keys = KeySet.import_key_set(self._read(self._metadata["jwks_uri"]))  # type: ignore[arg-type]
            read = jwt.decode(token["id_token"], keys, registry=JWSRegistry(algorithms=ALGORITHMS))
            claims = CodeIDToken(
                read.claims,
                read.header,
                {"iss": {"essential": True, "value": own.issuer}, "aud": {"essential": True, "value": own.client_id}},
                {"nonce": nonce, "client_id": own.client_id, "access_token": token.get("access_token")},
            )
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError, KeyError):
            raise OidcFault("oidc_failed") from None
        return read.claims

    def _read(self, address: str) -> dict[str, Any]:
        """A JSON object of the service."""
        try:
            with httpx2.Client(**self._connection) as client:
                answer = client.get(address).raise_for_status().json()
        except httpx2.HTTPError:
            raise OidcFault("oidc_unreachable") from None
        except ValueError:
            raise OidcFault("oidc_failed") from None
        if not isinstance(answer, dict):
            raise OidcFault("oidc_failed")
        return answer

    def _client(self) -> Any:
        return OAuth2Client(
            self._settings.client_id,
            self._settings.client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self._settings.client_secret else "none",
            scope=self._settings.scope,
            redirect_uri=self._settings.redirect_uri,
            code_challenge_method="S256",
            **self._connection,
        )

    @cached_property
    def _connection(self) -> dict[str, Any]:
        """How the service is spoken to: straight, no proxy of the machine between."""
        trusted = ssl.create_default_context(cafile=self._settings.ca_file or None)
        return {"timeout": PATIENCE, "trust_env": False, "follow_redirects": False, "verify": trusted}

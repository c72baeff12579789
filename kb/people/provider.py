"""Talking to the bank's OpenID provider: code flow with PKCE, state and nonce.

What comes back is used to recognise a person and then forgotten: no token of the provider is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from kb.config import Settings
from kb.errors import NotAllowed, NotReady
from kb.people.claims import MISSING, claim_at
from kb.people.tokens import new_secret

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"]
"""Signatures with a key pair; never "none", never one made with the client secret."""

_TIMEOUT_SECONDS = 10.0
_LEEWAY_SECONDS = 60
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class LoginAttempt:
    """Where to send a browser, and what to remember until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Who somebody is to the provider. The subject stays; names and addresses may change and prove nothing."""

    issuer: str
    subject: str
    claims: dict[str, Any]


class Provider:
    """The OpenID provider of the settings."""

    def __init__(self, settings: Settings, redirect_uri: str) -> None:
        self._settings = settings
        self._redirect_uri = redirect_uri
        self._issuer = settings.oidc_issuer.rstrip("/")
        if not _is_safe(self._issuer):
            raise NotReady("The setting oidc_issuer must be an https address.")

    async def begin(self) -> LoginAttempt:
        """Prepare to send a browser to the provider. Raises NotReady where it does not answer."""
        state, nonce, verifier = new_secret(), new_secret(), new_secret() + new_secret()
        async with self._client() as client:
            metadata = await self._metadata(client)
            url, _state = client.create_authorization_url(
                metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return LoginAttempt(str(url), state, nonce, verifier)

    async def identify(self, code: str, nonce: str, verifier: str) -> Identity:
        """Who came back with this code. Raises NotAllowed where the provider's word does not hold."""
        try:
            async with self._client() as client:
                metadata = await self._metadata(client)
                token = await client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                )
                keys = await client.request("GET", metadata["jwks_uri"], withhold_token=True)
                claims = self._checked(token, keys.raise_for_status().json(), nonce)
                return Identity(self._issuer, claims["sub"], await self._with_profile(client, metadata, claims))
        except (OAuthError, JoseError, KeyError, TypeError, ValueError) as error:
            raise NotAllowed("The company account could not be verified. Please sign in again.") from error
        except httpx2.HTTPError as error:
            raise NotReady("The company sign-in does not answer. Try again in a moment.") from error

    def _client(self) -> AsyncOAuth2Client:
        secret_file = self._settings.oidc_client_secret_file
        secret = Path(secret_file).read_text("utf-8").strip() if secret_file else None
        return AsyncOAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=secret,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope="openid profile",
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT_SECONDS,
        )

    async def _metadata(self, client: AsyncOAuth2Client) -> dict[str, Any]:
        address = f"{self._issuer}/.well-known/openid-configuration"
        try:
            answer = await client.request("GET", address, withhold_token=True)
            metadata: dict[str, Any] = answer.raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise NotReady("The company sign-in does not answer. Try again in a moment.") from error
        endpoints = [metadata.get(name, "") for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if metadata.get("issuer", "").rstrip("/") != self._issuer or not all(map(_is_safe, endpoints)):
            raise NotReady("The company sign-in is set up wrongly: its description does not fit the issuer.")
        return metadata

    def _checked(self, token: dict[str, Any], keys: dict[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of the ID token, once its signature, issuer, audience, time and nonce hold."""
        decoded = jwt.decode(
            token["id_token"],
            KeySet.import_key_set(keys),  # type: ignore[arg-type]  # typed as its own dictionary
            registry=JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False),
        )
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "values": [self._issuer, f"{self._issuer}/"]},
                "aud": {"essential": True, "value": self._settings.oidc_client_id},
                "nonce": {"essential": True, "value": nonce},
            },
            {"nonce": nonce, "client_id": self._settings.oidc_client_id, "access_token": token["access_token"]},
        )
        claims.validate(leeway=_LEEWAY_SECONDS)
        if not claims.get("sub") or not isinstance(claims["sub"], str):
            raise ValueError("no subject")
        return dict(claims)

    async def _with_profile(
        self, client: AsyncOAuth2Client, metadata: dict[str, Any], claims: dict[str, Any]
    ) -> dict[str, Any]:
        """The claims, completed from the profile where the ID token is short."""
        settings = self._settings
        wanted = {settings.oidc_login_claim, settings.oidc_name_claim, settings.oidc_role_claim} - {""}
        endpoint = metadata.get("userinfo_endpoint", "")
        if all(claim_at(claims, name) is not MISSING for name in wanted) or not _is_safe(endpoint):
            return claims
        profile = (await client.get(endpoint)).raise_for_status().json()
        if profile.get("sub") != claims["sub"]:
            raise ValueError("the profile is somebody else's")
        return {**profile, **claims}


def _is_safe(url: str) -> bool:
    """Whether an address is reached over HTTPS, or is on this very machine."""
    parsed = urlsplit(url)
    return parsed.scheme == "https" or (parsed.scheme == "http" and parsed.hostname in _HERE)

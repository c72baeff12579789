"""What the provider's claims say of a person: values by their path, and the role they give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from kb.config import Settings
from kb.errors import BadInput
from kb.people.person import Role

MISSING: Final = object()
"""A claim that a token does not carry; an empty list is a claim."""


def claim_at(claims: Mapping[str, Any], path: str) -> Any:
    """Return the claim of a name, or of a path of names with dots such as `realm_access.roles`; else MISSING.

    A claim that has dots in its own name, as addresses have, is found first.
    """
    value = claims.get(path)
    if value is not None:
        return value
    inner: Any = claims
    for name in path.split("."):
        inner = inner.get(name) if isinstance(inner, Mapping) else None
        if inner is None:
            return MISSING
    return inner


def role_of_claim(value: object, settings: Settings) -> Role:
    """Return the role of a claim, of several values the first that the setting lists; else client manager."""
    values = {str(item) for item in value} if isinstance(value, list) else {str(value)}
    for name, role in _roles_by_value(settings.oidc_roles):
        if role not in list(Role):
            raise BadInput("The setting {name} cannot be {value}.", name="oidc_roles", value=f"{name}={role}")
        if name in values:
            return Role(role)
    return Role.CLIENT_MANAGER


def _roles_by_value(text: str) -> list[tuple[str, str]]:
    """The pairs of the setting: `value=role,…`, or a JSON object where values have commas in them."""
    if text.lstrip().startswith("{"):
        try:
            return [(name, str(role)) for name, role in json.loads(text).items()]
        except ValueError as error:
            raise BadInput("The setting {name} cannot be {value}.", name="oidc_roles", value=text) from error
    pairs = (pair.strip().rpartition("=") for pair in text.split(",") if pair.strip())
    return [(name, role) for name, _equals, role in pairs]

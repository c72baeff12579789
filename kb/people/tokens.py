"""Make secrets that are shown once: only their hash is stored, so a stolen database opens nothing."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """Return 256 random bits as URL-safe ASCII text."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """Return the hash of a secret, as stored. A secret is random enough that a plain hash suffices."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()

"""Secrets that are handed out once: only their hash is kept, so a stolen database opens nothing."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits as URL-safe ASCII text."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What is stored of a secret. It has enough randomness that a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()

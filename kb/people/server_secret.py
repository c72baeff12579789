"""Load the server's own secret from a file only its account may read. There is no default."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_NAME = "server-secret"
_BYTES = 32


def load_server_secret(data_dir: Path) -> bytes:
    """Return the secret of a data folder, made if there is none. It signs forms; replacing it does no harm."""
    path = data_dir / _NAME
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        secret = secrets.token_bytes(_BYTES)
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return secret

"""Encrypt backups for the holder of a key (age, https://age-encryption.org)."""

from __future__ import annotations

from pathlib import Path

import pyrage

from kb.errors import BadInput

SUFFIX = ".age"


def seal(source: Path, target: Path, recipient: str) -> None:
    """Write a file so that only the recipient's key opens it. Raise BadInput for anything but a recipient."""
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise BadInput("The backup recipient is not an age key; age keys begin with age1.") from error
    pyrage.encrypt_file(str(source), str(target), [key])


def unseal(source: Path, target: Path, identity_file: Path | None) -> None:
    """Write the content of a sealed file. Raise BadInput without the right key."""
    if identity_file is None:
        raise BadInput("This backup is encrypted. Name the file with its key: --identity FILE")
    try:
        pyrage.decrypt_file(str(source), str(target), [_identity(identity_file)])
    except pyrage.DecryptError as error:
        raise BadInput("The key does not open this backup, or the backup is damaged.") from error


def _identity(file: Path) -> pyrage.x25519.Identity:
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return pyrage.x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError as error:
                raise BadInput("{file} contains no age key.", file=file) from error
    raise BadInput("{file} contains no age key.", file=file)

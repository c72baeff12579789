"""Hash passwords with argon2id off the event loop, in a small pool that refuses work rather than queue it."""

from __future__ import annotations

import asyncio
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kb.errors import BadInput, NotReady
from kb.people.common_passwords import is_common

T = TypeVar("T")

MIN_LENGTH, MAX_LENGTH = 10, 128
_MIN_DIFFERENT = 5
# argon2id is slow and memory-hard by design: more at once would let sign-ins exhaust the machine.
_WORKERS, _MAX_WAITING = 2, 40

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="argon2")
_waiting = threading.BoundedSemaphore(_WORKERS + _MAX_WAITING)

NO_PASSWORD_HASH = _hasher.hash("nobody has this password")
"""The hash to compare with if there is no account, so that the check takes the same time."""


def check_new_password(password: str, login: str) -> None:
    """Raise BadInput for a password that would be guessed."""
    text = _normal(password)
    if not MIN_LENGTH <= len(text) <= MAX_LENGTH:
        raise BadInput("The password must have {least} to {most} characters.", least=MIN_LENGTH, most=MAX_LENGTH)
    if len(set(text)) < _MIN_DIFFERENT or text.isdecimal():
        raise BadInput("This password is too easy to guess: use more different characters, not digits alone.")
    if login and login.casefold() in text.casefold():
        raise BadInput("The password must not contain your sign-in name.")
    if is_common(text, login):
        raise BadInput("This password is among the first that are tried. Choose a sentence of your own.")


def hash_password(password: str) -> str:
    """Return the hash to store. Takes some 20 ms of a processor: on the event loop use `hash_aside`."""
    return _hasher.hash(_normal(password))


def password_matches(password_hash: str, password: str) -> bool:
    """Return whether the password is the one of the hash. Takes as long as `hash_password`."""
    try:
        return _hasher.verify(password_hash, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(password_hash: str) -> bool:
    """Return whether the hash was made with other parameters than those of today."""
    return _hasher.check_needs_rehash(password_hash)


async def hash_aside(password: str) -> str:
    """Run `hash_password` off the event loop. Raise NotReady if too many calls are waiting."""
    return await _aside(lambda: hash_password(password))


async def matches_aside(password_hash: str, password: str) -> bool:
    """Run `password_matches` off the event loop. Raise NotReady if too many calls are waiting."""
    return await _aside(lambda: password_matches(password_hash, password))


async def _aside(work: Callable[[], T]) -> T:
    if not _waiting.acquire(blocking=False):
        raise NotReady("Many people are signing in right now. Try again in a moment.")
    try:
        return await asyncio.wrap_future(_pool.submit(work))
    finally:
        _waiting.release()


def _normal(password: str) -> str:
    """Return the same characters however a keyboard composed them."""
    return unicodedata.normalize("NFKC", password)

"""Translate the texts people see: gettext catalogs, Simplified Chinese first, English by a switch.

Msgids are English. The language belongs to the current context (a page run, a command), never to the process.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = {"zh": "中文", "en": "English"}
DEFAULT_LANGUAGE = "zh"
_CATALOGS = {"zh": "zh_CN"}
_LOCALES = Path(__file__).parent / "locales"
_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    name = _CATALOGS.get(language)
    if name is None:
        return gettext.NullTranslations()
    return gettext.translation("kb", _LOCALES, languages=[name])


def current_language() -> str:
    """Return the language of the current context, one of `LANGUAGES`."""
    return _language.get()


def set_language(language: str) -> None:
    """Use this language for the rest of the current context; an unknown one means the default."""
    _language.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)


@contextmanager
def using_language(language: str) -> Iterator[None]:
    """Use a language inside a with-block."""
    token = _language.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _language.reset(token)


def translate(message: str) -> str:
    """Return the text of an English msgid in the current language; the msgid itself if it has none."""
    return _catalog(_language.get()).gettext(message)


def translate_count(singular: str, plural: str, count: int) -> str:
    """Translate a text that depends on a number, as `translate` does."""
    return _catalog(_language.get()).ngettext(singular, plural, count)


def marked(message: str) -> str:
    """Mark a msgid for extraction that is stored as data and translated later; return it unchanged."""
    return message

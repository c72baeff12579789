"""Catch the errors of all pages and show each as one sentence."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from kb.errors import KbError
from kb.i18n import translate as _
from kb.metrics import ERRORS
from kb.ui.parts.markdown import plain_lines

_log = logging.getLogger("kb.ui")


@contextmanager
def show_errors() -> Iterator[None]:
    """Show a KbError inline, for example inside a form, without stopping the page."""
    try:
        yield
    except KbError as error:
        show_error(error)


def show_error(error: Exception) -> bool:
    """Draw a KbError's message, or a reference to the log for an unexpected error; return True, meaning handled."""
    if isinstance(error, KbError):
        st.error(plain_lines(error.message), icon=":material/error:")
        return True
    reference = secrets.token_hex(2).upper()
    ERRORS.labels("page").inc()
    ids = {"reference": reference, "person": str(st.user.get("person_id") or "")}
    _log.error("unexpected error, reference %s", reference, exc_info=error, extra={"ids": ids})
    st.error(
        _(
            "Something went wrong; nothing was lost. Please try again. If it happens again, report reference {code}."
        ).format(code=reference),
        icon=":material/error:",
    )
    return True

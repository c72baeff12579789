"""Draw notices at the top of a page about the state of the library."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.ui.frame.resources import get_keeper, get_settings
from kb.ui.parts.markdown import plain_lines


def show_preparation() -> None:
    """Draw what is not ready yet and its effect; nothing once everything is ready."""
    preparation = get_keeper().preparation
    if preparation.problem is not None:
        st.warning(plain_lines(preparation.problem.message), icon=":material/warning:")
    elif preparation.embedding is not None:
        done, total = preparation.embedding
        text = _("Preparing search by meaning: {done} of {total} passages").format(done=done, total=total)
        st.progress(done / max(total, 1), text)
    elif not preparation.ready.is_set():
        st.info(
            _("Search by meaning is starting. Until then, search uses words only."), icon=":material/hourglass_top:"
        )


def show_demo_mark() -> None:
    """Draw a badge on a demo library, whose people, figures and cases are synthetic."""
    if get_settings().demo_mark.exists():
        st.badge(_("Demo data"), icon=":material/science:", color="violet")

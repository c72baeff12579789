"""Notes at the head of a page about what the library is busy with."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.ui.startup import preparation


def show_preparation() -> None:
    """Say what is not ready yet and what that means; nothing when all is ready."""
    if preparation.done.is_set() and preparation.problem is None:
        return
    if preparation.problem is not None:
        st.warning(preparation.problem.message, icon=":material/warning:")
    elif preparation.filling:
        st.info(_("The library is being filled for the first time; more appears every few seconds."))
    elif preparation.embedding is not None:
        done, total = preparation.embedding
        st.progress(
            done / max(total, 1),
            _("Preparing search by meaning: {done} of {total} passages").format(done=done, total=total),
        )
    elif not preparation.model_ready:
        st.info(
            _("Search by meaning is starting. Until then, search goes by words."), icon=":material/hourglass_top:"
        )

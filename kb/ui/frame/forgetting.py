"""Lets go of what Streamlit remembers of widgets that are gone."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def forget_gone_widgets() -> None:
    """At the start of a run of the whole page: forget what is known of widgets that the last run did not draw.

    Streamlit drops their values but keeps, for as long as the tab is open, their keys and their callbacks, and with
    these everything the page held when it drew them: two kilobytes a click. A widget that comes back registers anew.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    state = context.session_state._state
    known, keys = state._new_widget_state.widget_metadata, state._key_id_mapper
    for widget in [one for one in known if one not in state]:
        del known[widget]
        key = keys.id_key_mapping.get(widget)
        if key is not None and keys.get_id_from_key(key) == widget:
            keys.delete(key)
        elif key is not None:
            del keys.id_key_mapping[widget]

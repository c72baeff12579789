from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from kb.ui.frame.streamlit_internals import prune_stale_widgets

    prune_stale_widgets()
    turn = st.session_state.setdefault("turn", 0)
    st.text_input("Kept", key="kept")
    st.checkbox("Keyless and kept")
    st.text_input("Goes with the turn", key=f"goes_{turn}")

    def go_on() -> None:
        st.session_state.turn += 1

    st.button(f"On to {turn + 1}", on_click=go_on)
    context = get_script_run_ctx()
    assert context is not None
    state = context.session_state._state
    st.session_state.known = len(state._new_widget_state.widget_metadata)
    st.session_state.mapped = len(state._key_id_mapper.id_key_mapping)


def test_what_is_known_of_widgets_does_not_grow_with_the_clicks() -> None:
    at = AppTest.from_function(_page).run()
    drawn = at.session_state.known
    assert drawn == 4
    for _click in range(10):
        at.button[0].click().run()
    assert at.session_state.turn == 10
    assert at.session_state.known <= 2 * drawn
    assert at.session_state.mapped <= drawn


def test_values_and_callbacks_stay() -> None:
    at = AppTest.from_function(_page).run()
    at.text_input(key="kept").set_value("bill pool")
    at.checkbox[0].check()
    for turn in range(3):
        at.text_input(key=f"goes_{turn}").set_value("x")
        at.button[0].click().run()
        assert (at.text_input(key="kept").value, at.checkbox[0].value) == ("bill pool", True)
    assert at.session_state.turn == 3

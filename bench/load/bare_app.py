"""Draw the widgets of the pages without any logic, to measure the cost of Streamlit itself.

No database, no gate, no search: texts come from memory. `streamlit run bench/load/bare_app.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

CASES = sorted((Path(__file__).parent.parent.parent / "cases" / "library" / "cases").glob("*.md"))
PAGES: dict[str, StreamlitPage] = {}


@st.cache_resource
def texts() -> list[str]:
    return [path.read_text("utf-8").split("---", 2)[-1] for path in CASES]


def search() -> None:
    asked = bool(st.session_state.get("q"))
    if not asked:
        st.title("Find the case that fits your client", anchor=False)
    text = st.text_input("What?", label_visibility="collapsed", key="q", type="search", bind="query-params")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.pills("Kind", ["Case 60", "Material 20", "Template 10"], key="kind_choice", label_visibility="collapsed")
        with st.popover("More filters", icon=":material/tune:"):
            st.multiselect("Tags", [f"Tag {number}" for number in range(60)], key="tag", bind="query-params")
            st.date_input("Published from", value=None, key="from", bind="query-params")
            st.date_input("Published until", value=None, key="to", bind="query-params")
    if not text:
        st.caption("For example")
        with st.container(horizontal=True, gap="small"):
            for number in range(4):
                st.page_link(
                    PAGES["search"], label="An example", icon=":material/search:", query_params={"q": str(number)}
                )
        st.subheader("Newly added", anchor=False)
        for number in range(10):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.page_link(PAGES["document"], label=f"Case {number}", query_params={"id": str(number)})
                st.badge("Case", color="green")
                st.caption("2026-01-01")
        return
    st.caption("By words and meaning · 5 ms")
    for number in range(10):
        with st.container(border=True, gap="xxsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.page_link(
                    PAGES["document"],
                    label=f"**Case {number}**",
                    query_params={"id": str(number), "at": "0", "search": "s"},
                )
                st.badge("Case", color="green")
            st.caption("A place · 2026-01-01")
            st.markdown(texts()[number][:200])
            st.caption("Words: some, words · Close in meaning (50 %)")
    if st.button("Show more", key="more", width="stretch"):
        st.rerun()


def document() -> None:
    number = int(st.query_params.get("id", "0"))
    text = texts()[number % len(texts())]
    st.page_link(PAGES["search"], label="Back to search", icon=":material/arrow_back:")
    st.title(f"Case {number}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for tag in ("Case", "one", "two", "three"):
            st.badge(tag, color="gray")
        st.caption("published 2026-01-01")
    st.link_button("Download original", "/nothing", icon=":material/download:")
    st.caption("case.md · 5 KB")
    if said := st.session_state.pop("said", ""):
        st.toast(said, icon=":material/check:")
    stated_before = st.session_state.get("stated", 0)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("3 viewed · 2 downloaded · 1 used, 0 with success")
        with (
            st.popover("I used this", icon=":material/handshake:", key=f"use_popover_{stated_before}"),
            st.form(f"use_{stated_before}", border=False),
        ):
            st.text_area("In which situation?", key=f"situation_{stated_before}", max_chars=300)
            st.date_input("Used on", key=f"day_{stated_before}")
            st.text_area("What did you do differently?", key=f"adapted_{stated_before}", max_chars=2000)
            stated = st.form_submit_button("Record my use", type="primary")
    if stated:
        st.session_state["stated"], st.session_state["said"] = stated_before + 1, "Recorded."
        st.rerun()
    with st.container(border=True):
        st.caption("The passage that was found")
        st.markdown(text[:400])
    st.divider()
    st.markdown(text)
    with (
        st.expander("Versions (1)"),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        st.page_link(PAGES["document"], label="Version 1", query_params={"id": str(number), "version": "1"})
        st.caption("2026-01-01 · case.md")


def practice() -> None:
    st.title("Daily practice", anchor=False)
    answered = st.session_state.get("answered", 0)
    st.progress(answered % 6 / 6, "Today: 6 questions")
    if st.session_state.get("feedback"):
        st.markdown("#### A question")
        st.success("Right.", icon=":material/check_circle:")
        for label in ("Your answer", "Right answer"):
            st.markdown(f"**{label}**: one")
        st.info("Because.", icon=":material/lightbulb:")
        st.page_link(PAGES["document"], label="Read it again", query_params={"id": "0"})
        st.button("Next question", type="primary", on_click=lambda: st.session_state.pop("feedback"))
        return
    st.markdown("#### A question")
    with st.form(f"practice_{answered}", border=False):
        given = st.radio("Your answer", ["one", "two", "three", "four"], index=None, key=f"answer_{answered}")
        sent = st.form_submit_button("Answer", type="primary", icon=":material/send:")
    if sent and given is not None:
        st.session_state["feedback"], st.session_state["answered"] = given, answered + 1
        st.rerun()


def _nothing(number: int) -> Callable[[], None]:
    def _page() -> None:
        st.title(str(number))

    return _page


st.set_page_config(page_title="Bare", page_icon="📗", layout="centered")
PAGES.update({function.__name__: st.Page(function) for function in (search, document, practice)})
others = [st.Page(_nothing(number), title=f"Page {number}", url_path=f"page-{number}") for number in range(5)]
page = st.navigation({"Library": list(PAGES.values()), "My work": others}, position="top")
with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
    st.button("English", key="speak", icon=":material/translate:", type="tertiary")
page.run()

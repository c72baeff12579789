"""Draw search: the query, its filters, the results."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.search.catalogue import newest_documents, read_catalogue
from kb.search.documents import KINDS
from kb.search.query import Filters, read_query
from kb.ui.cohorts.checkpoint import show_open_tests
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.cards import show_document_line, show_hit
from kb.ui.questions.asking import show_due_questions
from kb.ui.reading.recording import note_search
from kb.ui.reading.use import show_due

PAGE = 10
EXAMPLES = ("老板手头转不开", "客户理财亏了来吵", "订单多但没钱备货", "老人要给陌生人转账")
person = current_person()
library = get_library()
catalogue = read_catalogue(library.database)

asked = bool(st.session_state.get("q") or st.query_params.get("q"))
if not asked:
    st.title(_("Find the case that fits your client"), anchor=False)
text = st.text_input(
    _("What are you looking for?"),
    label_visibility="collapsed",
    key="q",
    type="search",
    placeholder=_("Describe your client in a sentence, or type a few words"),
    bind="query-params",
)
with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = st.pills(
        _("Kind"),
        list(KINDS),
        format_func=lambda name: f"{_(KINDS[name])} {catalogue.counts.get(name, 0)}",
        key="kind_choice",
        default=asked_kind if (asked_kind := st.query_params.get("kind")) in KINDS else None,
        label_visibility="collapsed",
    )
    # Bound by hand: the widget would write its label, which contains a count and is translated.
    if kind:
        st.query_params["kind"] = kind
    elif asked_kind:
        del st.query_params["kind"]
    with st.popover(_("More filters"), icon=":material/tune:"):
        chosen_tags = st.multiselect(_("Tags"), catalogue.tags, key="tag", bind="query-params", placeholder=_("Any"))
        date_from = st.date_input(_("Published from"), value=None, key="from", bind="query-params")
        date_to = st.date_input(_("Published until"), value=None, key="to", bind="query-params")

filters = Filters(
    kinds=frozenset([kind] if kind else []),
    tags=frozenset(chosen_tags),
    published_from=date_from.isoformat() if date_from else "",
    published_to=date_to.isoformat() if date_to else "",
)

if not text:
    st.caption(_("For example"))
    with st.container(horizontal=True, gap="small"):
        for example in EXAMPLES:
            st.page_link("views/search.py", label=example, icon=":material/search:", query_params={"q": example})
    show_open_tests(person)
    show_due_questions(person)
    show_due(person)
    st.subheader(_("Newly added"), anchor=False)
    newest = newest_documents(library.database, PAGE, kind)
    for row in newest:
        show_document_line(row)
    if not newest:
        st.info(_("The library is empty. Add documents with: python -m ingest FOLDER"))
    st.stop()

query = read_query(text, filters)
shown = st.session_state.get("shown", {}).get(query, PAGE)
results = library.engine.search(query, shown + 1)
search_id = note_search(person, query, results.total)
if query.cut:
    st.caption(_("The question is long; only its first {count} characters were used.").format(count=len(query.text)))
if not results.hits:
    st.info(_("Nothing found. Try other words, or fewer filters."), icon=":material/search_off:")
    st.stop()
st.caption(
    (_("By words and meaning") if results.by_meaning else _("By words only"))
    + " · "
    + _("{milliseconds} ms").format(milliseconds=max(1, round(results.seconds * 1000)))
)
for hit in results.hits[:shown]:
    show_hit(hit, search_id)
if len(results.hits) > shown and st.button(_("Show more"), key="more", width="stretch"):
    st.session_state["shown"] = {query: shown + PAGE}
    st.rerun()

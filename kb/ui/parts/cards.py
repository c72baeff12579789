"""How documents look in lists."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.search.documents import KINDS
from kb.search.highlight import Snippet
from kb.search.places import describe_position
from kb.search.results import Hit
from kb.store import Row
from kb.ui.parts.markdown import marked_snippet, plain

DOCUMENT_PAGE = "views/document.py"
_KIND_COLOURS = {"case": "green", "material": "blue", "template": "orange"}
_CLEARLY_ALIKE = 0.35


def show_hit(hit: Hit, search_id: str = "") -> None:
    """A result: title, kind, place, the passage with its matches, and why it was found.

    The link carries the search, so that its opening counts as an answer to it.
    """
    best = hit.best
    with st.container(border=True, gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(
                DOCUMENT_PAGE,
                label=f"**{plain(hit.title)}**",
                query_params={"id": hit.document_id, "at": str(best.position)}
                | ({"search": search_id} if search_id else {}),
            )
            show_kind(hit.kind)
        place = describe_position(best.place, best.heading)
        st.caption(" · ".join(plain(part) for part in (place, hit.published_on) if part))
        st.markdown(marked_snippet(best.snippet))
        st.caption(why_it_matched(hit))


def show_document_line(row: Row) -> None:
    """A document as one line of a list."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(DOCUMENT_PAGE, label=plain(row["title"]), query_params={"id": row["id"]})
        show_kind(row["kind"])
        st.caption(row["published_on"])


def show_kind(kind: str) -> None:
    """A small coloured mark that names the kind."""
    st.badge(_(KINDS[kind]), color=_KIND_COLOURS[kind])  # type: ignore[arg-type]


def why_it_matched(hit: Hit) -> str:
    """The typed words that the best passage has, equal terms of the glossary, and whether its meaning is close."""
    synonyms = dict.fromkeys(written for _typed, written in hit.best.synonyms)
    words = [word for word in matched_words(hit.best.snippet) if word not in synonyms]
    reasons = []
    if words:
        reasons.append(_("Words: {words}").format(words=_(", ").join(plain(word) for word in words)))
    if synonyms:
        reasons.append(_("Same meaning: {words}").format(words=_(", ").join(plain(word) for word in synonyms)))
    if hit.best.dense_score >= _CLEARLY_ALIKE:
        reasons.append(_("Close in meaning ({share} %)").format(share=round(hit.best.dense_score * 100)))
    return " · ".join(reasons)


def matched_words(snippet: Snippet, limit: int = 6) -> list[str]:
    """The different stretches of text that matched, in order."""
    return list(dict.fromkeys(snippet.text[start:end] for start, end in snippet.marks))[:limit]

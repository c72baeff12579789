"""Draw documents in lists."""

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
    """Draw a result: title, kind, place, the passage with its matches, and why it was found.

    The link carries the search id, so that opening it counts as a click. Everything but the link is one text, because
    the cost of a list, on the server and in the browser, is its number of elements.
    """
    best = hit.best
    place = describe_position(best.place, best.heading)
    about = " · ".join(plain(part) for part in (place, hit.published_on) if part)
    with st.container(border=True, gap="xxsmall"):
        st.page_link(
            DOCUMENT_PAGE,
            label=f"**{plain(hit.title)}**",
            query_params={"id": hit.document_id, "at": str(best.position)}
            | ({"search": search_id} if search_id else {}),
        )
        lines = (f"{kind_mark(hit.kind)} {_small(about)}", marked_snippet(best.snippet), _small(why_it_matched(hit)))
        st.markdown("\n\n".join(line for line in lines if line))


def show_document_line(row: Row) -> None:
    """Draw a document as one line of a list: title, kind, publication day."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(DOCUMENT_PAGE, label=plain(row["title"]), query_params={"id": row["id"]})
        st.markdown(f"{kind_mark(row['kind'])} {_small(row['published_on'])}", width="content")


def show_kind(kind: str) -> None:
    """Draw a coloured badge with the name of the kind."""
    st.badge(_(KINDS[kind]), color=_KIND_COLOURS[kind])  # type: ignore[arg-type]


def kind_mark(kind: str) -> str:
    """Return the Markdown of a coloured badge with the name of the kind."""
    return f":{_KIND_COLOURS[kind]}-badge[{plain(_(KINDS[kind]))}]"


def _small(markdown: str) -> str:
    return f":small[:gray[{markdown}]]" if markdown else ""


def why_it_matched(hit: Hit) -> str:
    """Return why a result was found: query words in its best passage, glossary synonyms, close meaning."""
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
    """Return the distinct pieces of text that matched, in order."""
    return list(dict.fromkeys(snippet.text[start:end] for start, end in snippet.marks))[:limit]

"""Draw a document: the passage found, the whole text, its versions and its original file."""

from __future__ import annotations

import streamlit as st

from cases.templates import filled_in_document
from ingest.materials import is_downloadable
from ingest.readers.notices import NOT_READ, describe_notices
from kb.clock import day_of, utc_now
from kb.i18n import translate as _
from kb.reading import open_document
from kb.search.places import describe_position
from kb.ui.casework.methods import show_templates
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.address_numbers import bounded_number
from kb.ui.parts.cards import show_kind
from kb.ui.parts.markdown import document_markdown, plain
from kb.ui.reading.ratings import show_ratings
from kb.ui.reading.recording import note_opening, originating_search
from kb.ui.reading.use import show_use
from kb.ui.routes.originals import download_link

person = current_person()
library = get_library()
document_id = st.query_params.get("id", "")
asked_version = st.query_params.get("version", "")
asked_passage = st.query_params.get("at", "")

version = bounded_number(asked_version)
opened = open_document(library.database, person, document_id, version, now=utc_now())
document, passages = opened.document, opened.passages
downloadable = is_downloadable(library.database, document_id)

authored = document["media_type"] == "text/markdown"
st.page_link("views/search.py", label=_("Back to search"), icon=":material/arrow_back:")
st.title(plain(document["title"]))
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    show_kind(document["kind"])
    for tag in document["tags"]:
        st.badge(plain(tag), color="gray")
    st.caption(_("published {day}").format(day=document["published_on"]))
if document["version"] != document["current_version"]:
    st.warning(
        _("This is version {old}; the current one is {new}.").format(
            old=document["version"], new=document["current_version"]
        )
    )
if document["file_hash"] and not downloadable:
    st.caption(_("Read only: the original file cannot be downloaded."))
elif document["file_hash"]:
    st.link_button(_("Download original"), download_link(document_id, document["version"]), icon=":material/download:")
    st.caption(plain(f"{document['file_name']} · {document['file_bytes'] / 1024:,.0f} KB"))
if not_read := describe_notices(document["meta"].get(NOT_READ)):
    st.caption(f":material/visibility_off: {plain(not_read)}")
show_use(person, document, originating_search())
show_ratings(person, document)

place = bounded_number(asked_passage)
if place is not None and place < len(passages):
    found = passages[place]
    with st.container(border=True):
        st.caption(
            " · ".join(
                part
                for part in (
                    _("The passage that was found"),
                    plain(describe_position(found["place"], found["heading"])),
                )
                if part
            )
        )
        st.markdown(document_markdown(found["text"], authored=authored))

st.divider()
st.markdown(document_markdown(document["text"], authored=authored))
if document["kind"] == "case":
    show_templates(filled_in_document(document["meta"]))

with st.expander(_("Versions ({count})").format(count=len(opened.versions))):
    for row in opened.versions:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                "views/document.py",
                label=_("Version {number}").format(number=row["version"]),
                query_params={"id": document_id, "version": str(row["version"])},
            )
            st.caption(f"{day_of(row['created_at'])} · {plain(row['file_name'])}")
note_opening(person, document)

"""Draw the glossary, and let trainers edit it with a preview of the effect on saved searches."""

from __future__ import annotations

import streamlit as st

from kb.clock import shown_time
from kb.i18n import translate as _
from kb.people.permissions import Action, require
from kb.search.glossary import read_glossary
from kb.search.glossary_service import Effect, preview_change, read_current, read_saved_questions, save_change
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.markdown import plain


def show_effects(effects: list[Effect], count: int) -> None:
    """Draw the effect of a change on the rank of each saved question."""
    gains = sum(effect.gain > 0 for effect in effects)
    losses = sum(effect.gain < 0 for effect in effects)
    summary = _("{count} saved questions tried: {gains} better, {losses} worse.")
    (st.warning if losses else st.success)(summary.format(count=count, gains=gains, losses=losses))
    for effect in effects:
        none = _("not in the first 10")
        before, after = effect.before or none, effect.after or none
        st.markdown(f"- {plain(effect.question)}: " + _("rank {before} → {after}").format(before=before, after=after))


person = current_person()
require(person, Action.EDIT_GLOSSARY)
library = get_library()
text, versions = read_current(library.database)
based_on = versions[0]["version"] if versions else 0

st.title(_("Glossary"), anchor=False)
st.markdown(
    _("Words with the same meaning. A search for one also finds the others; the typed words always count more.")
)
glossary = read_glossary(text)
st.caption(
    _("{groups} groups, {words} words to keep whole, version {version}").format(
        groups=len(glossary.groups), words=len(glossary.words), version=based_on
    )
)
with st.form("glossary", border=False):
    changed = st.text_area(
        _("Groups, abbreviations and words (YAML)"), value=text, height=420, key=f"glossary_text_{based_on}"
    )
    with st.container(horizontal=True):
        tried = st.form_submit_button(_("Try the change"), icon=":material/science:")
        saved = st.form_submit_button(_("Try and save"), type="primary", icon=":material/save:")

if tried or saved:
    questions = read_saved_questions(library.settings.library_dir)
    with st.spinner(_("Trying the saved questions …")):
        effects = preview_change(library.engine, changed, questions)
    show_effects(effects, len(questions))
if saved:
    version = save_change(library.database, person, changed, based_on)
    st.success(_("Saved as version {version}. It counts from the next question on.").format(version=version))

with st.expander(_("Versions ({count})").format(count=len(versions))):
    for row in versions:
        st.caption(f"{row['version']} · {shown_time(row['created_at'])} · {plain(row['author'])}")

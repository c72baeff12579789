"""Draw operations: backups, drills, disk space, version."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.operations.service import operations_status, run_backup
from kb.people.permissions import Action, require
from kb.people.units import HOUSE_PATH
from kb.ui.admin.operations import moment, runs_table, show_warnings, size
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.errors import show_errors

actor = current_person()
require(actor, Action.RUN_BACKUP, unit=HOUSE_PATH)
library = get_library()

st.title(_("Operations"), anchor=False)
top = st.container()
if st.button(_("Back up now"), type="primary", icon=":material/backup:", key="operations_backup"):
    with show_errors():
        with st.spinner(_("Backing up…")):
            made = run_backup(library.settings, actor, utc_now())
        for problem in made.problems:
            st.warning(problem, icon=":material/warning:")
        st.success(_("Backed up to {folder}: {count} files.").format(folder=made.folder.name, count=made.files))

now = utc_now()
status = operations_status(library.database, actor, library.settings, now=now)
with top:
    show_warnings(status)
    with st.container(horizontal=True):
        st.metric(_("Last backup"), moment(status.backup_at, now), border=True)
        st.metric(_("Last good drill"), moment(status.drill_at, now), border=True)
        st.metric(_("Backups kept"), status.backups, border=True)

st.subheader(_("Disk"), anchor=False)
with st.container(horizontal=True):
    st.metric(_("Database"), size(status.database_bytes), border=True)
    st.metric(_("Original files"), size(status.files_bytes), border=True)
    st.metric(_("Free"), size(status.free_bytes), border=True)

st.subheader(_("Backups and drills"), anchor=False)
if status.runs:
    st.dataframe(runs_table(status.runs), hide_index=True, key="operations_runs", alt=_("Backups and drills"))
else:
    st.info(_("No backups yet."))
st.caption(
    _("Version {version}, database at step {step}. A drill is run by: python -m kb drill").format(
        version=status.version, step=status.steps[-1]
    )
)

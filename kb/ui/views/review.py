"""Draw the review queue, longest waiting first."""

from __future__ import annotations

import streamlit as st

from cases.service import list_queue
from cases.states import STATE_NAMES
from kb.clock import utc_now
from kb.i18n import translate as _
from kb.ui.casework.renewal import offer_renewal
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.markdown import plain

person = current_person()
st.title(_("Review"), anchor=False)
waiting = list_queue(get_library().database, person, now=utc_now())
units = sorted({each.record.unit_name for each in waiting})
unit = st.selectbox(_("Unit"), units, None, key="review_unit", placeholder=_("All units"))
if not waiting:
    st.info(_("No cases are waiting for review."), icon=":material/task_alt:")
for each in waiting:
    record = each.record
    if unit in (None, record.unit_name):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.page_link("views/review_case.py", label=plain(record.title), query_params={"id": record.id})
            st.badge(_(STATE_NAMES[record.state]), color="blue")
            facts = [record.owner_name, record.unit_name, _("{days} days").format(days=round(each.days, 1))]
            st.caption(" · ".join(plain(fact) for fact in [*facts, record.reviewer_name] if fact))
offer_renewal(person)

"""Draw searches without a useful result, grouped by meaning, and the requests for cases to fill these gaps."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from cases.service import mask_text
from kb.clock import day_of, utc_now
from kb.i18n import translate as _
from kb.people.permissions import Action, require
from kb.people.units import list_units
from kb.ui.casework.commissions import show_commissions
from kb.ui.casework.gaps import show_gap, show_hidden_gaps
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.markdown import plain
from kb.ui.reading.outcomes import show_message
from kb.usage.gaps.commissions import list_wanted_queries
from kb.usage.gaps.service import find_gaps

DAYS = (30, 90, 180)
MAX_SHOWN = 30
person = current_person()
require(person, Action.COMMISSION_CASE, unit=person.unit_path)
library = get_library()
units = {unit.id: unit for unit in list_units(library.database, person)}
show_message()

st.title(_("Search gaps"), anchor=False)
st.markdown(
    _(
        "Searches without results, or whose results were not opened, grouped by meaning. Only "
        "what at least 5 people searched for is shown, without names and with personal data masked."
    )
)
with st.container(horizontal=True, vertical_alignment="bottom"):
    days = st.selectbox(
        _("Window"),
        DAYS,
        index=1,
        format_func=lambda count: _("Last {count} days").format(count=count),
        key="gaps_days",
    )
    unit_id = st.selectbox(_("Unit"), list(units), format_func=lambda each: plain(units[each].name), key="gaps_unit")
unit = units[unit_id or person.unit_id]
today = date.fromisoformat(day_of(utc_now()))
first = today - timedelta(days=(days or DAYS[0]) - 1)
gaps = find_gaps(library.database, person, unit, first, today, library.engine.encoder, mask_text)
wanted = list_wanted_queries(library.database, person)
for gap in gaps.gaps[:MAX_SHOWN]:
    show_gap(person, unit, gap, wanted)
if not gaps.gaps:
    st.info(_("No gaps shared by 5 people or more."), icon=":material/travel_explore:")
show_hidden_gaps(gaps)
show_commissions(person)

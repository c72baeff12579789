"""Draw the person's own account: role, unit, password, sign-out."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.people.accounts import has_password
from kb.people.person import ROLE_NAMES
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person, sign_out_everywhere_here, sign_out_here
from kb.ui.parts.markdown import plain

person = current_person()
st.title(plain(person.name), anchor=False)
st.markdown(f"{_(ROLE_NAMES[person.role])} · {plain(person.unit_name)}")
st.caption(_("Sign-in name: {login}").format(login=plain(person.login)))
st.button(_("Sign out"), icon=":material/logout:", key="account_sign_out", on_click=sign_out_here, type="primary")
st.button(
    _("Sign out everywhere"),
    icon=":material/devices:",
    key="account_sign_out_everywhere",
    on_click=sign_out_everywhere_here,
)
st.caption(_("Also ends what is open on other computers and phones, and links to a new password."))
changes_password_here = has_password(get_library().database, person)
if changes_password_here:
    st.markdown(f"[{_('Change your password')}](/password)")

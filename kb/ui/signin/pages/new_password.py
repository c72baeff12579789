"""Choosing a password twice, as several pages ask it."""

from __future__ import annotations

from kb.errors import BadInput
from kb.i18n import translate as _
from kb.people.passwords import MIN_LENGTH
from kb.ui.signin.form_page import Field
from kb.ui.signin.form_route import Values


def password_fields() -> tuple[Field, Field]:
    """The two lines to type a new password into."""
    hint = _("At least {count} characters; a sentence is easy to remember.").format(count=MIN_LENGTH)
    return (
        Field("password", _("New password"), "password", hint=hint, autocomplete="new-password"),
        Field("again", _("The same password again"), "password", autocomplete="new-password"),
    )


def same_twice(values: Values) -> str:
    """The new password. Raises BadInput where the two differ."""
    if values.get("password", "") != values.get("again", ""):
        raise BadInput("The two passwords are not the same.")
    return values.get("password", "")

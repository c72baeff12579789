"""A page that fails."""

from __future__ import annotations

from kb.ui.frame.language import use_language_of
from kb.ui.frame.session import current_person

person = current_person()
use_language_of(person)
raise RuntimeError("inner workings of the page of " + person.id)

"""A page that fails."""

from __future__ import annotations

from kb.ui.frame.language import speak_language_of
from kb.ui.frame.session import current_person

person = current_person()
speak_language_of(person)
raise RuntimeError("inner workings of the page of " + person.id)

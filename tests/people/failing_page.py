"""A page that fails."""

from __future__ import annotations

from kb.ui.language import choose_language
from kb.ui.session import current_person

choose_language()
raise RuntimeError("inner workings of the page of " + current_person().id)
